import { describe, expect, it } from "vitest";
import { createRng } from "../src/rng.ts";
import { crossedEstimate } from "../src/statistics.ts";

describe("crossedEstimate", () => {
  it("of rows alone is the standard error of their means", () => {
    // 1, 2, 3: variance 1, standard error 1/√3.
    const { mean, standardError } = crossedEstimate([[1], [2], [3]]);
    expect([mean, standardError]).toEqual([2, expect.closeTo(1 / Math.sqrt(3), 12)]);
  });

  it("adds the parts of both factors where nothing else varies", () => {
    // Row effects ±1, column effects ±2: Var = 2/2 + 8/2.
    const table = [-1, 1].map((row) => [-2, 2].map((column) => row + column));
    expect(crossedEstimate(table).standardError).toBeCloseTo(Math.sqrt(1 + 4), 12);
  });

  it("is the root mean square error of the mean, over tables drawn anew (2,000 of them, 5 %)", () => {
    const rng = createRng("two-way");
    let [squares, claimed] = [0, 0];
    for (let n = 0; n < 2000; n++) {
      const rows = Array.from({ length: 6 }, () => rng.normal());
      const columns = Array.from({ length: 5 }, () => 0.7 * rng.normal());
      const { mean, standardError } = crossedEstimate(
        rows.map((row) => columns.map((column) => row + column + 0.5 * rng.normal())),
      );
      squares += mean ** 2 / 2000;
      claimed += standardError ** 2 / 2000;
    }
    // 1/6 + 0.49/5 + 0.25/30; the standard error of each average here is some 3 %, of their ratio 4 %.
    expect(claimed).toBeCloseTo(1 / 6 + 0.49 / 5 + 0.25 / 30, 1);
    expect(Math.abs(claimed / squares - 1)).toBeLessThan(0.13);
  });

  it("holds no uncertainty for one cell, and refuses a ragged table", () => {
    expect(crossedEstimate([[3]])).toMatchObject({ mean: 3, standardError: 0, interval: 0 });
    expect(() => crossedEstimate([[1, 2], [1]])).toThrow("expected a full table");
    expect(() => crossedEstimate([])).toThrow(RangeError);
  });
});
