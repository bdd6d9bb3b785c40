// Fronts of measured points: means with errors, which points differ, and which proceed.

import { type Estimate, studentQuantile, studentTail } from "#base";

/** 1 − confidence of all tests here. */
const ERROR_RATE = 0.05;

/**
 * Whether two points differ in some objective, at 95 %. Welch's test in each objective, at 5 % over the
 * number of objectives in which one of them has an error (Bonferroni): two points with the same true values
 * are called separable in at most 5 % of studies. The rate is that of a pair, not of all pairs of a front.
 */
export function areSeparable(a: readonly Measurement[], b: readonly Measurement[]): boolean {
  const noisy = a.filter((x, c) => x.standardError > 0 || b[c].standardError > 0).length;
  const level = ERROR_RATE / Math.max(1, noisy);
  return a.some((x, c) => equalityTail(x, b[c]) < level);
}

/**
 * Ascending rows that stay in the race for the next, dearer fidelity: all that no other point dominates
 * beyond doubt. A point is dropped when another is below it in every objective, each by a one-sided Welch
 * test (in an objective without errors: nowhere above, and somewhere below if no objective has errors). All
 * must hold at once, so each is tested at the whole level: 5 % over the number of rivals, so that a truly
 * non-dominated point is dropped in at most 5 % of studies.
 */
export function survivors(points: readonly (readonly Measurement[])[]): number[] {
  const level = ERROR_RATE / Math.max(1, points.length - 1);
  return [...points.keys()].filter(
    (row) => !points.some((rival, other) => other !== row && dominatesBeyondDoubt(rival, points[row], level)),
  );
}

function dominatesBeyondDoubt(a: readonly Measurement[], b: readonly Measurement[], level: number): boolean {
  let below = false;
  for (let c = 0; c < a.length; c++) {
    if (a[c].mean > b[c].mean) return false;
    const isExact = a[c].standardError === 0 && b[c].standardError === 0;
    if (isExact && a[c].mean === b[c].mean) continue;
    // Half of the two-sided tail: the sign of the difference is known here.
    if (!isExact && equalityTail(a[c], b[c]) / 2 >= level) return false;
    below = true;
  }
  return below;
}

/** A measured objective of a point: a mean, its standard error, and the error's degrees of freedom. */
export interface Measurement {
  readonly mean: number;
  /** 0 where the value is exact, Infinity where the error is unknown. */
  readonly standardError: number;
  readonly freedom: number;
}

/** A value without noise, such as an analytic one. */
export const exactly = (mean: number): Measurement => ({
  mean,
  standardError: 0,
  freedom: Number.POSITIVE_INFINITY,
});

/** Measurement of a mean with the half width of its 95 % interval: Student's t quantile × standard error. */
export const ofEstimate = ({ mean, interval, samples }: Estimate): Measurement =>
  samples < 2
    ? { mean, standardError: Number.POSITIVE_INFINITY, freedom: 1 }
    : { mean, standardError: interval / studentQuantile(samples - 1), freedom: samples - 1 };

/** Reverses the sense: the largest becomes the least. */
export const negated = ({ mean, standardError, freedom }: Measurement): Measurement => ({
  mean: -mean,
  standardError,
  freedom,
});

/**
 * Two-sided p-value of "both means are equal" by Welch's test: t = (a − b) / √(s_a² + s_b²) with the degrees
 * of freedom of Welch and Satterthwaite; the trials of both are independent. Without noise, 1 where equal and
 * 0 where not; 1 where an error is unknown. Source: [welch-1947].
 */
export function equalityTail(a: Measurement, b: Measurement): number {
  if (a.mean === b.mean) return 1;
  const [u, v] = [a.standardError ** 2, b.standardError ** 2];
  if (u === Number.POSITIVE_INFINITY || v === Number.POSITIVE_INFINITY) return 1;
  if (u + v === 0) return 0;
  // Shares of the variance: their squares do not overflow.
  const [p, q] = [u / (u + v), v / (u + v)];
  const freedom = 1 / ((p * p) / a.freedom + (q * q) / b.freedom);
  return studentTail((a.mean - b.mean) / Math.sqrt(u + v), freedom);
}
