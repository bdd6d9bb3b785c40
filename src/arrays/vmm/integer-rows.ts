/** Rows of a matrix as integers: each in steps of its own largest magnitude. */
export interface IntegerRows {
  /** Rows × columns, −`steps` to `steps`. */
  readonly whole: Int16Array;
  /** Largest magnitude of each row; 0 for a row of zeros. */
  readonly largest: Float64Array;
}

/** Rounds every row of a matrix to `steps` steps (at most 32 767) of its largest magnitude. */
export function integerRows(matrix: Float32Array, columns: number, steps: number): IntegerRows {
  const whole = new Int16Array(matrix.length);
  const largest = new Float64Array(matrix.length / columns);
  for (let p = 0; p < largest.length; p++) {
    const [from, to] = [p * columns, (p + 1) * columns];
    for (let k = from; k < to; k++) largest[p] = Math.max(largest[p], Math.abs(matrix[k]));
    if (largest[p] === 0) continue;
    for (let k = from; k < to; k++) whole[k] = Math.round((matrix[k] / largest[p]) * steps);
  }
  return { whole, largest };
}
