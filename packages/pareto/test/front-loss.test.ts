import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dense } from "../src/dense.ts";
import { frontLoss } from "../src/front-summary.ts";
import { dominatesByDefinition } from "./brute-force.ts";

const matrix = (points: readonly (readonly number[])[]) =>
  dense(points.length, points[0]?.length ?? 2, Float64Array.from(points.flat()));

describe("loss of a front", () => {
  it("hand-computed: the worst point's best substitute, over its own value", () => {
    const before = [
      [1, 4],
      [2, 2],
      [4, 1],
    ];
    expect(frontLoss(matrix(before), matrix(before))).toBe(0);
    // [2, 2] must be relaxed by 10 % to [2.2, 2]; the rest is unchanged.
    expect(
      frontLoss(
        matrix(before),
        matrix([
          [1, 4],
          [2.2, 2],
          [4, 1],
        ]),
      ),
    ).toBeCloseTo(0.1, 12);
    // Without [4, 1] its substitute [2, 2] is twice as much in the second objective.
    expect(
      frontLoss(
        matrix(before),
        matrix([
          [1, 4],
          [2, 2],
        ]),
      ),
    ).toBe(1);
    // A gain elsewhere offsets nothing.
    expect(
      frontLoss(
        matrix(before),
        matrix([
          [0.1, 4],
          [2, 2],
        ]),
      ),
    ).toBe(1);
    expect(frontLoss(matrix(before), matrix([[0.5, 0.5]]))).toBe(0);
    // Negative values are those that are to be large: −0.9 → −0.81 is a tenth less.
    expect(frontLoss(matrix([[1, -0.9]]), matrix([[1, -0.81]]))).toBeCloseTo(0.1, 12);
    expect(frontLoss(matrix(before), dense(0, 2))).toBe(Number.POSITIVE_INFINITY);
    expect(frontLoss(dense(0, 2), matrix(before))).toBe(0);
  });

  it("is 0 exactly where every old point is matched or dominated", () => {
    const points = fc.array(fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 })), {
      minLength: 1,
      maxLength: 8,
    });
    fc.assert(
      fc.property(points, points, (before, after) => {
        const kept = before.every((p) =>
          after.some((q) => dominatesByDefinition(q, p) || (q[0] === p[0] && q[1] === p[1])),
        );
        expect(frontLoss(matrix(before), matrix(after)) === 0).toBe(kept);
      }),
      { seed: 11, numRuns: 300 },
    );
  });
});
