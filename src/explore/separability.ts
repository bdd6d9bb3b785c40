import { dense } from "../base/dense.ts";
import { equalityTail, type Measurement } from "./measurement.ts";
import { nonDominated } from "./pareto.ts";

/** 1 − confidence of all that is said here. */
export const ERROR_RATE = 0.05;

/** A point of a front whose objectives have errors. */
export interface UncertainMember {
  readonly row: number;
  /** Rows of the front that are not separable from it at 95 % in any objective, ascending. */
  readonly inseparable: readonly number[];
}

/**
 * Are two points different in some objective, at 95 %? Welch's test in each objective, at 5 % over the number of
 * objectives in which one of them has an error (Bonferroni): two points with the same true values are called separable
 * in at most 5 % of studies. The rate is that of a pair, not of all pairs of a front.
 */
export function areSeparable(a: readonly Measurement[], b: readonly Measurement[]): boolean {
  const noisy = a.filter((x, c) => x.standardError > 0 || b[c].standardError > 0).length;
  const level = ERROR_RATE / Math.max(1, noisy);
  return a.some((x, c) => equalityTail(x, b[c]) < level);
}

/** Front of the means (smaller is better in each objective), each member with those that it is not separable from. */
export function uncertainFront(points: readonly (readonly Measurement[])[]): UncertainMember[] {
  const front = frontOfMeans(points);
  return front.map((row) => ({
    row,
    inseparable: front.filter((other) => other !== row && !areSeparable(points[row], points[other])),
  }));
}

function frontOfMeans(points: readonly (readonly Measurement[])[]): number[] {
  if (points.length === 0) return [];
  const means = points.flatMap((point) => point.map(({ mean }) => mean));
  return nonDominated(dense(points.length, points[0].length, Float64Array.from(means)));
}

/**
 * Ascending rows that stay in the race for the next, dearer fidelity: all that no other point dominates beyond doubt. A
 * point falls when another is below it in every objective, each by a one-sided Welch test (in an objective without
 * errors: nowhere above, and somewhere below if no objective has errors). All must hold at once, so each is tested at the
 * whole level; the level is 5 % over the number of rivals, so that a point that no other truly dominates falls in at
 * most 5 % of studies.
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
