import { describe, expect, it } from "vitest";
import { ConfigError, createRng, nanometres, squareMetres } from "#base";
import { createTechnology } from "#technology";
import { repeatedWire } from "../../packages/circuits/src/inverter.ts";
import { priceAll } from "../../src/comparison/priced-comparison.ts";
import { dynamicEnergy } from "../../src/cost/cost-report.ts";
import { treeLength } from "../../src/cost/floorplan/chip.ts";
import {
  type BlockAreas,
  type BlockName,
  CORE_BLOCKS,
  dieOf,
  type Rectangle,
} from "../../src/cost/floorplan/die.ts";
import { arrangementsOf, floorplanOf, meanDistance } from "../../src/cost/floorplan/distances.ts";
import { layOut } from "../../src/cost/floorplan/lay-out.ts";
import { lengthsOn, overheadOn, withParts } from "../../src/cost/floorplan/overhead.ts";
import { drawnChip } from "../../src/cost/floorplan/picture.ts";
import { type PriceList, priceList } from "../../src/cost/price-list.ts";
import type { Mapping } from "../../src/mapping/mapping.ts";
import { mapWorkload } from "../../src/mapping/mapping.ts";
import { configOf } from "../design-under-test.ts";
import { bind } from "../peripherals/bind.ts";

const relative = (a: number, b: number): number => Math.abs(a / b - 1);

const MM2 = 1e-6;

const POINT = { pairPower: 4.5e-6, peakLineCurrent: 1e-4 };

/** 9 mm² of buffer and 7 mm² of MACs make a core of 4 mm × 4 mm, with 4 mm² of arrays on its right. */
const HAND: BlockAreas = { arrays: 4 * MM2, buffer: 9 * MM2, mac: 7 * MM2 };

const leastLength = (areas: BlockAreas, from: BlockName, to: BlockName, cores = 1): number =>
  Math.min(...floorplanOf(dieOf(areas, cores)).lengths(from, to));

describe("arrangements of blocks", () => {
  it("are all ways to cut a square again and again, one of two mirror images", () => {
    // Labelled slicing floorplans of n blocks number n! times the large Schröder numbers 1, 2, 6, 22; those without a cut across the
    // height are their own mirror images.
    const [factorial, schroeder] = [
      [1, 2, 6, 24],
      [1, 2, 6, 22],
    ];
    for (const n of [1, 2, 3, 4])
      expect(arrangementsOf(n)).toHaveLength((factorial[n - 1] * schroeder[n - 1] + factorial[n - 1]) / 2);
  });
});

