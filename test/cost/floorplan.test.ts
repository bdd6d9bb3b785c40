import { describe, expect, it } from "vitest";
import { ConfigError } from "../../src/base/errors.ts";
import { createRng } from "../../src/base/rng.ts";
import { squareMetres } from "../../src/base/units.ts";
import { dynamicEnergy } from "../../src/cost/cost-report.ts";
import { treeLength } from "../../src/cost/floorplan/chip.ts";
import { layOut } from "../../src/cost/floorplan/lay-out.ts";
import { overheadOf } from "../../src/cost/floorplan/overhead.ts";
import { drawnChip } from "../../src/cost/floorplan/picture.ts";
import {
  type BlockAreas,
  type BlockName,
  distanceBetween,
  meanDistance,
  sliced,
} from "../../src/cost/floorplan/slicing.ts";
import { type PriceList, priceList } from "../../src/cost/price-list.ts";
import type { ArraysAt } from "../../src/design/floorplan.ts";
import { climb } from "../../src/ladder/ladder.ts";
import type { Mapping } from "../../src/mapping/mapping.ts";
import { mapWorkload } from "../../src/mapping/mapping.ts";
import { configOf } from "../design-under-test.ts";

const relative = (a: number, b: number): number => Math.abs(a / b - 1);

const MM2 = 1e-6;

const POINT = { pairPower: 4.5e-6, peakLineCurrent: 1e-4 };

/** 4 mm² of arrays, 8 mm² of buffer and 4 mm² of MACs on a die of 4 mm × 4 mm. */
const HAND: BlockAreas = { arrays: 4 * MM2, buffer: 8 * MM2, mac: 4 * MM2 };

/**
 * Distances by hand, mm. At the edge the arrays are the left quarter (middle 0.5, 2), the buffer the lower two thirds of
 * the rest (2.5, 4/3), the MACs the upper third (2.5, 10/3). In the centre all three are slices from bottom to top, 2, 1 and
 * 1 mm wide: the buffer (1, 2), the arrays (2.5, 2), the MACs (3.5, 2).
 */
const BY_HAND: Readonly<Record<ArraysAt, readonly (readonly [BlockName, BlockName, number])[]>> = {
  edge: [
    ["arrays", "buffer", 2 + 2 / 3],
    ["arrays", "mac", 2 + 4 / 3],
    ["buffer", "mac", 2],
  ],
  centre: [
    ["arrays", "buffer", 1.5],
    ["arrays", "mac", 1],
    ["buffer", "mac", 2.5],
  ],
};

describe("a slicing floorplan", () => {
  it.each(["edge", "centre"] as const)(
    "has the distances of a hand-drawn one, arrays at the %s",
    (arraysAt) => {
      const plan = sliced(HAND, { cores: 1, arraysAt });
      for (const [a, b, mm] of BY_HAND[arraysAt]) {
        expect(distanceBetween(plan, a, b)).toBeCloseTo(mm * 1e-3, 12);
        expect(distanceBetween(plan, b, a)).toBeCloseTo(mm * 1e-3, 12);
      }
    },
  );

  it("fills the die with every block's area, without overlap, for any areas and cores", () => {
    const rng = createRng(7);
    const names: readonly BlockName[] = [
      "arrays",
      "search",
      "topK",
      "pads",
      "sorter",
      "buffer",
      "mac",
      "softmax",
    ];
    for (let n = 0; n < 60; n++) {
      const draw = rng.fork(n);
      const areas = Object.fromEntries(names.map((name) => [name, 10 ** (4 * draw.uniform() - 9)]));
      const plan = sliced(areas, { cores: 1, arraysAt: n % 2 === 0 ? "edge" : "centre" });
      for (const { block, width, height } of plan.placed)
        expect(relative(width * height, areas[block])).toBeLessThan(1e-9);
      const all = Object.values(areas).reduce((sum, area) => sum + area, 0);
      expect(relative(plan.side ** 2, all)).toBeLessThan(1e-9);
      // A random point of the die lies in exactly one block.
      for (let point = 0; point < 20; point++) {
        const [x, y] = [draw.uniform() * plan.side, draw.uniform() * plan.side];
        const around = plan.placed.filter(
          (one) => one.x <= x && x < one.x + one.width && one.y <= y && y < one.y + one.height,
        );
        expect(around).toHaveLength(1);
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
  function moved(arraysAt: ArraysAt) {
    const { design, workload } = configOf(
      `{ design: { logicNode: "32 nm", floorplan: { arrays: "${arraysAt}", ${IDEAL} } } }`,
    );
    const listed = priceList(design, POINT);
    const of = (name: "array" | "buffer" | "mac", area: number) => ({
      ...listed[name],
      area: squareMetres(area * MM2),
    });
    const { rows, columns } = design.hashing.array;
    const prices: PriceList = {
      ...listed,
      array: of("array", 4 / (rows * columns)),
      buffer: of("buffer", 8),
      mac: of("mac", 4),
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

  // ¼ · 0.2 fF/µm · 1.5 · (0.9 V)² at 32 nm.
  const JOULES_A_METRE = 0.25 * 0.2e-9 * 1.5 * 0.81;

  it("pay by the distance: from the edge to the centre the energy changes as by hand, to 1 %", () => {
    const [edge, centre] = [moved("edge").energy, moved("centre").energy];
    const [toArrays, , toMac] = BY_HAND.edge.map(([, , mm]) => mm * 1e-3);
    expect(relative(edge, BITS * JOULES_A_METRE * (2 * toArrays + toMac))).toBeLessThan(0.01);
    // (2 · 1.5 mm + 2.5 mm) over (2 · 2.667 mm + 2 mm).
    expect(relative(centre / edge, 5.5 / (7 + 1 / 3))).toBeLessThan(0.01);
  });

  it("take 0.1 ns a millimetre, and no time of any block", () => {
    const { laid } = moved("edge");
    const { latency, interval } = laid.prices.network.actions["buffer to arrays"];
    expect(relative(latency, 0.1e-9 * (2 + 2 / 3))).toBeLessThan(0.01);
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
  const rungs = ["", "cores: 5,", 'hashNode: "65 nm",', 'cores: 5, floorplan: { arrays: "centre" },'].flatMap(
    (own) => {
      const { design, workload } = configOf(
        `{ design: { ${own} thermalResistance: 0, whiteSpace: { model: "proportional", fraction: 0.1 } } }`,
      );
      return climb(design, workload, POINT).flatMap((rung) => (rung.feasible ? [rung] : []));
    },
  );

  it("close: items sum to the totals, and every chip but the GPU pays for network, clock and control", () => {
    expect(rungs.length).toBeGreaterThan(24);
    for (const { id, cost } of rungs) {
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
    for (const { id, mapping, cost, design } of rungs) {
      const chip = drawnChip(mapping, cost, design.floorplan.arrays);
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
    }
  });
});

it.each([
  [
    '{ design: { floorplan: { arrays: "corner" } } }',
    /design\.floorplan\.arrays: expected .*"edge".*"centre".*"corner"/,
  ],
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
    const overhead = overheadOf(mapping, prices);
    const energyOf = (added: typeof overhead): number =>
      mapping.counts.reduce((sum, entry) => sum + entry.count * added(entry), 0);
    const bare = energyOf(({ component, action }) => prices[component].actions[action].energy);
    const added = dynamicEnergy(mapping, prices) - bare;
    expect(added).toBeGreaterThan(0.05 * bare);
    expect(energyOf(overhead)).toBeLessThanOrEqual(added * (1 + 1e-9));
    expect(energyOf(overhead)).toBeGreaterThan(0.97 * added);
  },
);
