import { CholeskyDecomposition, Matrix } from "ml-matrix";
import { type Dense, dense, onesOf } from "#base";

/** Ridge weight as a share of the samples (assumed: recall on a tuning text varies little for .01 to .3). */
export const RIDGE = 0.1;

/**
 * Least-squares map M between signs and keys, bits × width, with which queries need no projection: a key is
 * estimated as Mᵀb from its signs b, and q · k as (M q) · b. Ridge regression, M = (BᵀB + λ m I)⁻¹ Bᵀ K.
 * `signs` holds ±1, samples × bits; `keys`, samples × width, have their mean subtracted.
 */
export function fitQueryMap(signs: Dense, keys: Dense): Dense {
  const [bits, width] = [signs.columns, keys.columns];
  const samples = keys.rows;
  const gram = gramOf(signs);
  const cross = new Float64Array(bits * width);
  for (let n = 0; n < samples; n++)
    for (let a = 0; a < bits; a++) {
      const sign = signs.data[n * bits + a];
      for (let c = 0; c < width; c++) cross[a * width + c] += sign * keys.data[n * width + c];
    }
  for (let a = 0; a < bits; a++) {
    gram[a * bits + a] += RIDGE * samples;
    for (let b = 0; b < a; b++) gram[b * bits + a] = gram[a * bits + b];
  }
  const solved = new CholeskyDecomposition(Matrix.from1DArray(bits, bits, gram)).solve(
    Matrix.from1DArray(bits, width, cross),
  );
  const matrix = dense(bits, width, Float64Array.from(solved.to1DArray()));
  return matrix;
}

/** Lower triangle of BᵀB for signs: packs bits into words and counts where two columns differ. */
function gramOf({ rows, columns, data }: Dense): Float64Array {
  const words = Math.ceil(rows / 32);
  const packed = new Int32Array(columns * words);
  for (let n = 0; n < rows; n++)
    for (let a = 0; a < columns; a++)
      if (data[n * columns + a] > 0) packed[a * words + (n >> 5)] |= 1 << (n & 31);
  const gram = new Float64Array(columns * columns);
  for (let a = 0; a < columns; a++)
    for (let b = 0; b <= a; b++) {
      let differing = 0;
      for (let w = 0; w < words; w++) differing += onesOf(packed[a * words + w] ^ packed[b * words + w]);
      gram[a * columns + b] = rows - 2 * differing;
    }
  return gram;
}

/** Mᵀ b, width; `signs` holds ±1. */
export function keyEstimate({ data, rows, columns }: Dense, signs: Float64Array): Float64Array {
  const estimate = new Float64Array(columns);
  for (let b = 0; b < rows; b++)
    for (let c = 0; c < columns; c++) estimate[c] += signs[b] * data[b * columns + c];
  return estimate;
}

/** Returns ‖Mᵀ b‖ for signs b packed 8 per byte, lowest first, by a table of 16 sums per 4 signs. */
export function estimateLengths({ data, rows, columns }: Dense): (signs: Uint8Array) => number {
  const tables = new Float64Array(4 * rows * columns);
  for (let b = 0; b < rows; b += 4) {
    const table = tables.subarray(4 * b * columns, 4 * (b + 4) * columns);
    for (let v = 0; v < 16; v++)
      for (let n = 0; n < 4; n++)
        for (let c = 0; c < columns; c++)
          table[v * columns + c] += ((v >> n) & 1 ? 1 : -1) * data[(b + n) * columns + c];
  }
  const estimate = new Float64Array(columns);
  return (signs) => {
    estimate.fill(0);
    for (let b = 0; b < rows; b += 4) {
      const from = (4 * b + ((signs[b >> 3] >> (b & 4)) & 15)) * columns;
      for (let c = 0; c < columns; c++) estimate[c] += tables[from + c];
    }
    return lengthOf(estimate);
  };
}

/** M q, bits. */
export function mappedQuery({ data, rows, columns }: Dense, query: Float32Array, from: number): Float64Array {
  const mapped = new Float64Array(rows);
  for (let b = 0; b < rows; b++) {
    let sum = 0;
    for (let c = 0; c < columns; c++) sum += data[b * columns + c] * query[from + c];
    mapped[b] = sum;
  }
  return mapped;
}

export const lengthOf = (vector: ArrayLike<number>): number => {
  let sum = 0;
  for (let n = 0; n < vector.length; n++) sum += vector[n] ** 2;
  return Math.sqrt(sum);
};
