import { type Dense, dense, dot } from "../base/dense.ts";

/** Rows of x that stay in the first-level cache while one row of weights passes over them. */
const BLOCK = 16;

/** x Wᵀ: rows × inputs times `outputs` rows of weights (outputs × inputs, row-major) → rows × outputs. */
export function linear(x: Dense, weights: Float64Array, outputs: number): Dense {
  const inputs = x.columns;
  const y = dense(x.rows, outputs);
  for (let start = 0; start < x.rows; start += BLOCK) {
    const end = Math.min(start + BLOCK, x.rows);
    for (let o = 0; o < outputs; o++)
      for (let i = start; i < end; i++)
        y.data[i * outputs + o] = dot(x.data, i * inputs, weights, o * inputs, inputs);
  }
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
