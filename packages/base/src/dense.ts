/** Row-major dense matrix of float64: element (i, j) is `data[i * columns + j]`. */
export interface Dense {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float64Array;
}

/** rows × columns zeros, or a view on `data`. Throws RangeError when the length does not fit. */
export function dense(
  rows: number,
  columns: number,
  data: Float64Array = new Float64Array(rows * columns),
): Dense {
  if (data.length !== rows * columns)
    throw new RangeError(
      `dense: expected ${rows} × ${columns} = ${rows * columns} values, received ${data.length}`,
    );
  return { rows, columns, data };
}

/** Applies a function to each element. */
export const mapped = (matrix: Dense, of: (x: number) => number): Dense =>
  dense(matrix.rows, matrix.columns, matrix.data.map(of));

/** Row i as a view, not a copy. */
export const row = (matrix: Dense, i: number): Float64Array =>
  matrix.data.subarray(i * matrix.columns, (i + 1) * matrix.columns);

/** Σ a_i b_i over `length` elements: four partial sums in a fixed order, twice as fast as one. */
export function dot(
  a: Float64Array,
  aOffset: number,
  b: Float64Array,
  bOffset: number,
  length: number,
): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let k = 0;
  for (; k + 3 < length; k += 4) {
    s0 += a[aOffset + k] * b[bOffset + k];
    s1 += a[aOffset + k + 1] * b[bOffset + k + 1];
    s2 += a[aOffset + k + 2] * b[bOffset + k + 2];
    s3 += a[aOffset + k + 3] * b[bOffset + k + 3];
  }
  for (; k < length; k++) s0 += a[aOffset + k] * b[bOffset + k];
  return s0 + s1 + (s2 + s3);
}

/** Mean of each column, length `columns`. */
export function columnMeans(matrix: Dense): Float64Array {
  const means = new Float64Array(matrix.columns);
  for (let i = 0; i < matrix.rows; i++)
    for (let j = 0; j < matrix.columns; j++) means[j] += matrix.data[i * matrix.columns + j];
  for (let j = 0; j < matrix.columns; j++) means[j] /= matrix.rows;
  return means;
}

/** Root mean square of all elements; 0 for an empty matrix. */
export function rootMeanSquare(matrix: Dense): number {
  const n = matrix.data.length;
  return n === 0 ? 0 : Math.sqrt(dot(matrix.data, 0, matrix.data, 0, n) / n);
}

/**
 * Returns the k-th largest of the first `count` values (k from 1) by Hoare's selection, O(count) on average,
 * on a copy in `scratch` (at least as long). Throws RangeError for a k outside [1, count]. No NaN allowed.
 */
export function kthLargest(values: Float64Array, count: number, k: number, scratch: Float64Array): number {
  if (!(k >= 1 && k <= count)) throw new RangeError(`kthLargest: expected k in [1, ${count}], received ${k}`);
  for (let i = 0; i < count; i++) scratch[i] = values[i];
  const target = count - k;
  let low = 0;
  let high = count - 1;
  while (low < high) {
    const pivot = median(scratch[low], scratch[(low + high) >> 1], scratch[high]);
    let i = low;
    let j = high;
    while (i <= j) {
      while (scratch[i] < pivot) i++;
      while (scratch[j] > pivot) j--;
      if (i <= j) {
        const swapped = scratch[i];
        scratch[i++] = scratch[j];
        scratch[j--] = swapped;
      }
    }
    // Now [low, j] is at most the pivot, [i, high] at least the pivot, and values between them equal it.
    if (target <= j) high = j;
    else if (target >= i) low = i;
    else break;
  }
  return scratch[target];
}

const median = (a: number, b: number, c: number): number =>
  Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