describe("a die", () => {
  it("has the distances of a hand-drawn one", () => {
    const plan = floorplanOf(dieOf(HAND, 1));
    expect(plan.die.width).toBeCloseTo(5e-3, 12);
    expect(plan.die.height).toBeCloseTo(4e-3, 12);
    // Cut across, the middles are half a side apart, nearer than two squares that touch: (3 + √7) / 2 mm.
    expect(leastLength(HAND, "buffer", "mac")).toBeCloseTo(((3 + Math.sqrt(7)) / 2) * 1e-3, 12);
    // The buffer at the right, 2.25 mm wide: its middle at 2.875 mm, that of the arrays at 4.5 mm; squares of 9 and 4 mm² are 2.5 mm apart.
    expect(leastLength(HAND, "buffer", "arrays")).toBeCloseTo(2.5e-3, 12);
    // MACs at the left, 1.75 mm wide: 3.625 mm from the arrays.
    expect(Math.max(...plan.lengths("mac", "arrays"))).toBeGreaterThan(3.6e-3);
  });

  it("has a ring of pads, whose mean way to a block is that of 4 000 of its points", () => {
    const die = dieOf({ ...HAND, pads: 2 * MM2 }, 1);
    expect((die.width + 2 * die.ring) * (die.height + 2 * die.ring)).toBeCloseTo(22 * MM2, 12);
    const plan = floorplanOf(die);
    // Arrangement 0 of two blocks: the first left of the second.
    const x = die.core.width * (9 / 16) * 0.5;
    const y = die.core.height / 2;
    const [wide, high] = [die.width + die.ring, die.height + die.ring];
    let sum = 0;
    const around = 2 * (wide + high);
    for (let n = 0; n < 4000; n++) {
      let at = ((n + 0.5) / 4000) * around;
      let [px, py] = [0, 0];
      if (at < wide) [px, py] = [at, 0];
      else if (at < wide + high) [px, py] = [wide, at - wide];
      else if (at < 2 * wide + high) [px, py] = [at - wide - high, high];
      else [px, py] = [0, at - 2 * wide - high];
      at = 0;
      sum += Math.abs(px - die.ring / 2 - x) + Math.abs(py - die.ring / 2 - y);
    }
    const lengths = plan.lengths("buffer", "pads");
    expect(Math.min(...lengths.map((length) => Math.abs(length / (sum / 4000) - 1)))).toBeLessThan(1e-3);
  });

  it("moves no block of its core by a block outside it", () => {
    const rng = createRng(3);
    for (let n = 0; n < 40; n++) {
      const draw = rng.fork(n);
      const area = (): number => 10 ** (4 * draw.uniform() - 9);
      const core = Object.fromEntries(CORE_BLOCKS.map((block) => [block, area()]));
      const cores = 1 + Math.floor(6 * draw.uniform());
      const [bare, full] = [
        core,
        { ...core, arrays: area(), projection: area(), search: area(), pads: area() },
      ].map((areas) => floorplanOf(dieOf(areas, cores)));
      for (const from of CORE_BLOCKS)
        for (const to of CORE_BLOCKS)
          expect([...full.lengths(from, to)]).toEqual([...bare.lengths(from, to)]);
    }
  });

  it("tells apart cores of one size that are split otherwise", () => {
    // Arrangement 0: the buffer left of the MACs, then cores whose blocks have changed sizes.
    const ways = [9, 7].map((buffer) => {
      const areas = { ...HAND, buffer: buffer * MM2, mac: (16 - buffer) * MM2 };
      return floorplanOf(dieOf(areas, 1)).lengths("buffer", "arrays")[0];
    });
    // Buffers of 9/4 and 7/4 mm at the left edge; the middle of the arrays is 4.5 mm from it.
    expect(ways[0]).toBeCloseTo((4.5 - 9 / 8) * 1e-3, 12);
    expect(ways[1]).toBeCloseTo((4.5 - 7 / 8) * 1e-3, 12);
  });

  it("holds every block whole: its area is theirs, and so is a core's with the strip of its hash unit", () => {
    const rng = createRng(5);
    const names: readonly BlockName[] = [...CORE_BLOCKS, "projection", "search", "arrays", "link", "pads"];
    for (let n = 0; n < 100; n++) {
      const draw = rng.fork(n);
      const areas: Partial<Record<BlockName, number>> = Object.fromEntries(
        names.filter(() => draw.uniform() < 0.8).map((name) => [name, 10 ** (3 * draw.uniform() - 8)]),
      );
      const cores = 1 + Math.floor(9 * draw.uniform());
      const die = dieOf(areas, cores);
      const of = (...some: readonly BlockName[]): number =>
        some.reduce((sum, name) => sum + (areas[name] ?? 0), 0);
      const apart = areas.link === undefined ? 0 : of("arrays");
      const inside = of(...names) - of("pads") - apart;
      expect(die.width * die.height).toBeCloseTo(inside, 15);
      expect((die.width + 2 * die.ring) * (die.height + 2 * die.ring)).toBeCloseTo(inside + of("pads"), 15);
      expect(die.secondSide ** 2).toBeCloseTo(apart, 15);
      const own = of(...CORE_BLOCKS);
      expect(cores * die.core.width * die.core.height).toBeCloseTo(own, 15);
      // Where there is nothing but hash units, they are the region.
      if (own > 0) expect(cores * die.strip * die.core.height).toBeCloseTo(of("projection"), 15);
      expect(die.region.width * die.region.height).toBeCloseTo(own + of("projection"), 15);
      for (const { area, rectangles } of die.shared)
        expect(rectangles.reduce((sum, { width, height }) => sum + width * height, 0)).toBeCloseTo(area, 15);
    }
  });

  it("has lengths that move no further than the root of an area that moved", () => {
    const rng = createRng(11);
    const names: readonly BlockName[] = [...CORE_BLOCKS, "projection", "search", "topK", "arrays", "pads"];
    for (let n = 0; n < 60; n++) {
      const draw = rng.fork(n);
      const areas = Object.fromEntries(names.map((name) => [name, 10 ** (3 * draw.uniform() - 8)]));
      const cores = 1 + Math.floor(4 * draw.uniform());
      const moved = names[Math.floor(names.length * draw.uniform())];
      const next = { ...areas, [moved]: areas[moved] * 1.01 };
      const [one, other] = [areas, next].map((each) => floorplanOf(dieOf(each, cores)));
      for (const [from, to] of [
        ["buffer", "mac"],
        ["buffer", "pads"],
        ["buffer", "arrays"],
        ["search", "topK"],
        ["mac", "softmax"],
      ] as const) {
        const [a, b] = [one.lengths(from, to), other.lengths(from, to)];
        const most = Math.max(...a.map((length, at) => Math.abs(Math.log(b[at] / length))));
        expect(most, `${moved}: ${from} to ${to}`).toBeLessThan(0.05);
      }
    }
  });

  it("takes the mean over evenly spread places: sums of 10 000 midpoints", () => {
    for (const [from, width, p] of [
      [0, 2, 0.5],
      [1, 3, 0],
      [1, 3, 5],
      [2, 0, 7],
    ]) {
      let sum = 0;
      for (let n = 0; n < 10_000; n++) sum += Math.abs(from + (width * (n + 0.5)) / 10_000 - p);
      expect(meanDistance(from, width, p)).toBeCloseTo(sum / 10_000, 6);
    }
  });

  it("joins neighbouring arrays by a tree: one of four is half a side away, all four take 1.5 sides of wire", () => {
    expect(treeLength(1, 1)).toBe(0);
    expect(treeLength(4, 1)).toBeCloseTo(0.5, 12);
    expect(treeLength(4, 4)).toBeCloseTo(1.5, 12);
    // Two of four: a quarter to their half's middle, and a quarter to each.
    expect(treeLength(4, 2)).toBeCloseTo(0.25 + Math.SQRT1_2 * 0.5, 12);
  });
});

