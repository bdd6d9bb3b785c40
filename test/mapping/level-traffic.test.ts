import { describe, expect, it } from "vitest";
import { nanometres } from "#base";
import { bankedSram } from "#circuits";
import { createTechnology } from "#technology";
import type { MemoryTree } from "../../packages/loop-nests/src/memory-tree.ts";
import { mapProduct } from "../../packages/loop-nests/src/product-search.ts";
import type { ComparisonDesign } from "../../src/comparison/comparison-design.ts";
import { exactDigital } from "../../src/comparison/designs/exact-digital.ts";
import { lshDigital } from "../../src/comparison/designs/lsh-digital.ts";
import { scoreDigital } from "../../src/comparison/designs/score-digital.ts";
import type { CostReport } from "../../src/cost/cost-report.ts";
import { leastEnergy } from "../../src/cost/least-energy.ts";
import { priceList } from "../../src/cost/price-list.ts";
import { treeOf } from "../../src/design/level-tree.ts";
import { configOf, IDEAL_FLOORPLAN } from "../design-under-test.ts";

const POINT = { pairPower: 4.5e-6, peakLineCurrent: 1e-4 };

const priced = (contender: ComparisonDesign, workload: string, digital: string, design = IDEAL_FLOORPLAN) => {
  const config = configOf(`{ workload: { ${workload} }, design: { digital: { ${digital} }, ${design} } }`);
  return leastEnergy(contender.design(config.design), contender.workload(config.workload), POINT);
};

/** Count, or energy, of some items of a report. */
const sum = (
  { breakdown }: CostReport,
  of: "count" | "energy",
  wanted: Partial<CostReport["breakdown"][number]>,
): number =>
  breakdown
    .filter((item) => Object.entries(wanted).every(([key, value]) => item[key as "action"] === value))
    .reduce((all, item) => all + item[of], 0);

const ONE_HEAD = "layers: 1, heads: 1, kvHeads: 1";
const REGISTERS = (per: string, keeps: string, capacity: string) =>
  `{ per: "${per}", keeps: [${keeps}], ports: "separate", memory: { model: "stated", capacity: "${capacity}", bits: 8, read: "3 fJ", write: "5 fJ", area: "20 um2", bandwidth: "1 TB/s" } }`;
const TWO = `mac: { blockWidth: 64 }, levels: {
  sums: ${REGISTERS("row", '"scores", "outputs"', "512 B")},
  operands: ${REGISTERS("unit", '"queries", "keys", "weights", "values"', "2 B")},
}`;

