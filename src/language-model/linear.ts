import { type Dense, dense } from "../base/dense.ts";
import { rowProducts, rowProductsOfTwo } from "../base/row-products.ts";
import type { Projection } from "./decoder.ts";

/** x Wᵀ: rows × inputs times `outputs` rows of weights (outputs × inputs, row-major) → rows × outputs. */
export function linear(x: Dense, weights: Float64Array, outputs: number): Dense {
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

/** x Wᵀ + b, rows × outputs. */
export function project(x: Dense, { weights, bias }: Projection, outputs: number): Dense {
  const y = linear(x, weights, outputs);
  if (bias !== null)
    for (let i = 0; i < x.rows; i++) for (let o = 0; o < outputs; o++) y.data[i * outputs + o] += bias[o];
  return y;
}

/** a += b, element by element. */
export function addTo(a: Dense, b: Dense): void {
  for (let i = 0; i < a.data.length; i++) a.data[i] += b.data[i];
}

/** Columns [from, from + count) as a matrix of its own. */
export function columns(matrix: Dense, from: number, count: number): Dense {
  const out = dense(matrix.rows, count);
  for (let i = 0; i < matrix.rows; i++) {
    const start = i * matrix.columns + from;
    out.data.set(matrix.data.subarray(start, start + count), i * count);
  }
  return out;
}

/** Writes `part` over columns [from, from + part.columns) of `matrix`. */
export function setColumns(matrix: Dense, from: number, part: Dense): void {
  for (let i = 0; i < part.rows; i++)
    matrix.data.set(part.data.subarray(i * part.columns, (i + 1) * part.columns), i * matrix.columns + from);
}
