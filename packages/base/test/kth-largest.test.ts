import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { kthLargest } from "../src/dense.ts";

describe("kthLargest", () => {
  it("is the k-th of the sorted values, ties and infinities included, and leaves the values alone", () => {
    // Few distinct numbers make many ties.
    const number = fc.oneof(
      fc.integer({ min: -3, max: 3 }),
      fc.double({ noNaN: true }),
      fc.constant(Number.NEGATIVE_INFINITY),
    );
    const cases = fc
      .array(number, { minLength: 1, maxLength: 60 })
      .chain((all) => fc.tuple(fc.constant(all), fc.integer({ min: 1, max: all.length })));
    fc.assert(
      fc.property(cases, ([all, k]) => {
        // What stands after the first `count` values plays no part.
        const values = Float64Array.from([...all, 1e300]);
        const before = values.slice();
        const sorted = [...all].sort((a, b) => b - a);
        expect(kthLargest(values, all.length, k, new Float64Array(all.length)) - sorted[k - 1] || 0).toBe(0);
        expect(values).toEqual(before);
      }),
      { seed: 31, numRuns: 500 },
    );
  });

  it("refuses a k outside the values", () => {
    const three = Float64Array.of(1, 2, 3);
    for (const k of [0, 4, Number.NaN])
      expect(() => kthLargest(three, 3, k, three.slice())).toThrow("expected k in [1, 3]");
  });
});
