import { type Dense, dense, dot } from "../base/dense.ts";
import type { Masking } from "./plan.ts";

export interface Attended {
  /** tokens × value width. */
  readonly output: Dense;
  /** Natural logarithm of the softmax denominator of each query, in absolute terms. */
  readonly logSum: Float64Array;
}

/**
 * softmax(scale · q kᵀ) v under the mask, a query at a time: no L² buffer is kept. q and k are tokens × width,
 * v is tokens × value width.
 */
export function exactAttention(
  q: Dense,
  k: Dense,
  v: Dense,
  masking: Masking,
  exponential: (x: number) => number = Math.exp,
): Attended {
  const output = dense(q.rows, v.columns);
  const logSum = new Float64Array(q.rows);
  const scores = new Float64Array(k.rows);
  for (let i = 0; i < q.rows; i++) {
    const end = masking.causal ? i + 1 : k.rows;
    let largest = Number.NEGATIVE_INFINITY;
    for (let j = 0; j < end; j++) {
      const hidden = j === i && masking.self === "last-resort" && end > 1;
      scores[j] = hidden
        ? Number.NEGATIVE_INFINITY
        : masking.scale * dot(q.data, i * q.columns, k.data, j * k.columns, q.columns);
      if (scores[j] > largest) largest = scores[j];
    }
    let sum = 0;
    for (let j = 0; j < end; j++) {
      if (scores[j] === Number.NEGATIVE_INFINITY) continue;
      const weight = exponential(scores[j] - largest);
      sum += weight;
      addScaled(output.data, i * v.columns, v.data, j * v.columns, v.columns, weight);
    }
    for (let c = 0; c < v.columns; c++) output.data[i * v.columns + c] /= sum;
    logSum[i] = largest + Math.log(sum);
  }
  return { output, logSum };
}

/** a += factor · b over `length` elements. */
export function addScaled(
  a: Float64Array,
  aOffset: number,
  b: Float64Array,
  bOffset: number,
  length: number,
  factor: number,
): void {
  for (let c = 0; c < length; c++) a[aOffset + c] += factor * b[bOffset + c];
}
