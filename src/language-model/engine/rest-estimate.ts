import { createRng, type Rng } from "#base";
import { type HeadOperands, logitOf } from "#transformer";
import type { ChosenKeys } from "./key-lists.ts";

/** Keys sampled to estimate the attention on all unchosen ones (after vAttention [vattention-2025]). */
const REST_SAMPLES = 16;

/** Adds the estimated part of unattended keys to a query's output. Queries must come in ascending order. */
export type RestEstimator = (
  query: Float32Array,
  position: number,
  chosen: ChosenKeys,
  list: Int32Array,
  logSum: number,
  out: Float32Array,
) => void;

/**
 * Estimates the rest of a head's attention instead of dropping it: its mass by uniform samples of unattended
 * keys, its value as their mean. With Z the sum over attended keys, m unattended keys and s samples,
 *
 *     out ← (Z out + R v̄) / (Z + R),  R = m / s Σ exp(logit),  v̄ = (Σ all v − Σ attended v) / m.
 *
 * `name` names the random draws. Costs the products of the samples and the sum of the attended values.
 */
export function restEstimator(
  operands: HeadOperands,
  name: readonly (string | number)[],
  samples = REST_SAMPLES,
): RestEstimator {
  const { values, width } = operands;
  const draws: Rng = createRng(["rest", ...name].join(" "));
  const total = new Float64Array(width);
  let [from, to] = [0, 0];
  const addKey = (j: number, sign: number): void => {
    for (let c = 0; c < width; c++) total[c] += sign * values[j * width + c];
  };
  return (query, position, { count, causal, lowest }, list, logSum, out) => {
    while (to <= position) addKey(to++, 1);
    while (from < lowest) addKey(from++, -1);
    const left = causal - count;
    if (left <= 0) return;
    const mean = total.slice();
    for (let k = 0; k < count; k++) for (let c = 0; c < width; c++) mean[c] -= values[list[k] * width + c];
    const stream = draws.fork(position);
    let sum = 0;
    for (let s = 0; s < samples; s++) {
      const j = unlisted(list, count, lowest, stream.integer(left));
      sum += Math.exp(logitOf(operands, query, j) - logSum);
    }
    const rest = (left * sum) / samples;
    for (let c = 0; c < width; c++) out[c] = (out[c] + (rest * mean[c]) / left) / (1 + rest);
  };
}

/** The n-th key from `lowest` that is not in an ascending list. */
function unlisted(list: Int32Array, count: number, lowest: number, n: number): number {
  // The key is lowest + n + k, with k the number of listed keys before it: list[k] − k never decreases.
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle] - middle <= lowest + n) low = middle + 1;
    else high = middle;
  }
  return lowest + n + low;
}
