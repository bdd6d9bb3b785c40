import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRng, estimate, type Rng } from "#base";
import { frontByDefinition } from "../../packages/pareto/test/brute-force.ts";
import {
  areSeparable,
  equalityTail,
  exactly,
  type Measurement,
  negated,
  ofEstimate,
  survivors,
} from "../../packages/search/src/uncertain-front.ts";

/** Mean of independent trials. One trial alone says nothing of its error. */
function measured(trials: readonly number[]): Measurement {
  const n = trials.length;
  const mean = trials.reduce((sum, x) => sum + x, 0) / n;
  if (n === 1) return { mean, standardError: Number.POSITIVE_INFINITY, freedom: 1 };
  const variance = trials.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (n - 1);
  return { mean, standardError: Math.sqrt(variance / n), freedom: n - 1 };
}

const trialsOf = (mean: number, spread: number, count: number, rng: Rng): Measurement =>
  measured(Array.from({ length: count }, () => mean + spread * rng.normal()));

describe("measurements", () => {
  test("mean and standard error by hand; one trial has no known error", () => {
    expect(measured([1, 2, 6])).toEqual({ mean: 3, standardError: Math.sqrt(7 / 3), freedom: 2 });
    expect(measured([4])).toEqual({ mean: 4, standardError: Infinity, freedom: 1 });
    expect(negated(exactly(4))).toEqual({ mean: -4, standardError: 0, freedom: Infinity });
  });

  test("an estimate with its 95 % interval is the same measurement", () => {
    const trials = [3, 4, 8, 9.5];
    const { standardError, ...rest } = ofEstimate(estimate(trials));
    const { standardError: own, ...same } = measured(trials);
    expect(rest).toEqual(same);
    expect(standardError).toBeCloseTo(own, 12);
    expect(ofEstimate(estimate([3]))).toEqual(measured([3]));
  });

  test("Welch's p-value equals published software (SciPy 1.17, ttest_ind, equal_var=False)", () => {
    expect(equalityTail(measured([1, 2, 3, 4.5]), measured([3, 5, 7, 9, 10]))).toBeCloseTo(
      0.029324328744953023,
      10,
    );
    expect(equalityTail(exactly(1), exactly(1))).toBe(1);
    expect(equalityTail(exactly(1), exactly(1 + 1e-12))).toBe(0);
    expect(equalityTail(measured([1]), exactly(100))).toBe(1);
  });
});

describe("what is separable", () => {
  test("exact objectives by any difference; a single trial never", () => {
    expect(areSeparable([exactly(1), exactly(2)], [exactly(1), exactly(2)])).toBe(false);
    expect(areSeparable([exactly(1), exactly(2)], [exactly(1), exactly(2.1)])).toBe(true);
    expect(areSeparable([measured([1])], [measured([9])])).toBe(false);
  });

  test("Monte Carlo: equal points are called separable in at most 5 % of studies, and not far below", () => {
    const rng = createRng("equal points");
    const studies = 8000;
    let wrong = 0;
    for (let s = 0; s < studies; s++) {
      const point = () => [exactly(1), trialsOf(3, 0.5, 6, rng), trialsOf(0, 2, 6, rng)];
      if (areSeparable(point(), point())) wrong++;
    }
    // Bonferroni of two independent noisy objectives: 0.0494; Welch's test at six trials is a little below it.
    // ± 4.9 standard errors of 8000 studies are ± 0.0119: 1e-6 a side.
    expect(wrong / studies).toBeLessThan(0.05 + 0.0119);
    expect(wrong / studies).toBeGreaterThan(0.04 - 0.0119);
  });
});

describe("survivors", () => {
  test("without errors they are the front", () => {
    const coordinate = fc.constantFrom(0, 1, 2, 3);
    fc.assert(
      fc.property(fc.array(fc.tuple(coordinate, coordinate, coordinate), { maxLength: 25 }), (rows) => {
        expect(survivors(rows.map((row) => row.map(exactly)))).toEqual(frontByDefinition(rows));
      }),
      { seed: 12, numRuns: 300 },
    );
  });

  test("Monte Carlo: a true front point falls in at most 5 % of studies, a clearly dominated one nearly always", () => {
    const rng = createRng("survivors");
    const studies = 3000;
    // 0 … 5 have equal true values, the hardest case: none dominates another. 6 is worse by five standard errors.
    const truth = [...Array.from({ length: 6 }, () => [0, 0]), [3, 3]];
    let firstFell = 0;
    let lastFell = 0;
    for (let s = 0; s < studies; s++) {
      const kept = survivors(truth.map((row) => row.map((mean) => trialsOf(mean, 1, 5, rng))));
      if (!kept.includes(0)) firstFell++;
      if (!kept.includes(6)) lastFell++;
    }
    // + 4.9 standard errors of 3000 studies: 1e-6.
    expect(firstFell / studies).toBeLessThan(0.05 + 0.0195);
    expect(lastFell / studies).toBeGreaterThan(0.95);
  });

  test("Monte Carlo: with one noisy objective beside an exact tie the rate comes near to its bound", () => {
    const rng = createRng("one rival");
    const studies = 6000;
    let fell = 0;
    for (let s = 0; s < studies; s++)
      if (!survivors([0, 1].map(() => [exactly(1), trialsOf(0, 1, 6, rng)])).includes(0)) fell++;
    expect(fell / studies).toBeLessThan(0.05 + 0.0138);
    expect(fell / studies).toBeGreaterThan(0.05 - 0.0138);
  });
});

test("Monte Carlo: with eight rivals of the same true values a point still falls in at most 5 % of studies", () => {
  const rng = createRng("eight rivals");
  const studies = 3000;
  let fell = 0;
  for (let s = 0; s < studies; s++) {
    const points = Array.from({ length: 9 }, () => [exactly(1), trialsOf(0, 1, 6, rng)]);
    if (!survivors(points).includes(0)) fell++;
  }
  // Without the division by the rivals about a fifth of the studies would lose it. + 4.9 standard errors: 1e-6.
  expect(fell / studies).toBeLessThan(0.05 + 0.0195);
});
