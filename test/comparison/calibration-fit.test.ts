import { describe, expect, it } from "vitest";
import { createRng } from "#base";
import { fitFactors, type MeasuredPrice, predictive, shareOf } from "../../src/comparison/calibration-fit.ts";

/** Prices of logic, memory and wires, of which silicon takes 1.3 and .8 times and as much. */
const PARTS = [
  [60, 30, 10],
  [20, 70, 10],
  [50, 5, 45],
  [35, 35, 30],
  [5, 90, 5],
  [80, 15, 5],
];
const predicted =
  ([logic, memory, wire]: readonly number[]): MeasuredPrice["predict"] =>
  (factors) =>
    logic * (factors.logic ?? 1) + memory * (factors.sram ?? 1) + wire * (factors.wire ?? 1);
const prices = PARTS.map((parts): MeasuredPrice => {
  const predict = predicted(parts);
  return { measured: predict({ logic: 1.3, sram: 0.8 }), predict };
});

describe("factors of classes fitted to prices that follow them", () => {
  const fit = fitFactors(prices, ["logic", "sram", "wire", "analog"]);

  it("are those factors, of the classes that the prices have", () => {
    expect(fit.classes).toEqual(["logic", "sram", "wire"]);
    expect(fit.determined).toEqual(["logic", "sram", "wire"]);
    const [logic, memory, wire] = fit.mean.map(Math.exp);
    expect(logic).toBeCloseTo(1.3, 2);
    expect(memory).toBeCloseTo(0.8, 2);
    expect(wire).toBeCloseTo(1, 1);
  });

  it("leave as noise no more than the prior's one residual of 2 % over all rows", () => {
    // Residuals next to none: √(.02² / (rows less parameters, and one)).
    expect(fit.noise).toBeGreaterThan(0.02 / Math.sqrt(6 + 1));
    expect(fit.noise).toBeLessThan(0.02 / Math.sqrt(6 - 3 + 1) + 1e-3);
  });

  it("solve the normal equations of their logarithms at the mode", () => {
    const residuals = prices.map(
      ({ measured, predict }) =>
        Math.log(measured) -
        Math.log(predict(Object.fromEntries(fit.classes.map((name, n) => [name, Math.exp(fit.mean[n])])))),
    );
    fit.classes.forEach((_, c) => {
      const slopes = prices.map(({ predict }) => {
        const at = (x: number): number =>
          Math.log(
            predict(
              Object.fromEntries(
                fit.classes.map((name, n) => [name, Math.exp(fit.mean[n] + (n === c ? x : 0))]),
              ),
            ),
          );
        return (at(1e-5) - at(-1e-5)) / 2e-5;
      });
      const gradient = slopes.reduce((sum, slope, n) => sum + slope * residuals[n], 0) / fit.noise ** 2;
      expect(Math.abs(gradient - fit.mean[c] / Math.LN2 ** 2)).toBeLessThan(0.02);
    });
  });
});

it("one class alone has the variance of its prior and its rows together", () => {
  const rows = Array.from(
    { length: 4 },
    (): MeasuredPrice => ({ measured: 2, predict: ({ logic = 1 }) => logic }),
  );
  const { mean, covariance, noise } = fitFactors(rows, ["logic"]);
  expect(1 / covariance[0][0] / (4 / noise ** 2 + 1 / Math.LN2 ** 2)).toBeCloseTo(1, 3);
  // Weighed by both: the prior lies at a factor of one.
  expect(mean[0] / ((Math.LN2 * 4) / noise ** 2 / (4 / noise ** 2 + 1 / Math.LN2 ** 2))).toBeCloseTo(1, 3);
});

it("a class's share in a price is what one per cent more of it adds", () => {
  expect(shareOf(prices[0], "sram")).toBeCloseTo(0.3, 9);
  expect(shareOf(prices[2], "wire")).toBeCloseTo(0.45, 9);
  expect(shareOf({ measured: 1, predict: () => 0 }, "wire")).toBe(0);
});

it("a further price lies in a range as wide as the factor's deviation and the noise, 1.645 of them a side", () => {
  const band = (deviation: number, noise: number) =>
    predictive(
      { classes: ["logic"], mean: [Math.log(1.5)], covariance: [[deviation ** 2]], determined: [], noise },
      { measured: 1, predict: ({ logic = 1 }) => 10 * logic },
      200,
      createRng("predictive"),
    );
  const wide = band(0.3, 0.4);
  // ln of it is normal with a deviation of a half.
  expect(Math.log(wide.p95 / wide.p05) / (2 * 1.645 * 0.5)).toBeCloseTo(1, 0);
  expect(Math.abs(Math.log(wide.p95 / wide.p05) / (2 * 1.645 * 0.5) - 1)).toBeLessThan(0.15);
  expect(Math.sqrt(wide.p95 * wide.p05) / 15).toBeGreaterThan(0.8);
  expect(Math.sqrt(wide.p95 * wide.p05) / 15).toBeLessThan(1.25);
  const narrow = band(0, 1e-9);
  expect([narrow.p05, narrow.p95].map((x) => Math.round(x * 1e6) / 1e6)).toEqual([15, 15]);
});
