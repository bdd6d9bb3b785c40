import { expect, it } from "vitest";
import { createRng } from "#base";
import { type Aging, cellAging } from "../src/aging.ts";

const STILL: Aging = {
  drift: 0,
  driftSpread: 0,
  driftReference: 60,
  retentionLoss: 0,
  retentionActivation: 1.1,
  readDisturb: 0,
  on: 100e-6,
  off: 10e-6,
  temperatureCelsius: 25,
};
const CELLS = { conductance: Float64Array.from([20e-6, 60e-6]), cubic: Float64Array.from([1e-6, 6e-6]) };
const YEARS = 365.25 * 24 * 3600;
const aged = (change: Partial<Aging>, elapsed: number, reads: number) =>
  cellAging({ ...STILL, ...change })(CELLS, elapsed, reads, createRng("aging"));

it("conductances drift by a power of time from a minute on, and curvature with them", () => {
  const { conductance, cubic } = aged({ drift: 0.05 }, 6000, 0);
  const left = 100 ** -0.05;
  expect([...conductance].map((g, n) => g / CELLS.conductance[n] / left)).toEqual([
    expect.closeTo(1, 12),
    expect.closeTo(1, 12),
  ]);
  expect([...(cubic ?? [])].map((k, n) => k / CELLS.cubic[n] / left)).toEqual([
    expect.closeTo(1, 12),
    expect.closeTo(1, 12),
  ]);
  expect(aged({ drift: 0.05 }, 60, 0)).toBe(CELLS);
});

it("a spread of exponents has its mean and deviation, and lets none rise", () => {
  const cells = { conductance: new Float64Array(20_000).fill(1), cubic: null };
  const age = (drift: number) =>
    cellAging({ ...STILL, drift, driftSpread: 0.01 })(cells, 60 * Math.E, 0, createRng("spread")).conductance;
  const exponents = age(0.05).map((g) => -Math.log(g));
  const mean = exponents.reduce((sum, x) => sum + x, 0) / 20_000;
  const variance = exponents.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 20_000;
  expect(mean / 0.05).toBeCloseTo(1, 2);
  expect(Math.sqrt(variance) / 0.01).toBeCloseTo(1, 1);
  expect(Math.max(...age(0))).toBe(1);
});

it("at 85 °C ten years lose the stated share of what is above the off state, and 20 the square of what is left", () => {
  const lossy = { retentionLoss: 0.3, temperatureCelsius: 85 };
  for (const [years, left] of [
    [10, 0.7],
    [20, 0.49],
  ])
    expect((aged(lossy, years * YEARS, 0).conductance[1] - 10e-6) / (left * 50e-6)).toBeCloseTo(1, 9);
  // At 25 °C as fast as Arrhenius has it: 1.1 eV over k, between 298.15 and 358.15 K.
  const speed = Math.exp((-1.1 / 8.617333262e-5) * (1 / 298.15 - 1 / 358.15));
  const cool = aged({ retentionLoss: 0.3 }, 1000 * YEARS, 0).conductance[1];
  expect((cool - 10e-6) / (0.7 ** (100 * speed) * 50e-6)).toBeCloseTo(1, 9);
});

it("reads bring a cell towards its on state, each by the same share of what is left", () => {
  const { conductance } = aged({ readDisturb: 1e-3 }, 0, 500);
  expect((100e-6 - conductance[0]) / (80e-6 * 0.999 ** 500)).toBeCloseTo(1, 9);
  expect(aged({ readDisturb: 1e-3 }, 0, 0)).toBe(CELLS);
});
