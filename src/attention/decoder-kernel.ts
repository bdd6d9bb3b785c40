import { type Dense, dense, dot } from "../base/dense.ts";
import { rowProducts, rowProductsOfTwo } from "../base/row-products.ts";
import { type Attended, exactAttention } from "./exact-attention.ts";
import type { Masking } from "./plan.ts";

/**
 * Chooses what query i attends: writes key positions at the front of `keys` and how often each is weighed at the front
 * of `repeats`; returns how many, at least one. Queries come in ascending order, each once.
 */
export type PickKeys = (i: number, keys: Int32Array, repeats: Float64Array) => number;

/** Operands of one head: q and k are tokens × width, v is tokens × value width. */
export interface PickedOperands {
  readonly q: Dense;
  readonly k: Dense;
  readonly v: Dense;
  /** Factor on q · k. */
  readonly scale: number;
}

/**
 * The loops in which a decoder spends its time. A number of one row depends on that row's operands alone, so a later
 * token changes no bit of an earlier result. `decoder-kernel.ts` is the reference.
 */
export interface DecoderKernel {
  readonly name: string;
  /** x Wᵀ: rows × inputs times `outputs` rows of weights (outputs × inputs, row-major) → rows × outputs. */
  product(x: Dense, weights: Float64Array, outputs: number): Dense;
  /** Causal softmax(scale · q kᵀ) v of one head; v may have no columns where the denominators alone are wanted. */
  attend(q: Dense, k: Dense, v: Dense, masking: Pick<Masking, "self" | "scale">): Attended;
  /**
   * Softmax over the keys that `pick` chooses for each query; `logSum` leaves the repeats out. No product or attention
   * of the same kernel may run inside `pick`.
   */
  attendPicked(operands: PickedOperands, pick: PickKeys): Attended;
}

/** Plain TypeScript: what the WebAssembly kernel is held against. */
export const plainDecoderKernel: DecoderKernel = {
  name: "typescript",
  product,
  attend: (q, k, v, masking) => exactAttention(q, k, v, { ...masking, causal: true }),
  attendPicked,
};

function product(x: Dense, weights: Float64Array, outputs: number): Dense {
  const y = dense(x.rows, outputs);
  const width = x.columns;
  let i = 0;
  for (; i + 1 < x.rows; i += 2) {
    const at = i * width;
    const to = i * outputs;
    rowProductsOfTwo(x.data, at, at + width, weights, outputs, width, y.data, to, to + outputs);
  }
  for (; i < x.rows; i++) rowProducts(x.data, i * width, weights, outputs, width, 1, y.data, i * outputs);
  return y;
}

function attendPicked({ q, k, v, scale }: PickedOperands, pick: PickKeys): Attended {
  const keys = new Int32Array(k.rows);
  const [repeats, weights] = [new Float64Array(k.rows), new Float64Array(k.rows)];
  const output = dense(q.rows, v.columns);
  const logSum = new Float64Array(q.rows);
  for (let i = 0; i < q.rows; i++) {
    const count = pick(i, keys, repeats);
    let largest = Number.NEGATIVE_INFINITY;
    for (let n = 0; n < count; n++) {
      weights[n] = scale * dot(q.data, i * q.columns, k.data, keys[n] * k.columns, k.columns);
      if (weights[n] > largest) largest = weights[n];
    }
    let distinct = 0;
    let total = 0;
    for (let n = 0; n < count; n++) {
      const weight = Math.exp(weights[n] - largest);
      distinct += weight;
      weights[n] = repeats[n] * weight;
      total += weights[n];
    }
    for (let n = 0; n < count; n++) weights[n] /= total;
    sumRows(weights, keys, count, v, output, i);
    logSum[i] = largest + Math.log(distinct);
  }
  return { output, logSum };
}

/** out[i] = Σ_n weights[n] v[keys[n]]; two rows a pass, so that the sum is loaded half as often. */
function sumRows(
  weights: Float64Array,
  keys: Int32Array,
  count: number,
  v: Dense,
  output: Dense,
  i: number,
): void {
  const width = v.columns;
  const at = i * width;
  let n = 0;
  for (; n + 1 < count; n += 2) {
    const a = keys[n] * width;
    const b = keys[n + 1] * width;
    const wa = weights[n];
    const wb = weights[n + 1];
    for (let c = 0; c < width; c++) output.data[at + c] += wa * v.data[a + c] + wb * v.data[b + c];
  }
  for (; n < count; n++)
    for (let c = 0; c < width; c++) output.data[at + c] += weights[n] * v.data[keys[n] * width + c];
}
