import { describe, expect, it } from "vitest";
import { kneeOf } from "../src/front-summary.ts";

describe("the knee of a front", () => {
  it("hand-computed: deepest below the line between the ends, in ranges of the front", () => {
    const points: [number, number][] = [
      [0, 100],
      [10, 100],
      [2, 20],
      [6, 10],
      [10, 0],
    ];
    // Depths 1 − x/10 − y/100: 0.6 for the third, 0.3 for the fourth.
    const knee = kneeOf(points, [0, 2, 3, 4]);
    expect(knee?.row).toBe(2);
    expect(knee?.depth).toBeCloseTo(0.6, 12);
    // In other units the same.
    expect(
      kneeOf(
        points.map(([x, y]) => [7 * x + 3, y / 1e9]),
        [0, 2, 3, 4],
      )?.row,
    ).toBe(2);
  });

  it("is not there on a line, above it, or between two points", () => {
    expect(
      kneeOf(
        [
          [0, 2],
          [1, 1],
          [2, 0],
        ],
        [0, 1, 2],
      ),
    ).toBeNull();
    expect(
      kneeOf(
        [
          [0, 10],
          [9, 9],
          [10, 0],
        ],
        [0, 1, 2],
      ),
    ).toBeNull();
    expect(
      kneeOf(
        [
          [0, 1],
          [1, 0],
        ],
        [0, 1],
      ),
    ).toBeNull();
    expect(
      kneeOf(
        [
          [1, 1],
          [1, 1],
          [1, 1],
        ],
        [0, 1, 2],
      ),
    ).toBeNull();
  });
});
