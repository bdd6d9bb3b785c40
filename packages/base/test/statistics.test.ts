import { expect, it } from "vitest";
import { estimate, studentQuantile } from "../src/statistics.ts";

it("estimates a mean with the sample's deviation (n − 1) and Student's t, by hand", () => {
  // s² = 5/3 of 1…4, s/√4 = 0.645497, and t of 3 degrees of freedom is 3.182446.
  const four = estimate([1, 2, 3, 4]);
  expect([four.mean, four.samples]).toEqual([2.5, 4]);
  expect(four.interval).toBeCloseTo(3.182446305 * Math.sqrt(5 / 12), 8);
  // Two values: half their distance times 12.7062.
  expect(estimate([0, 2]).interval).toBeCloseTo(12.7062, 3);
  expect(estimate([7])).toEqual({ mean: 7, interval: 0, samples: 1 });
});

it("takes the 97.5 % quantiles of published tables", () => {
  const table = [
    [1, 12.7062],
    [4, 2.7764],
    [9, 2.2622],
    [19, 2.093],
    [30, 2.0423],
    [120, 1.9799],
  ];
  expect(table.filter(([df, t]) => Math.abs(studentQuantile(df) / t - 1) > 2e-3)).toEqual([]);
});
