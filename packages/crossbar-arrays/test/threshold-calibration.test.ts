import { expect, it, test } from "vitest";
import { createRng, normals } from "#base";
import { type CalibrationPlan, calibrateThresholds } from "../index.ts";

const plan: CalibrationPlan = { range: 8e-6, trimBits: 5, readsPerBit: 4, readTime: 1e-8, readEnergy: 2e-12 };
const rng = createRng("offsets");
const offsets = Float64Array.from({ length: 20_000 }, () => 8e-6 * (2 * rng.uniform() - 1));
const exactly = (trim: Float64Array): Float64Array => offsets.map((offset, n) => offset - trim[n]);

test.each([1, 5, 8])("%i trim bits leave a residual uniform within one step", (trimBits) => {
  const { residual, step } = calibrateThresholds(offsets, { ...plan, trimBits }, exactly);
  expect(step).toBeCloseTo(16e-6 / 2 ** trimBits, 15);
  expect(Math.max(...residual.map(Math.abs))).toBeLessThanOrEqual((step / 2) * (1 + 1e-9));
  const deviation = Math.sqrt(residual.reduce((sum, r) => sum + r * r, 0) / residual.length);
  // The deviation of 20 000 uniform numbers is known to 0.3 %: 5 of those.
  expect(Math.abs((deviation * Math.sqrt(12)) / step - 1)).toBeLessThan(0.016);
});

it("takes bits × reads reads, their time and their energy", () => {
  let reads = 0;
  const counted = (trim: Float64Array): Float64Array => {
    reads++;
    return exactly(trim);
  };
  const calibration = calibrateThresholds(offsets, plan, counted);
  expect(reads).toBe(20);
  expect(calibration.reads).toBe(20);
  expect(calibration.time).toBeCloseTo(2e-7, 18);
  expect(calibration.energy).toBeCloseTo(4e-11, 20);
});

it("averaging beats read noise; offsets beyond the range stay", () => {
  const noisy = (seed: number) => {
    const noise = createRng(seed);
    return (trim: Float64Array): Float64Array => {
      const fresh = normals(trim.length, noise);
      return exactly(trim).map((seen, n) => seen + 1e-6 * fresh[n]);
    };
  };
  const deviation = (readsPerBit: number): number => {
    const { residual } = calibrateThresholds(
      offsets,
      { ...plan, trimBits: 8, readsPerBit },
      noisy(readsPerBit),
    );
    return Math.sqrt(residual.reduce((sum, r) => sum + r * r, 0) / residual.length);
  };
  expect(deviation(64)).toBeLessThan(0.4 * deviation(1));
  const far = Float64Array.of(12e-6, -9e-6, 1e-6);
  const { saturated, residual } = calibrateThresholds(far, plan, (trim) => far.map((o, n) => o - trim[n]));
  expect(saturated).toBe(2);
  expect(residual[0]).toBeCloseTo(4.25e-6, 12);
});

it("refuses plans without a meaning", () => {
  for (const [change, message] of [
    [{ range: 0 }, /range above 0/],
    [{ trimBits: 0 }, /1 … 24 trim bits/],
    [{ readsPerBit: 0 }, /at least 1 read/],
    [{ readTime: -1 }, /time and energy/],
  ] as const)
    expect(() => calibrateThresholds(offsets, { ...plan, ...change }, exactly)).toThrow(message);
  expect(() => calibrateThresholds(offsets, plan, () => new Float64Array(3))).toThrow(
    /expected 20000 values a read/,
  );
});
