// The score that a key must reach under a threshold of weight: ln(τ · total), where the total is known before
// the compare.

import type { TotalSource, Wanted, WeightThreshold } from "./selector.ts";

/** Scores of a query's keys, those of sink and window exact. */
export interface ScoredKeys {
  score(key: number): number;
  /** The logit itself, less what all estimates of the query lack. */
  exact(key: number): number;
  /** ln Σ exp(score) of all its keys: a pass over the estimates. */
  total(): number;
}

/** Totals from one query of a block to the next. Each block begins with a pass. */
export interface ThresholdTotals {
  least(wanted: Wanted, threshold: WeightThreshold, scored: ScoredKeys): number;
  /** Says which far keys the query attends: the first `count` of `keys`. */
  attended(wanted: Wanted, keys: Int32Array, count: number, scored: ScoredKeys): void;
}

/** Weight of the newest query in the mean ratio of total and near sum: some sixteen queries (assumed). */
const NEWEST = 1 / 16;

export function thresholdTotals(): ThresholdTotals {
  let source: TotalSource = "pass";
  /** ln Σ of the last query, and the mean of ln(total / near) over the queries before; null at first. */
  let [last, ratio]: [number | null, number | null] = [null, null];
  let near = 0;
  return {
    least(wanted, { tau, total }, scored) {
      source = total;
      if (source === "running") near = nearOf(wanted, scored);
      const known = source === "last" ? last : source === "running" && ratio !== null ? near + ratio : null;
      return Math.log(tau) + (known ?? scored.total());
    },
    attended(wanted, keys, count, scored) {
      if (source === "pass") return;
      // What hardware has after the query: the logits of the keys that it attended.
      let sum = logSum(nearOf(wanted, scored), Number.NEGATIVE_INFINITY);
      for (let k = 0; k < count; k++) sum = logSum(sum, scored.exact(keys[k]));
      last = sum;
      if (source === "running") ratio = ratio === null ? sum - near : ratio + NEWEST * (sum - near - ratio);
    },
  };
}

/** ln Σ exp(score) over sink and window. */
function nearOf({ lowest, from, to, last }: Wanted, { score }: ScoredKeys): number {
  let sum = Number.NEGATIVE_INFINITY;
  for (let j = lowest; j < from; j++) sum = logSum(sum, score(j));
  for (let j = to; j <= last; j++) sum = logSum(sum, score(j));
  return sum;
}

/** ln(eᵃ + eᵇ). */
function logSum(a: number, b: number): number {
  const most = Math.max(a, b);
  return most === Number.NEGATIVE_INFINITY ? most : most + Math.log1p(Math.exp(Math.min(a, b) - most));
}

/** ln Σ exp of the first `count` values. */
export function logSumOf(values: ArrayLike<number>, count: number): number {
  let most = Number.NEGATIVE_INFINITY;
  for (let j = 0; j < count; j++) most = Math.max(most, values[j]);
  let sum = 0;
  for (let j = 0; j < count; j++) sum += Math.exp(values[j] - most);
  return most + Math.log(sum);
}
