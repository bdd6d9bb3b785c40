import { beforeAll, describe, expect, it } from "vitest";
import { parseDocument } from "#base";
import { measure } from "../../../../src/commands/shared/activations.ts";
import { type TilesReport, tiles } from "../../../../src/commands/tiles/run/tiles.ts";
import { SUBJECT } from "../../../../src/comparison/comparison-designs.ts";
import { priceContender } from "../../../../src/comparison/priced-comparison.ts";
import { shippedCatalogue } from "../../../../src/design/catalogue.ts";
import { parseConfig } from "../../../../src/design/config.ts";
import { loadKernels } from "../../../../src/runtime/kernels.ts";
import { rememberedPoints } from "../../../../src/simulation/remembered-point.ts";

/** Four heads in two layers, whose keys are their own. Hashes of 16 buckets: four signs a round. */
const DOCUMENT = parseDocument(
  `{ workload: { layers: 2, heads: 4, kvHeads: 4, headWidth: 16, length: 64, attention: { chunk: 8, rounds: 8, buckets: 16, localWindow: 4 } },
     design: { mapping: { search: false }, hashing: { array: { rows: 32, columns: 64, tileRows: 16, tileColumns: 16, wires: "ideal", spares: 0 } } },
     fidelity: { arrays: 2, queries: 8 } }`,
  "tiles.json5",
);
/** Sets of arrays of two layers of four heads. */
const SETS: Readonly<Record<string, number>> = { head: 2 * 4, layer: 2, global: 1 };
const quiet = { update: () => {}, done: () => {} };
let report: TilesReport;

beforeAll(async () => {
  // Any number of rounds captures a thousandth.
  report = await tiles(DOCUMENT, shippedCatalogue, { edges: [16, 32], sides: [16, 32], mass: 1e-3 }, quiet);
});

describe("arrays of tiles", () => {
  it("are as many sets as the chip has, times the arrays of one: a pair of lines a sign", () => {
    const { array } = parseConfig(DOCUMENT, shippedCatalogue).design.hashing;
    expect(array.pairing).toBe("differential");
    for (const { sharing, side, rounds, arrays } of [...report.shapes, ...report.sharing]) {
      const ofSet = Math.ceil((4 * Number(rounds)) / (side / 2));
      expect(arrays, `${sharing} ${side}`).toBe(SETS[sharing] * ofSet);
    }
  });

  it.each([
    ["shapes", (side: number) => side],
    // The config's own rows.
    ["sharing", () => 32],
  ] as const)(
    "of all %s hold the signs of their rounds, 16 rows of two cells each, in a share of their cells",
    (of, rowsOf) => {
      for (const { side, rounds, arrays, fill, sharing } of report[of]) {
        const cells = SETS[sharing] * 2 * 4 * Number(rounds) * 16;
        expect(Number(fill) / (cells / (Number(arrays) * rowsOf(side) * side))).toBeCloseTo(1, 9);
      }
    },
  );

  it("are tried at every edge up to a side, and with each sharing at the config's own shape", () => {
    expect(report.shapes.map(({ edge, side }) => [edge, side])).toEqual([
      [16, 16],
      [16, 32],
      [32, 32],
    ]);
    expect(report.sharing.map(({ edge, side, sharing }) => [edge, side, sharing])).toEqual([
      [16, 64, "head"],
      [16, 64, "layer"],
      [16, 64, "global"],
    ]);
    expect(report.tokens).toBe(64);
  });
});

/** Units that hash alone; what only moves vectors is no part of a hash's price. */
const HASHING = [
  "array",
  "dac",
  "driver",
  "tileSwitch",
  "mux",
  "inputStage",
  "readout",
  "link",
  "projection",
];

it("a row has the price of its own shape at its own rounds, and of that the energy, area and time of its hash", async () => {
  const { activations, config: base } = await measure(DOCUMENT, parseConfig(DOCUMENT, shippedCatalogue), {});
  const pointOf = rememberedPoints(activations, loadKernels());
  for (const { edge, side, rounds, price } of report.shapes) {
    const { hashing } = base.design;
    const array = { ...hashing.array, rows: side, columns: side, tileRows: edge, tileColumns: edge };
    const design = { ...base.design, hashing: { ...hashing, array } };
    const { attention } = base.workload;
    const workload = { ...base.workload, attention: { ...attention, rounds: Number(rounds) } };
    const priced = priceContender(SUBJECT, design, workload, pointOf(design, workload));
    if (!priced.feasible || price === null) throw new Error(`${edge} ${side}: no price`);
    const { breakdown, areas, timing, area, energy } = priced.cost;
    let [joules, squareMetres, seconds] = [0, 0, 0];
    for (const item of breakdown)
      if (item.operation === "hash" && !["buffer", "memory"].includes(item.component)) joules += item.energy;
    for (const item of areas) if (HASHING.includes(item.component)) squareMetres += item.area;
    for (const { name, time } of timing.stages) if (name === "hash") seconds += time;
    expect(price.hashEnergy / joules).toBeCloseTo(1, 9);
    expect(price.hashArea / squareMetres).toBeCloseTo(1, 9);
    expect(price.hashTime / seconds).toBeCloseTo(1, 9);
    expect([price.area / area, price.energy / energy, price.latency / timing.latency]).toEqual([1, 1, 1]);
  }
});
