import { type Dense, dense } from "../base/dense.ts";
import { rowProducts } from "./row-products.ts";

export type Mask = "causal" | "causal-no-self";

/**
 * softmax(q kᵀ / √d) v under the mask, L × d. One row of scores at a time: memory grows with L, not L².
 * `causal-no-self`: position i > 0 sees j < i, position 0 sees itself.
 */
export function exactAttention(q: Dense, k: Dense, v: Dense, mask: Mask): Dense {
  const d = q.columns;
  const out = dense(q.rows, v.columns);
  const weights = new Float64Array(q.rows);
  const scale = 1 / Math.sqrt(d);
  for (let i = 0; i < q.rows; i++) {
    const visible = mask === "causal" ? i + 1 : Math.max(i, 1);
    let largest = Number.NEGATIVE_INFINITY;
    rowProducts(q.data, i * d, k.data, visible, d, scale, weights, 0);
    for (let j = 0; j < visible; j++) if (weights[j] > largest) largest = weights[j];
    let total = 0;
    for (let j = 0; j < visible; j++) {
      weights[j] = Math.exp(weights[j] - largest);
      total += weights[j];
    }
    weighRows(weights, visible, 1 / total, v, out, i);
  }
  return out;
}

/** out[i] = factor · Σ_j weights[j] v[j], four values rows a pass so that the output row is loaded less often. */
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
