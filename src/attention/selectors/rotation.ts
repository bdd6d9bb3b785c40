import type { Draws } from "./selector.ts";

/** Smallest power of two that holds so many dimensions. */
export const paddedWidth = (width: number): number => 2 ** Math.ceil(Math.log2(width));

/**
 * Structured random projections [ailon-2009]: signs drawn at random, then a Hadamard transform, one block of `paddedWidth`
 * projections after another. Rows have entries ±1, so that a projection of a vector has its length as deviation.
 */
export function hadamardProjections(
  width: number,
  count: number,
  draws: Draws,
): (vector: Float64Array) => Float64Array {
  const padded = paddedWidth(width);
  const blocks = Math.ceil(count / padded);
  const signs = Array.from({ length: blocks }, (_, b) => {
    const stream = draws.fork("rotation").fork(b);
    return Float64Array.from({ length: padded }, () => (stream.uniform() < 0.5 ? -1 : 1));
  });
  return (vector) => {
    const out = new Float64Array(blocks * padded);
    for (let b = 0; b < blocks; b++) {
      const part = out.subarray(b * padded, (b + 1) * padded);
      for (let n = 0; n < width; n++) part[n] = signs[b][n] * vector[n];
      transform(part);
    }
    return out.subarray(0, count);
  };
}

/** Walsh–Hadamard transform in place, unnormalised; the length is a power of two. */
export function transform(values: Float64Array): void {
  for (let half = 1; half < values.length; half *= 2)
    for (let from = 0; from < values.length; from += 2 * half)
      for (let n = from; n < from + half; n++) {
        const [a, b] = [values[n], values[n + half]];
        values[n] = a + b;
        values[n + half] = a - b;
      }
}
