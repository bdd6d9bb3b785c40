import { binomialTail } from "../../mapping/candidate-load.ts";

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