describe("a design with declared levels", () => {
  it("takes for a head's Q·Kᵀ what the search takes for that product, times their number", () => {
    const { cost, mapping } = priced(
      exactDigital,
      `${ONE_HEAD}, headWidth: 64, length: 256, attention: { causal: false }`,
      TWO,
    );
    // 64 rows of 64 lanes, written out by hand; the buffer's energy a bit is that of its price at 2 MiB and 28 nm.
    const buffer = bankedSram.schema.parse({ model: bankedSram.model, capacity: "2 MiB" });
    const { read, write } = buffer.cost(createTechnology(nanometres(28))).actions;
    const [readBit, writeBit] = [read, write].map(({ energy }) => energy / buffer.behaviour.bits);
    const tree: MemoryTree = {
      mac: 0,
      levels: [
        {
          name: "buffer",
          capacity: Number.POSITIVE_INFINITY,
          keeps: ["A", "B", "O"],
          read: readBit,
          write: writeBit,
          spread: { m: 64 },
        },
        {
          name: "sums",
          inside: "buffer",
          capacity: 4096,
          keeps: ["O"],
          read: 3e-15,
          write: 5e-15,
          spread: { k: 64 },
        },
        { name: "operands", inside: "sums", capacity: 16, keeps: ["A", "B"], read: 3e-15, write: 5e-15 },
      ],
    };
    const bits = { A: 8, B: 8, partial: 32, final: 16 };
    const found = mapProduct(tree, { m: 128, n: 256, k: 64, bits, passing: ["O"] });
    const [scores] = mapping.levels ?? [];
    expect([scores.m, scores.n, scores.k, scores.count]).toEqual([128, 256, 64, 2]);
    expect(scores.energy / found.energy).toBeCloseTo(1, 12);
    // Queries once and keys twice are what the plan reads anyway.
    const fed = (256 + 2 * 256) * 64 * 8 * readBit;
    const own = ["levels", "buffer"] as const;
    const charged = own.map((component) => sum(cost, "energy", { component, operation: "score" }));
    expect((charged[0] + charged[1] + fed) / (2 * found.energy)).toBeCloseTo(1, 9);
  });

  it("moves what a hand counts where one unit works out of one memory", () => {
    const { cost, mapping } = priced(
      exactDigital,
      `${ONE_HEAD}, headWidth: 2, length: 2, attention: { causal: false, chunk: 2, rounds: 1, localWindow: 0 }`,
      `mac: { units: 1, lanes: 1 }, levels: { cell: ${REGISTERS("array", '"queries", "keys", "scores", "weights", "values", "outputs"', "64 B")} }`,
    );
    const bits = (operation: string, action: string) =>
      8 * sum(cost, "count", { component: "levels", operation, action } as never);
    // 2 × 2 × 2: eight products read two words each; their sums of 32 bits go in, and come back but for the first of each of
    // four, which leave with 16 bits; four words of either input come in.
    expect([bits("score", "cell read"), bits("score", "cell write")]).toEqual([
      8 * (8 + 8) + 4 * 32 + 4 * 16,
      (4 + 4) * 8 + 8 * 32,
    ]);
    expect([bits("weigh", "cell read"), bits("weigh", "cell write")]).toEqual([
      8 * (8 + 8) + 4 * 32 + 4 * 16,
      (4 + 4) * 8 + 8 * 32,
    ]);
    // The plan reads queries, keys and values; outputs go to the buffer once.
    const word = 512;
    expect(sum(cost, "count", { component: "buffer", operation: "score" })).toBe(0);
    expect(sum(cost, "count", { component: "buffer", operation: "weigh" }) * word).toBeCloseTo(4 * 16, 9);
    expect(sum(cost, "energy", { component: "levels" }) * 1e15).toBeCloseTo(2 * (320 * 3 + 320 * 5), 6);
    expect((mapping.levels ?? []).map(({ name }) => name)).toEqual(["scores", "outputs"]);
  });

  it.each([exactDigital, lshDigital, scoreDigital])(
    "sums to its totals, with the area of all instances: $id",
    (contender) => {
      for (const phase of ["prefill", "decode"]) {
        const { cost, mapping } = priced(
          contender,
          `length: 1024, phase: "${phase}", attention: { causal: true }`,
          TWO,
          "",
        );
        const energy = cost.breakdown.reduce((all, item) => all + item.energy, 0);
        const area = cost.areas.reduce((all, item) => all + item.area, 0);
        expect(Math.abs(energy - cost.energy)).toBeLessThan(1e-9 * cost.energy);
        expect(Math.abs(area - cost.area)).toBeLessThan(1e-9 * cost.area);
        expect(cost.areas.find(({ component }) => component === "levels")?.area).toBeCloseTo(
          (64 + 4096) * 20e-12,
          15,
        );
        expect(sum(cost, "energy", { component: "levels" })).toBeGreaterThan(0);
        expect(mapping.levels).toHaveLength(2);
      }
    },
  );

  it("has its outputs written to the buffer once: levels that finish a sum add none to what the plan scatters", () => {
    const workload = "layers: 1, heads: 2, length: 1024, attention: { rounds: 2, chunk: 64 }";
    const writes = (digital: string): number => {
      const { cost } = priced(
        lshDigital,
        workload,
        digital,
        `mapping: { search: false }, ${IDEAL_FLOORPLAN}`,
      );
      return ["score", "weigh", "scatter"].reduce(
        (all, operation) =>
          all + sum(cost, "count", { component: "buffer", action: "write", operation: operation as "score" }),
        0,
      );
    };
    expect(writes("")).toBeGreaterThan(0);
    expect(writes(TWO) / writes("")).toBeCloseTo(1, 9);
  });

  it("gives a product time what a level moves in a cycle of the clock, into however many arrays the units are divided", () => {
    for (const arrays of [1, 2, 4]) {
      const { digital, logicNode } = configOf(
        `{ design: { digital: { ${TWO.replace("mac: {", `mac: { arrays: ${arrays}, clock: "500 MHz",`)} } } }`,
      ).design;
      const { levels } = treeOf({ digital, logicNode }, "scores", { m: 128, n: 256, k: 64 });
      for (const name of ["sums", "operands"]) {
        const { bandwidth } = levels.find((level) => level.name === name) as { bandwidth: { read: number } };
        // 2 ns of 1 TB/s.
        expect(bandwidth.read, `${name} of ${arrays} arrays`).toBeCloseTo(2e-9 * 8e12, 6);
      }
    }
  });

  it("waits for a level that is too slow, and no longer for one that is fast enough", () => {
    const at = (bandwidth: string) =>
      priced(exactDigital, `${ONE_HEAD}, length: 1024`, TWO.replaceAll('"1 TB/s"', `"${bandwidth}"`)).cost
        .timing.latency;
    // An access has its own latency, a few picoseconds, beside the time of all.
    expect(at("1 TB/s") / at("10 TB/s")).toBeCloseTo(1, 5);
    expect(at("0.1 GB/s")).toBeGreaterThan(5 * at("1 TB/s"));
  });

  it("that is too slow keeps all units waiting: its cycles times their number are products, idle time and waits", () => {
    const workload = "layers: 2, heads: 4, kvHeads: 2, length: 1024, attention: { rounds: 4, chunk: 64 }";
    const of = (bandwidth: string, action: string, operation: "score" | "weigh") =>
      sum(
        priced(
          lshDigital,
          workload,
          TWO.replaceAll('"1 TB/s"', `"${bandwidth}"`),
          `mapping: { search: false }, ${IDEAL_FLOORPLAN}`,
        ).cost,
        "count",
        { component: "mac", operation, action },
      );
    const { mapping } = priced(
      lshDigital,
      workload,
      TWO.replaceAll('"1 TB/s"', '"0.1 GB/s"'),
      `mapping: { search: false }, ${IDEAL_FLOORPLAN}`,
    );
    // Chunk numbers are compared besides, in time of their own.
    expect(of("0.1 GB/s", "add", "score")).toBeGreaterThan(0);
    const pairs = 2 * 4 * 1024 * (4 * 128 + 17);
    for (const [name, operation] of [["scores", "score"] as const, ["outputs", "weigh"] as const]) {
      const own = mapping.levels?.find((one) => one.name === name);
      const { count = 0, cycles = 0 } = own ?? {};
      const busy = of("0.1 GB/s", "mac", operation) + of("0.1 GB/s", "stall", operation);
      expect(of("0.1 GB/s", "mac", operation), name).toBe(pairs * 64);
      expect(busy / (count * cycles * 4096), name).toBeCloseTo(1, 9);
      // Of a fast level they wait for nothing: what is left idle is what blocks leave.
      expect(of("10 TB/s", "stall", operation), name).toBeLessThan(0.01 * busy);
    }
  });

  it("takes a nest that the config pins where the product is its own, and no less than the best", () => {
    const workload = `${ONE_HEAD}, headWidth: 64, length: 256, attention: { causal: false }`;
    const free = priced(exactDigital, workload, TWO);
    const [best] = free.mapping.levels ?? [];
    const pinned = (nest: string) =>
      priced(exactDigital, workload, TWO, `mapping: { nests: { scores: "${nest}" } }, ${IDEAL_FLOORPLAN}`)
        .mapping.levels?.[0];
    expect(pinned(best.nest)).toEqual({ ...best, isPinned: true });
    const other = pinned("keys 256 > queries 2 > sums > operands");
    expect(other?.isPinned).toBe(true);
    expect(other?.energy).toBeGreaterThan(best.energy);
    // A nest of other turns is none of this product's.
    expect(pinned("queries 3 > sums > operands")).toEqual(best);
  });

  it("is the same design without levels where none are declared", () => {
    const { cost, mapping } = priced(exactDigital, `${ONE_HEAD}, length: 1024`, "");
    expect(mapping.levels).toBeUndefined();
    expect(cost.breakdown.some(({ component }) => component === "levels")).toBe(false);
  });
});

it("levels leak and take area once an instance: 64 rows, 4 096 units", () => {
  const { design } = configOf(`{ design: { digital: { levels: {
    sums: { per: "row", keeps: ["scores", "outputs"], memory: { capacity: "512 B", bits: 32 } },
    operands: { per: "unit", keeps: ["queries", "keys", "weights", "values"], memory: { capacity: "4 B", bits: 16 } } } } } }`);
  const one = (name: string) => {
    const level = design.digital.levels?.[name];
    if (level === undefined) throw new Error(`no ${name}`);
    return level.memory.cost(createTechnology(nanometres(28)));
  };
  const { levels } = priceList(design, POINT);
  for (const of of ["leakage", "area"] as const)
    expect(levels[of] / (64 * one("sums")[of] + 4096 * one("operands")[of])).toBeCloseTo(1, 9);
});
