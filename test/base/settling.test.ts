import { describe, expect, it } from "vitest";
import { residueAfter, settlingTime } from "#base";
import { everyCase } from "../law.ts";

/** The same by integration: each stage follows the one before it, in steps of a thousandth of the fastest one. */
function integrated(time: number, timeConstants: readonly number[]): number {
  const state = timeConstants.map(() => 0);
  const steps = Math.ceil((1000 * time) / Math.min(...timeConstants));
  const dt = time / steps;
  for (let n = 0; n < steps; n++) {
    let input = 1;
    for (let i = 0; i < state.length; i++) {
      state[i] += (dt * (input - state[i])) / timeConstants[i];
      input = state[i];
    }
  }
  return 1 - state[state.length - 1];
}

describe("what is left of a step", () => {
  it("is e^(−t/τ) of one stage and (1 + t/τ)·e^(−t/τ) of two equal ones", () => {
    expect(residueAfter(3, [1])).toBeCloseTo(Math.exp(-3), 12);
    expect(residueAfter(3, [1, 1])).toBeCloseTo(4 * Math.exp(-3), 3);
    expect(settlingTime(0.01, [2])).toBeCloseTo(2 * Math.log(100), 9);
    // (1 + x)·e^(−x) = 0.01 at x = 6.6384.
    expect(settlingTime(0.01, [1, 1]) / 6.6384).toBeCloseTo(1, 2);
  });

  it("is that of the stages integrated one after another, whatever their order", () => {
    const cases = [
      [1, 0.5],
      [1, 1, 0.2],
      [0.3, 1, 0.02, 0.7],
      [1, 1, 1, 1],
      [0.05, 2],
    ];
    everyCase(cases, cases.length, (timeConstants) => {
      for (const time of [0.1, 1, 5]) {
        const left = residueAfter(time, timeConstants);
        expect(Math.abs(left - integrated(time, timeConstants))).toBeLessThan(5e-3);
        expect(residueAfter(time, [...timeConstants].reverse())).toBeCloseTo(left, 9);
      }
    });
  });

  it("is all at once, nothing after stages of no time, and falls in between", () => {
    expect(residueAfter(0, [1, 2])).toBeCloseTo(1, 9);
    expect(residueAfter(1e-12, [0, 0])).toBe(0);
    expect(settlingTime(0.01, [0, 0])).toBe(0);
    let before = 1;
    for (let time = 0.1; time < 20; time += 0.1) {
      const left = residueAfter(time, [1, 0.9, 0.01]);
      expect(left).toBeLessThan(before);
      before = left;
    }
  });
});
