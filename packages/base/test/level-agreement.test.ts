import { describe, expect, it } from "vitest";
import { levelAgreement } from "../src/statistics.ts";

describe("agreement of two levels", () => {
  it("is that of a hand-computed case, with ties at their mean rank", () => {
    // Ranks before: 1, 2.5, 2.5, 4; after: 1, 3, 2, 4: covariance 4.5 of √(4.5 · 5).
    const found = levelAgreement("mass", [
      [0.1, 0.2],
      [0.5, 0.7],
      [0.5, 0.4],
      [0.9, 0.8],
    ]);
    expect(found?.rank).toBeCloseTo(4.5 / Math.sqrt(4.5 * 5), 12);
    expect(found?.meanDifference).toBeCloseTo(0.1 / 4, 12);
    expect(found?.largestDifference).toBeCloseTo(0.2, 12);
    expect(found?.points).toBe(4);
  });

  it("leaves out points without a number, and metrics that nothing moves", () => {
    const nothing: [number, number] = [Number.NaN, 1];
    expect(levelAgreement("mass", [[1, 2], [2, 4], nothing])?.points).toBe(2);
    expect(levelAgreement("mass", [[1, 2], nothing])).toBeNull();
    expect(
      levelAgreement("energy", [
        [1, 1],
        [2, 2],
      ]),
    ).toBeNull();
  });
});
