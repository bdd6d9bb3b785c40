import { describe, expect, it } from "vitest";
import { nanometres } from "#base";
import { createTechnology } from "#technology";
import {
  overConsmax,
  quickSelectStepCycles,
  softmaxDrainCycles,
} from "../../../evidence/published/digital-units.ts";
import type { Softmax } from "../../../src/peripherals/softmax/softmax.ts";
import { SOFTMAX_UNITS } from "../../../src/peripherals/softmax/softmax.ts";
import { bind } from "../bind.ts";

const unit = (model: string, params = {}) => bind<"exponent", Softmax>("softmax", model, params);

describe("published softmax units", () => {
  it("stand in the published ratios to ConSmax", () => {
    expect(overConsmax("softermax").power).toBeCloseTo(3.35, 12);
    expect(overConsmax("softermax").area).toBeCloseTo(2.75, 12);
    expect(overConsmax("floatingPoint").power).toBeCloseTo(7.5, 12);
    expect(overConsmax("floatingPoint").area).toBeCloseTo(13.75, 12);
  });

  it.each([
    ["base2", "softermax"],
    ["consmax", "consmax"],
    ["floating-point", "floatingPoint"],
  ] as const)("price the model %s at their node", (model, row) => {
    const published = SOFTMAX_UNITS["16 nm"][row];
    const cost = unit(model, { lanes: 7 }).cost(createTechnology(nanometres(16)));
    expect(cost.actions.exponent.energy).toBeCloseTo(published.energy, 20);
    expect(cost.area).toBeCloseTo(7 * published.area, 18);
  });

  it("leave the table unit between ConSmax, which it contains, and floating point", () => {
    const energy = (model: string) =>
      unit(model).cost(createTechnology(nanometres(16))).actions.exponent.energy;
    const bare = (overrides: Record<string, number>) =>
      bind("softmax", "lut", { clock: "500 MHz" }).cost(createTechnology(nanometres(45)), {
        exponential: 0,
        ...overrides,
      }).actions.exponent.energy;
    // At 45 nm: a comparison of 32 bits for the maximum, and additions to subtract it and to sum.
    expect(bare({})).toBeCloseTo(32 * 2.3e-15 + 2 * 0.1e-12, 20);
    expect(energy("lut")).toBeGreaterThan(energy("consmax"));
    expect(energy("lut")).toBeLessThan(energy("floating-point"));
  });
});

describe("ConSmax", () => {
  const weigh = (params: Record<string, unknown>) => {
    const { unnormalised } = unit("consmax", params).behaviour;
    if (unnormalised === undefined) throw new Error("ConSmax does not normalise");
    return unnormalised;
  };

  it("weighs a raw score as e^(s − β) / γ", () => {
    for (const [beta, gamma] of [
      [0, 1],
      [2, 100],
      [-3, 0.5],
    ])
      for (let score = -20; score < 20; score += 0.173)
        expect(weigh({ beta, gamma })(score) / (Math.exp(score - beta) / gamma)).toBeCloseTo(1, 2);
  });

  it("does not normalise: weights add up to 1 only where γ happens to be the sum", () => {
    const scores = [0.5, 2, -1, 3];
    const sum = scores.reduce((total, s) => total + Math.exp(s - 1), 0);
    const total = (gamma: number) => scores.reduce((t, s) => t + weigh({ beta: 1, gamma })(s), 0);
    expect(total(sum)).toBeCloseTo(1, 2);
    expect(total(100)).toBeLessThan(0.2);
    for (const model of ["base2", "lut", "floating-point", "ideal"])
      expect(unit(model).behaviour.unnormalised).toBeUndefined();
  });

  it("stays finite whatever the score", () => {
    for (const score of [1e9, 89, -1e9]) expect(Number.isFinite(weigh({})(score))).toBe(true);
  });
});

it("a table of fewer fraction bits is coarser by the same power of two", () => {
  const worst = (fractionBits: number) => {
    const { exponential } = unit("lut", { fractionBits, significandBits: 24 }).behaviour;
    let error = 0;
    for (let x = -30; x <= 0; x += 0.00317)
      error = Math.max(error, Math.abs(exponential(x) / Math.exp(x) - 1));
    return error;
  };
  // Half a step: 2⁻⁽ᵇ⁺¹⁾, reached within the 0.00317 of the scan.
  expect(worst(4) * 2 ** 5).toBeCloseTo(1, 1);
  expect(worst(6) * 2 ** 7).toBeCloseTo(1, 1);
});

it("SpAtten's pipeline drains in 87 cycles, and a step of its quick-select takes ⌈n/P⌉ + 3", () => {
  expect(softmaxDrainCycles()).toBe(87);
  expect([quickSelectStepCycles(1024, 16), quickSelectStepCycles(17, 16)]).toEqual([67, 5]);
});
