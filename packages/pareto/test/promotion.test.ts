import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { epsilonNeighbourhood } from "../src/epsilon-front.ts";
import { promotion, shareOfRange } from "../src/promotion.ts";
import { frontByDefinition, ranksByPeeling, toDense } from "./brute-force.ts";

describe("promotion to a dearer look", () => {
  const coordinate = fc.integer({ min: 0, max: 12 });
  const sets = fc.array(fc.array(coordinate, { minLength: 2, maxLength: 2 }), { maxLength: 40 });

  test("takes the front and the ε-neighbourhood; with a limit, the front first and neighbours by rank", () => {
    fc.assert(
      fc.property(sets, fc.nat(20), (rows, most) => {
        const points = toDense(rows, 2);
        const near = epsilonNeighbourhood(points, [2, 2]);
        const whole = promotion(points, [2, 2]);
        expect(whole.front).toEqual(frontByDefinition(rows));
        expect([...whole.front, ...whole.neighbours].sort((a, b) => a - b)).toEqual(near);
        const cut = promotion(points, [2, 2], most);
        const taken = [...cut.front, ...cut.neighbours];
        expect(taken).toHaveLength(Math.min(most, near.length));
        expect(taken.every((row) => near.includes(row))).toBe(true);
        const ranks = ranksByPeeling(rows);
        const left = near.filter((row) => !taken.includes(row));
        for (const row of taken)
          for (const other of left) expect(ranks[row]).toBeLessThanOrEqual(ranks[other]);
      }),
      { seed: 13, numRuns: 400 },
    );
  });

  test("a share of the front's range, without infinities and dominated points", () => {
    const points = toDense(
      [
        [0, 40],
        [10, 20],
        [Infinity, -Infinity],
        [100, 100],
      ],
      2,
    );
    expect([...shareOfRange(points, 0.1)]).toEqual([1, 2]);
    expect([...shareOfRange(toDense([[3, 4]], 2), 0.1)]).toEqual([0, 0]);
    expect(() => shareOfRange(points, -1)).toThrow(RangeError);
  });
});