describe("bits between blocks", () => {
  const IDEAL = 'clock: { model: "ideal" }, control: { model: "ideal" }, pads: { model: "ideal" }';
  const BITS = 512e6;

  /** A million accesses of 512 bits go to the MACs, twice as many to the arrays, on the die drawn by hand. */
  function moved() {
    const { design, workload } = configOf(`{ design: { logicNode: "32 nm", floorplan: { ${IDEAL} } } }`);
    const listed = priceList(design, POINT);
    const of = (name: "array" | "buffer" | "mac", area: number) => ({
      ...listed[name],
      area: squareMetres(area * MM2),
    });
    const { rows, columns } = design.hashing.array;
    const prices: PriceList = {
      ...listed,
      array: of("array", 4 / (rows * columns)),
      buffer: of("buffer", 9),
      mac: of("mac", 7),
    };
    const real = mapWorkload(design, workload);
    const mapping: Mapping = {
      ...real,
      placement: null,
      census: { array: rows * columns, buffer: 1, mac: 1 },
      counts: [
        {
          operation: "hash",
          component: "buffer",
          action: "read",
          count: (2 * BITS) / design.digital.buffer.behaviour.bits,
        },
        {
          operation: "gather",
          component: "buffer",
          action: "read",
          count: BITS / design.digital.buffer.behaviour.bits,
        },
      ],
    };
    const laid = layOut(mapping, prices);
    const energy = laid.mapping.counts
      .filter(({ component }) => component === "network")
      .reduce((sum, { action, count }) => sum + count * laid.prices.network.actions[action].energy, 0);
    return { energy, laid };
  }

  // ¼ · 0.2 fF/µm with repeaters · (0.9 V)² at 32 nm.
  const JOULES_A_METRE = 0.25 * 0.2e-9 * repeatedWire({ parasitic: 0.83 }).capacitance * 0.81;

  it("pay by the distances of the arrangement that takes the least wire but for the hash", () => {
    const { energy, laid } = moved();
    const { plan, arrangement } = laid.floorplan as NonNullable<typeof laid.floorplan>;
    const toMac = plan.lengths("buffer", "mac")[arrangement];
    const toArrays = plan.lengths("buffer", "arrays")[arrangement];
    expect(toMac).toBe(Math.min(...plan.lengths("buffer", "mac")));
    expect(relative(energy, BITS * JOULES_A_METRE * (2 * toArrays + toMac))).toBeLessThan(1e-9);
    const { latency, interval } = laid.prices.network.actions["buffer to arrays"];
    // What a link of a millimetre takes, and no time of any block.
    const { transfer } = bind("link", "wire", { length: "1 mm" }).cost(
      createTechnology(nanometres(32)),
    ).actions;
    expect(relative(latency, transfer.latency * 1e3 * toArrays)).toBeLessThan(1e-9);
    expect(interval).toBe(0);
  });

  it("are free where the network is, and go once a flit through a shared medium of a stated price", () => {
    const of = (network: string) => {
      const { design, workload } = configOf(`{ design: { floorplan: { network: ${network} } } }`);
      const prices = priceList(design, POINT);
      const laid = layOut(mapWorkload(design, workload), prices);
      return { laid, prices, flits: laid.mapping.counts.filter(({ component }) => component === "network") };
    };
    expect(of('{ model: "ideal" }').flits).toEqual([]);
    const bus = of('{ model: "bus" }');
    expect(bus.flits.length).toBeGreaterThan(3);
    for (const { action } of bus.flits)
      expect(bus.laid.prices.network.actions[action]).toEqual(bus.prices.network.actions.transfer);
  });
});

