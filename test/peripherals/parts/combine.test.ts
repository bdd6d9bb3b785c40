import { describe, expect, it } from "vitest";
import { createRng, nanometres, normals } from "#base";
import { roundSignificand } from "#circuits";
import { createTechnology } from "#technology";
import type { Combine } from "../../../src/peripherals/parts/combine.ts";
import { bind } from "../bind.ts";

/** Partial softmaxes over disjoint groups of keys, and the one softmax over all of them. */
function rounds(seed: number, groups: number, keys: number, width: number) {
  const rng = createRng(seed);
  const parts = Array.from({ length: groups }, () => ({
    scores: normals(keys, rng).map((x) => 4 * x),
    values: Array.from({ length: keys }, () => normals(width, rng)),
  }));
  const softmax = (scores: readonly number[], values: readonly Float64Array[]) => {
    const weights = scores.map(Math.exp);
    const sum = weights.reduce((a, b) => a + b, 0);
    const output = new Float64Array(width).map((_, c) =>
      weights.reduce((total, weight, n) => total + (weight / sum) * values[n][c], 0),
    );
    return { output, log: Math.log(sum) };
  };
  return {
    partials: parts.map(({ scores, values }) => softmax([...scores], values)),
    whole: softmax(
      parts.flatMap(({ scores }) => [...scores]),
      parts.flatMap(({ values }) => values),
    ),
  };
}

describe.each([
  { model: "ideal", tolerance: 1e-12 },
  // 11 significant bits: each of 8 merges rounds by 2⁻¹² of a value of up to 3, and a weight by 2⁻¹³.
  { model: "running", tolerance: 1e-2 },
])("combine $model", ({ model, tolerance }) => {
  const { start, merge, output } = bind<"merge", Combine>("combine", model).behaviour;

  it.each([1, 2, 3, 4, 5])("of partial softmaxes is the softmax over all keys (seed %i)", (seed) => {
    const { partials, whole } = rounds(seed, 8, 12, 6);
    const state = start(6);
    for (const { output: partial, log } of partials) merge(state, partial, log);
    output(state).forEach((x, c) => {
      expect(Math.abs(x - whole.output[c])).toBeLessThan(tolerance);
    });
    expect(Math.abs(state.largest + Math.log(state.sum) - whole.log)).toBeLessThan(tolerance);
  });

  it("ignores an empty round, first or later", () => {
    const state = start(2);
    merge(state, Float64Array.of(9, 9), Number.NEGATIVE_INFINITY);
    merge(state, Float64Array.of(1, 2), -700);
    merge(state, Float64Array.of(9, 9), Number.NEGATIVE_INFINITY);
    expect([...output(state)]).toEqual([1, 2]);
  });

  it("has no output before the first round", () => {
    expect(() => output(start(2))).toThrow("expected at least one merged round, received none");
    expect(() => merge(start(2), new Float64Array(3), 0)).toThrow("expected an output of 2 elements");
  });
});

it("the running merge comes closer with more bits", () => {
  const error = (bits: number) => {
    const { start, merge, output } = bind<"merge", Combine>("combine", "running", {
      significandBits: bits,
      weightBits: bits,
      logFractionBits: bits,
    }).behaviour;
    let total = 0;
    for (let seed = 10; seed < 30; seed++) {
      const { partials, whole } = rounds(seed, 8, 12, 6);
      const state = start(6);
      for (const { output: partial, log } of partials) merge(state, partial, log);
      for (const [c, x] of output(state).entries()) total += (x - whole.output[c]) ** 2;
    }
    return total;
  };
  expect(error(12)).toBeLessThan(error(8) / 16);
  expect(error(8)).toBeLessThan(error(4) / 16);
});

it("rounds significands like the machine's own float32", () => {
  for (const x of normals(2000, createRng(9))) expect(roundSignificand(x, 24)).toBe(Math.fround(x));
  expect([2.5, 3.5, -2.5, 0].map((x) => roundSignificand(x, 2))).toEqual([2, 4, -2, 0]);
});

it("a merge costs one exponential and width + 1 multiply-adds", () => {
  const energy = (width: number) =>
    bind("combine", "running", { width }).cost(createTechnology(nanometres(45))).actions.merge.energy;
  expect(energy(65) - energy(64)).toBeCloseTo(1.5e-12, 18);
  // Without an exponential of its own: the sum takes one multiply-add more than the elements.
  const bare = bind("combine", "running", { width: 64 }).cost(createTechnology(nanometres(45)), {
    exponential: 0,
  });
  expect(bare.actions.merge.energy).toBeCloseTo(65 * 1.5e-12, 18);
});
