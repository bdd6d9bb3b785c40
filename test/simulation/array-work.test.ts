// Work of arrays that are not eliminated, by hand: drives of their lines, and the forms of their noise.

import { describe, expect, it } from "vitest";
import { columnPlan, type ProgrammedArray } from "#crossbar-arrays";
import { electricsOf } from "../../src/design/electrics.ts";
import { responseWork, workOfPoint } from "../../src/simulation/array-work.ts";
import { configOf } from "../design-under-test.ts";
import { syntheticActivations } from "../synthetic-activations.ts";

/** Pairs of columns of an array of more than 16 times as many columns as rows, for which there are no fronts. */
function arrayOf(rows: number, columns: number, driven: number, outputs: number): ProgrammedArray {
  return {
    geometry: { rows, columns, tileRows: rows, tileColumns: columns },
    cells: { conductance: new Float64Array(rows * columns).fill(1e-5), cubic: null },
    driven,
    outputs,
    plan: columnPlan("differential", columns),
    faults: {
      openWord: new Uint8Array(rows),
      openBit: new Uint8Array(columns),
      shortedBit: new Uint8Array(columns - 1),
    },
  };
}

const ELECTRICS = electricsOf(configOf("{}").design);

describe("the work of an array that is solved drive by drive", () => {
  // Three of four word lines; ten outputs, each of two of 128 bit lines.
  const [cells, driven, outputs, read] = [4 * 128, 3, 10, 20];
  const drives = 600 * cells * (driven + read);

  it("is 600 products a cell in a drive of each driven word line and each bit line that is read", () => {
    const work = responseWork(arrayOf(4, 128, driven, outputs), ELECTRICS, false);
    expect(work).toEqual({ least: drives, most: drives });
  });

  it("is with noise at most the product of each pair of driven lines in each cell for each output more, seven each", () => {
    // Pairs with themselves and without order: 11, 12, 13, 22, 23 and 33.
    const pairs = 6;
    const { least, most } = responseWork(arrayOf(4, 128, driven, outputs), ELECTRICS, true);
    expect(least).toBe(drives);
    expect(most - least).toBe(7 * pairs * cells * outputs);
  });

  it("is a drive of each driven word line alone where its cells' responses exceed 150 MB, and has no forms", () => {
    const [rows, columns] = [64, 1088];
    const array = arrayOf(rows, columns, 60, columns / 2);
    expect(8 * rows * columns * (60 + columns)).toBeGreaterThan(150e6);
    const own = 600 * rows * columns * 60;
    for (const isNoisy of [false, true])
      expect(responseWork(array, ELECTRICS, isNoisy)).toEqual({ least: own, most: own });
  });
});

it.each([
  ["query-head", 16, 4],
  ["layer", 16, 2],
  ["global", 16, 1],
  // One such array has as many devices as four of 64 × 128, another half of them.
  ["query-head", 1024, 2],
  ["query-head", 2048, 1],
] as const)(
  "sets of one %s: a price solves arrays of %i columns, at most four and no more than four usual ones hold: %i",
  (sharing, columns, arrays) => {
    const { design, workload } = configOf(
      `{ workload: { layers: 2, heads: 3, kvHeads: 3, headWidth: 16, length: 32, attention: { chunk: 8, rounds: 1, buckets: 4 } },
       design: { hashing: { sharing: "${sharing}", memristor: { model: "lognormal" },
         array: { rows: 16, columns: ${columns}, tileRows: 16, tileColumns: ${columns}, spares: 0 } } } }`,
    );
    const point = workOfPoint(design, workload, syntheticActivations(32, 16, 3, 2));
    const one = workOfPoint(design, workload, syntheticActivations(32, 16, 1, 1));
    expect([point.arrays, one.arrays]).toEqual([arrays, 1]);
    expect([point.least, point.most]).toEqual([arrays * one.least, arrays * one.most]);
  },
);
