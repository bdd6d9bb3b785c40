import { describe, expect, it, test } from "vitest";
import { createRng } from "#base";
import { nominalConductance, thermalNoise, tioxDynamics, tioxStatic, tioxStep } from "../src/tiox.ts";

const MICRO = 1e-6;

describe("static law", () => {
  const compat = tioxStatic(40, true);

  it("in °C A1 is the nominal conductance; kelvin adds half of it at 65 µS", () => {
    expect(tioxStatic(40, false).linear(65 * MICRO) / MICRO).toBeCloseTo(65.6, 1);
    expect(compat.linear(65 * MICRO) / MICRO).toBeCloseTo(97.4, 1);
  });

  // Spread and curvature measured on the published code at 313: percent of the current at 0.2 V; I(0.4)/4I(0.1).
  test.each([
    [10, 17.2, 1.045],
    [20, 18.0, null],
    [50, 17.1, 1.14],
    [65, 15.8, 1.16],
    [100, 11.9, 1.21],
    [150, 5.4, null],
    [200, null, 1.32],
  ])("at %i µS it has the spread and the curvature of the published code", (micro, spread, bend) => {
    const g0 = micro * MICRO;
    const at = (v: number): number => (compat.linear(g0) + compat.cubic(g0) * v ** 2) * v;
    const sigma = (compat.linearSpread(g0) + compat.cubicSpread(g0) * 0.04) * 0.2;
    if (spread !== null) expect((100 * sigma) / at(0.2)).toBeCloseTo(spread, 1);
    if (bend !== null) expect(at(0.4) / (4 * at(0.1))).toBeCloseTo(bend, 2);
  });

  it("holds s1 at 0 where the polynomial falls below it, unless compatible", () => {
    expect(tioxStatic(40, false).linearSpread(200 * MICRO)).toBe(0);
    expect(tioxStatic(40, false).linearSpread(185 * MICRO)).toBeGreaterThan(0);
    expect(compat.linearSpread(250 * MICRO)).toBeLessThan(0);
  });

  it("refuses conductances beyond its window", () => {
    for (const wrong of [3.1, 317, Number.NaN])
      expect(() => compat.linear(wrong * MICRO)).toThrow(/expected a conductance in \[3.16, 316\] µS/);
  });

  it("inverts A1", () => {
    const law = tioxStatic(60, false);
    for (const micro of [5, 61.7, 250])
      expect(nominalConductance(60, false, law.linear(micro * MICRO)) / MICRO).toBeCloseTo(micro, 9);
  });

  it("thermal noise is 13.6 nA at 65 µS, 0.3 V, 100 MHz with the published code's 97.4 µS", () => {
    // √(4kTf·I/V) with I/V = A1 + A3·V²: compat at 313 K.
    const g = compat.linear(65 * MICRO) + compat.cubic(65 * MICRO) * 0.09;
    expect(thermalNoise(39.85, 1e8, g, 0.3) * g * 0.3 * 1e9).toBeCloseTo(13.6, 0);
  });
});

describe("pulses", () => {
  it("a hand-computed SET and RESET", () => {
    // SET, 65 µS, 1 V, 0.25 ms: x = −8.29405; 1 − tanh(−0.47·(−4.92105)) = 1 − tanh(2.31289) = 0.0194044;
    // tanh(5.005 − 5.792) + 1 = 0.343333…: product with 1.55e-4.
    const expected = 1.55e-4 * (1 - Math.tanh(2.312894)) * (1 + Math.tanh(-0.787));
    expect(tioxStep(65 * MICRO, 1, 0.25e-3, 0) / expected).toBeCloseTo(1, 5);
    // RESET, 65 µS, −1.2 V, 0.5 ms: x = −7.6009; −1 − tanh(0.21·(−9.9309)) = −0.0303…, tanh(−7.44 + 7.3) − 1 = −1.13909.
    const reset = -0.89e-4 * (-1 - Math.tanh(0.21 * (-7.600902 - 2.33))) * (Math.tanh(-0.14) - 1);
    expect(tioxStep(65 * MICRO, -1.2, 0.5e-3, 0) / reset).toBeCloseTo(1, 5);
    expect(reset).toBeLessThan(0);
  });

  it("nothing moves within ±0.8 V, nor in no time", () => {
    for (const v of [0.8, -0.8, 0.1]) expect(tioxStep(65 * MICRO, v, 1e-3, 1)).toBe(0);
    expect(tioxStep(65 * MICRO, 1.2, 0, 1)).toBe(0);
  });

  it("the score moves the step linearly, so that its mean over devices is M", () => {
    const at = (score: number): number => tioxStep(30 * MICRO, -1.3, 1e-4, score);
    expect((at(1) + at(-1)) / 2 / at(0)).toBeCloseTo(1, 12);
    expect((at(2) - at(0)) / (at(1) - at(0))).toBeCloseTo(2, 9);
  });

  test.each([
    ["clamp", false, 316],
    ["clamp, compatible", true, 315],
  ])("a cell that reaches the limit stays inside: %s", (_, compat, limit) => {
    const dynamics = tioxDynamics(tioxStatic(40, compat), { sticksAtLimit: false, compat });
    let state = dynamics.fresh(new Float64Array(20).fill(200e-6), createRng(1));
    for (let n = 0; n < 400; n++) state = dynamics.pulse(state, new Float64Array(20).fill(1.3), 1e-3);
    expect(Math.max(...state.variable) / MICRO).toBeCloseTo(limit, 9);
    expect(state.stuck.includes(1)).toBe(false);
    const back = dynamics.pulse(state, new Float64Array(20).fill(-1.4), 1e-3);
    expect(back.variable.some((g, k) => g < state.variable[k])).toBe(true);
  });

  it("a cell that sticks at the limit is stuck for ever", () => {
    const dynamics = tioxDynamics(tioxStatic(40, false), { sticksAtLimit: true, compat: false });
    let state = dynamics.fresh(new Float64Array(20).fill(200e-6), createRng(1));
    for (let n = 0; n < 400; n++) state = dynamics.pulse(state, new Float64Array(20).fill(1.3), 1e-3);
    const stuck = state.stuck.slice();
    expect(stuck.includes(1)).toBe(true);
    for (let n = 0; n < 50; n++) state = dynamics.pulse(state, new Float64Array(20).fill(-1.4), 1e-3);
    stuck.forEach((flag, k) => {
      if (flag === 1) expect(state.variable[k]).toBe(316e-6);
    });
  });
});

it.each([1.2, -1.2])(
  "a pulse of %f V moves devices of a quarter of a decade alike, and others otherwise",
  (volts) => {
    const step = (micro: number): number => tioxStep(micro * MICRO, volts, 1e-6, 0.5);
    // 3.16 to 316 µS; the last row has no end.
    const edges = Array.from({ length: 8 }, (_, n) => 10 ** (0.5 + n / 4));
    edges.forEach((edge, n) => {
      const [low, high] = [step(1.01 * edge), step(0.99 * edge * 10 ** 0.25)];
      expect(high, `from ${edge} µS`).toBe(low);
      if (n > 0) expect(step(0.99 * edge), `below ${edge} µS`).not.toBe(low);
    });
  },
);
