import type { DecoderKernel } from "../attention/decoder-kernel.ts";
import { type Dense, dense } from "../base/dense.ts";
import type { Projection } from "./decoder.ts";

/** x Wᵀ + b, rows × outputs. */
export function project(
  kernel: DecoderKernel,
  x: Dense,
  { weights, bias }: Projection,
  outputs: number,
): Dense {
  const y = kernel.product(x, weights, outputs);
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
