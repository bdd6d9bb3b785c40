import { expect, test } from "vitest";
import { estimate } from "../../src/base/statistics.ts";

// 1, 2, 3, 4: variance 5/3 over n − 1, standard error √(5/12), t(3) = 3.182446305.
test("an estimate is the mean with Student's interval over n − 1", () => {
  const { mean, interval, samples } = estimate([1, 2, 3, 4]);
  expect([mean, samples]).toEqual([2.5, 4]);
  expect(interval).toBeCloseTo(3.182446305 * Math.sqrt(5 / 12), 8);
  expect(estimate([7])).toEqual({ mean: 7, interval: 0, samples: 1 });
});