describe("areas and energies of a chip", () => {
  const contenders = ["", "cores: 5,", 'hashNode: "65 nm",', "cores: 4,"].flatMap((own) => {
    const { design, workload } = configOf(
      `{ design: { ${own} thermalResistance: 0, whiteSpace: { model: "proportional", fraction: 0.1 } } }`,
    );
    return priceAll(design, workload, POINT).flatMap((contender) => (contender.feasible ? [contender] : []));
  });

  it("close: items sum to the totals, and every chip but the GPU pays for network, clock and control", () => {
    expect(contenders.length).toBeGreaterThan(24);
    for (const { id, cost } of contenders) {
      expect(
        relative(
          cost.breakdown.reduce((sum, { energy }) => sum + energy, 0),
          cost.energy,
        ),
      ).toBeLessThan(1e-9);
      expect(
        relative(
          cost.areas.reduce((sum, { area }) => sum + area, 0),
          cost.area,
        ),
      ).toBeLessThan(1e-9);
      for (const part of ["network", "clock", "control"]) {
        const paid = cost.breakdown.filter(({ component }) => component === part);
        expect(paid.reduce((sum, { energy }) => sum + energy, 0) > 0, `${id} ${part}`).toBe(id !== "gpu");
      }
    }
  });

  it("are the areas of the picture, line by line, and its dies are the whole", () => {
    for (const { id, cost } of contenders) {
      const chip = drawnChip(cost);
      if (id === "gpu") {
        expect(chip).toBeNull();
        continue;
      }
      if (chip === null) throw new Error(`${id}: no picture`);
      for (const { component, area } of cost.areas) {
        if (area === 0) continue;
        const drawn = chip.parts
          .filter((part) => part.component === component)
          .reduce((sum, { width, height }) => sum + width * height, 0);
        const gap = chip.between.find((item) => item.component === component)?.area ?? 0;
        expect(relative(drawn + gap, area), `${id} ${component}`).toBeLessThan(1e-9);
      }
      const dies = chip.dies.reduce((sum, { width, height }) => sum + width * height, 0);
      expect(relative(dies, cost.area), id).toBeLessThan(1e-9);
      // No two parts lie on each other, and none beside its die.
      const within = (a: Rectangle, b: Rectangle): number =>
        Math.max(0, Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x)) *
        Math.max(0, Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y));
      const ground = chip.parts.reduce(
        (sum, part) => sum + chip.dies.reduce((own, die) => own + within(part, die), 0),
        0,
      );
      const all = chip.parts.reduce((sum, { width, height }) => sum + width * height, 0);
      expect(relative(ground, all), id).toBeLessThan(1e-9);
      const shared = chip.parts.reduce(
        (sum, a, n) => sum + chip.parts.slice(n + 1).reduce((own, b) => own + within(a, b), 0),
        0,
      );
      expect(shared / all, id).toBeLessThan(1e-9);
    }
  });
});

it.each([
  ['{ design: { floorplan: { arrays: "edge" } } }', /design\.floorplan\.arrays: expected a known key/],
  ['{ design: { floorplan: { network: { model: "wires" } } } }', /design\.floorplan\.network.*wires/],
  [
    '{ design: { floorplan: { clock: { frequency: "0 Hz" } } } }',
    /design\.floorplan\.clock\.frequency.*0 Hz/,
  ],
  ['{ design: { whiteSpace: { model: "proportional", fraction: 11 } } }', /design\.whiteSpace\.fraction.*11/],
])("bad input %s has one located error", (text, message) => {
  let found: unknown;
  try {
    configOf(text);
  } catch (error) {
    found = error;
  }
  expect(found).toBeInstanceOf(ConfigError);
  expect(String((found as Error).message)).toMatch(message);
});

// What a search of plans bounds with: never more than the layout adds, or the best plan could be cut off, and hardly less.
it.each(["exact", "lsh"])(
  "the overhead of the actions of %s attention is what its layout adds, within three per cent, from below",
  (kind) => {
    const { design, workload } = configOf(`{ workload: { length: 4096, attention: { kind: "${kind}" } } }`);
    const prices = priceList(design, POINT);
    const mapping = mapWorkload(design, workload);
    const laid = withParts(mapping, prices);
    const overhead = overheadOn(laid, prices, lengthsOn(laid, prices));
    const energyOf = (added: typeof overhead): number =>
      mapping.counts.reduce((sum, entry) => sum + entry.count * added(entry), 0);
    const bare = energyOf(({ component, action }) => prices[component].actions[action].energy);
    const added = dynamicEnergy(mapping, prices) - bare;
    expect(added).toBeGreaterThan(0.05 * bare);
    expect(energyOf(overhead)).toBeLessThanOrEqual(added * (1 + 1e-9));
    expect(energyOf(overhead)).toBeGreaterThan(0.97 * added);
  },
);
