import { type Dense, dot } from "../base/dense.ts";
import { rowProducts } from "../base/row-products.ts";
import type { ArrayResponse } from "./array-response.ts";

/**
 * Variance of every output of read `t` for a read noise of 1, A². Read noise is specified per device, relative to its own
 * current and fresh at every read; independent devices add to one Gaussian an output, whose variance follows from the
 * conductances and, with wires, from the adjoint sensitivities. What two outputs of a tile share is left out.
 */
export function noiseVariance(
  { noise }: ArrayResponse,
  voltages: Dense,
  t: number,
  into: Float64Array,
): void {
  const width = voltages.columns;
  const { diagonal, coupled } = noise;
  const from = t * width;
  const squares = new Float64Array(width);
  for (let i = 0; i < width; i++) squares[i] = voltages.data[from + i] ** 2;
  rowProducts(squares, 0, diagonal.data, diagonal.rows, width, 1, into, 0);
  for (const { top, rows, outputs, forms } of coupled) {
    const products = new Float64Array(forms.columns);
    let at = 0;
    for (let i = 0; i < rows; i++)
      for (let k = i; k < rows; k++)
        products[at++] = top + k < width ? voltages.data[from + top + i] * voltages.data[from + top + k] : 0;
    for (let n = 0; n < outputs.length; n++)
      into[outputs[n]] += dot(forms.data, n * forms.columns, products, 0, products.length);
  }
}

/** The same, averaged over reads and outputs. */
export function meanNoiseVariance(response: ArrayResponse, voltages: Dense): number {
  const variance = new Float64Array(response.transfer.rows);
  let sum = 0;
  for (let t = 0; t < voltages.rows; t++) {
    noiseVariance(response, voltages, t, variance);
    for (const square of variance) sum += square;
  }
  return sum / (voltages.rows * variance.length);
}
