// Packed lower triangles of the networks between drivers and word lines: row i has i + 1 elements.

import type { SymmetricSweep } from "#crossbar-solver";

/** Loads a packed lower triangle into the head of a matrix. */
export function load({ data, stride }: SymmetricSweep, network: Float64Array, size: number): void {
  // Rows are too short for views of them to pay.
  for (let i = 0, at = 0; i < size; i++)
    for (let j = i * stride; j <= i * stride + i; j++) data[j] = network[at++];
}

/** The packed lower triangle of the drivers and as many word lines, the first at `from`. */
export function unload({ data, stride }: SymmetricSweep, words: number, from: number): Float64Array {
  const network = new Float64Array(words * (2 * words + 1));
  let at = 0;
  const copy = (first: number, count: number): void => {
    for (let k = first; k < first + count; k++) network[at++] = data[k];
  };
  for (let i = 0; i < words; i++) copy(i * stride, i + 1);
  for (let row = from * stride, i = 0; i < words; i++, row += stride) {
    copy(row, words);
    copy(row + from, i + 1);
  }
  return network;
}
