import { type Dense, dense, dot } from "../base/dense.ts";
import type { Rng } from "../base/rng.ts";
import { rowProducts } from "../base/row-products.ts";
import type { ArrayResponse } from "./array-response.ts";

/**
 * Reads an array: word-line voltages (reads × driven lines, V) → output currents (reads × outputs, A). Read
 * noise is specified per device, relative to its own current and fresh at every read; independent devices add to one
 * Gaussian an output, whose variance follows from the conductances and, with wires, from the adjoint sensitivities.
 * It is drawn directly, output by output: what two outputs of a tile share is left out. Without `rng` there is none.
 */
export function readArray(
  response: ArrayResponse,
  readNoise: number,
  voltages: Dense,
  rng: Rng | null,
): Dense {
  const { transfer, cubic } = response;
  const outputs = transfer.rows;
  const width = voltages.columns;
  const currents = dense(voltages.rows, outputs);
  const powers = new Float64Array(width);
  const extra = new Float64Array(outputs);
  for (let t = 0; t < voltages.rows; t++) {
    rowProducts(voltages.data, t * width, transfer.data, outputs, width, 1, currents.data, t * outputs);
    if (cubic !== null) {
      for (let i = 0; i < width; i++) powers[i] = voltages.data[t * width + i] ** 3;
      rowProducts(powers, 0, cubic.data, outputs, width, 1, extra, 0);
      for (let p = 0; p < outputs; p++) currents.data[t * outputs + p] += extra[p];
    }
    if (readNoise === 0 || rng === null) continue;
    noiseVariance(response, voltages, t, powers, extra);
    for (let p = 0; p < outputs; p++)
      currents.data[t * outputs + p] += readNoise * Math.sqrt(Math.max(0, extra[p])) * rng.normal();
  }
  return currents;
}

/** Variance of every output of read `t` for a read noise of 1, A². `squares` is scratch. */
export function noiseVariance(
  { noise }: ArrayResponse,
  voltages: Dense,
  t: number,
  squares: Float64Array,
  into: Float64Array,
): void {
  const width = voltages.columns;
  const { diagonal, coupled } = noise;
  const from = t * width;
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
