// Tests that claims rest on: equivalence, and quantiles of a sum.

import { type CrossedEstimate, crossedEstimate, studentQuantile } from "#base";
import { binomialTail } from "../../src/mapping/sizes.ts";

/** A difference of log-perplexity over windows × arrays, nats a token. */
export interface Difference {
  readonly mean: number;
  /** Ends of the 95 % interval that takes windows and arrays both as samples. */
  readonly lower: number;
  readonly upper: number;
  /** The same with the arrays alone as the unit, the windows being what they are; the mean's own for one array. */
  readonly lowerByArray: number;
  readonly upperByArray: number;
  /** Mean over windows of each array, all of them: unlucky ones are in. */
  readonly byArray: readonly number[];
  readonly crossed: CrossedEstimate;
}

/**
 * `table`: differences, windows × arrays. An interval inside ±m is two one-sided tests of 2.5 % each
 * (Schuirmann's procedure), stricter than the usual 5 %.
 */
export function differenceOf(table: readonly (readonly number[])[]): Difference {
  const crossed = crossedEstimate(table);
  const arrays = table[0].length;
  const byArray = Array.from(
    { length: arrays },
    (_, a) => table.reduce((sum, row) => sum + row[a], 0) / table.length,
  );
  const square = byArray.reduce((sum, x) => sum + (x - crossed.mean) ** 2, 0);
  const half = arrays < 2 ? 0 : studentQuantile(arrays - 1) * Math.sqrt(square / ((arrays - 1) * arrays));
  return {
    mean: crossed.mean,
    lower: crossed.mean - crossed.interval,
    upper: crossed.mean + crossed.interval,
    lowerByArray: crossed.mean - half,
    upperByArray: crossed.mean + half,
    byArray,
    crossed,
  };
}

/** Both intervals inside ±margin: the one over arrays and the wider one over texts as well. */
export const isWithin = ({ lower, upper, lowerByArray, upperByArray }: Difference, margin: number): boolean =>
  Math.max(upper, upperByArray) < margin && Math.min(lower, lowerByArray) > -margin;

/** The same for a difference of log-perplexity and a margin of relative perplexity. */
export const isEquivalent = (difference: Difference, margin: number): boolean =>
  isWithin(difference, Math.log1p(margin));

/** Whether the difference is shown to lie beyond the margin, on either side. */
export const isBeyond = ({ lower, upper }: Difference, margin: number): boolean =>
  lower > Math.log1p(margin) || upper < -Math.log1p(margin);

/** Value below which a share `q` of the sample lies, between neighbours by linear interpolation. */
export function quantileOf(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = q * (sorted.length - 1);
  const below = Math.floor(at);
  const above = Math.min(sorted.length - 1, below + 1);
  return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
}

export interface QuantileInterval {
  readonly value: number;
  /** Ends that hold the population's quantile with 95 % whatever its distribution; infinite where the sample is too small. */
  readonly lower: number;
  readonly upper: number;
}

const HALF_RISK = 0.025;

/**
 * A quantile with its distribution-free interval between order statistics: of n values, Bin(n, q) lie below the
 * population's quantile, so it lies under the k-th smallest with P(Bin ≤ k − 1). Each end errs by at most 2.5 %.
 */
export function quantileInterval(values: readonly number[], q: number): QuantileInterval {
  const sorted = [...values].sort((a, b) => a - b);
  const n = sorted.length;
  // P(at least k values below the quantile), k = 0 … n + 1.
  const atLeast = Array.from({ length: n + 2 }, (_, k) => binomialTail(n, q, k));
  // The k-th smallest lies above the quantile where fewer than k are below it: 1 − P(at least k).
  const low = atLeast.findLastIndex((tail) => 1 - tail <= HALF_RISK);
  const high = atLeast.findIndex((tail) => tail <= HALF_RISK);
  return {
    value: quantileOf(values, q),
    lower: low < 1 ? Number.NEGATIVE_INFINITY : sorted[low - 1],
    upper: high > n ? Number.POSITIVE_INFINITY : sorted[high - 1],
  };
}
