import { type Dense, dense, rowProducts } from "#base";
import type { Masking } from "./plan.ts";

export interface Attended {
  /** queries × value width. */
  readonly output: Dense;
  /** Natural logarithm of each query's softmax denominator. */
  readonly logSum: Float64Array;
}

export interface ExactOptions {
  readonly exponential?: (x: number) => number;
  /** Weight of a raw score in a sum without normalisation: Σ weight · v. */
  readonly unnormalised?: (score: number) => number;
  /** Query positions to attend from, one output row each. All when null. */
  readonly queries?: Int32Array | null;
}

/**
 * softmax(scale · q kᵀ) v under the mask, one query at a time: memory grows with L, not L². q and k are
 * tokens × width, v is tokens × value width. `last-resort`: position i > 0 does not see itself; position 0 of
 * a causal sequence sees only itself.
 */
export function exactAttention(
  q: Dense,
  k: Dense,
  v: Dense,
  masking: Masking,
  { exponential = Math.exp, unnormalised, queries = null }: ExactOptions = {},
): Attended {
  const positions = queries ?? Int32Array.from({ length: q.rows }, (_, i) => i);
  const output = dense(positions.length, v.columns);
  const logSum = new Float64Array(positions.length);
  const weights = new Float64Array(k.rows);
  for (let row = 0; row < positions.length; row++) {
    const i = positions[row];
    const visible = masking.causal ? i + 1 : k.rows;
    rowProducts(q.data, i * q.columns, k.data, visible, k.columns, masking.scale, weights, 0);
    if (masking.self === "last-resort" && visible > 1) weights[i] = Number.NEGATIVE_INFINITY;
    let largest = Number.NEGATIVE_INFINITY;
    for (let j = 0; j < visible; j++) if (weights[j] > largest) largest = weights[j];
    let sum = 0;
    for (let j = 0; j < visible; j++) {
      const score = weights[j];
      const relative = exponential(score - largest);
      sum += relative;
      weights[j] = unnormalised === undefined ? relative : unnormalised(score);
    }
    weighRows(weights, visible, unnormalised === undefined ? 1 / sum : 1, v, output, row);
    logSum[row] = largest + Math.log(sum);
  }
  return { output, logSum };
}

/** out[i] = factor · Σ_j weights[j] v[j], four rows of v per pass so that out is loaded less often. */
function weighRows(
  weights: Float64Array,
  count: number,
  factor: number,
  v: Dense,
  out: Dense,
  i: number,
): void {
  const width = v.columns;
  const values = v.data;
  const to = out.data;
  const at = i * width;
  let j = 0;
  for (; j + 3 < count; j += 4) {
    const w0 = weights[j];
    const w1 = weights[j + 1];
    const w2 = weights[j + 2];
    const w3 = weights[j + 3];
    const from = j * width;
    for (let c = 0; c < width; c++)
      to[at + c] +=
        w0 * values[from + c] +
        w1 * values[from + width + c] +
        (w2 * values[from + 2 * width + c] + w3 * values[from + 3 * width + c]);
  }
  for (; j < count; j++) for (let c = 0; c < width; c++) to[at + c] += weights[j] * values[j * width + c];
  for (let c = 0; c < width; c++) to[at + c] *= factor;
}
