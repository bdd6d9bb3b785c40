import type { Estimate } from "../base/statistics.ts";
import { studentQuantile, studentTail } from "../base/student.ts";

/** An objective of a point as it is known: a mean, its standard error, and the degrees of freedom behind the error. */
export interface Measurement {
  readonly mean: number;
  /** 0 where the value is exact, Infinity where nothing is known of the error. */
  readonly standardError: number;
  readonly freedom: number;
}

/** A value without noise, such as an analytic one. */
export const exactly = (mean: number): Measurement => ({
  mean,
  standardError: 0,
  freedom: Number.POSITIVE_INFINITY,
});

/** Mean of independent trials. One trial alone says nothing of its error. Throws RangeError for none. */
export function measured(trials: readonly number[]): Measurement {
  const n = trials.length;
  if (n === 0) throw new RangeError("measured: expected at least one trial, received none");
  const mean = trials.reduce((sum, x) => sum + x, 0) / n;
  if (n === 1) return { mean, standardError: Number.POSITIVE_INFINITY, freedom: 1 };
  const variance = trials.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (n - 1);
  return { mean, standardError: Math.sqrt(variance / n), freedom: n - 1 };
}

/** What a mean with the half width of its 95 % interval says: half width = quantile of Student's t × standard error. */
export const ofEstimate = ({ mean, interval, samples }: Estimate): Measurement =>
  samples < 2
    ? { mean, standardError: Number.POSITIVE_INFINITY, freedom: 1 }
    : { mean, standardError: interval / studentQuantile(samples - 1), freedom: samples - 1 };

/** Turns the sense: what was largest is least. */
export const negated = ({ mean, standardError, freedom }: Measurement): Measurement => ({
  mean: -mean,
  standardError,
  freedom,
});

/**
 * Two-sided p-value of "both means are equal" by Welch's test: t = (a − b) / √(s_a² + s_b²) with the degrees of freedom
 * of Welch and Satterthwaite; the trials of both are independent. Without any noise, 1 where equal and 0 where not; 1
 * where an error is unknown. Source: [welch-1947].
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
