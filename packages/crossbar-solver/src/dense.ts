/** Rows × columns of float64, row by row: element (i, j) is `data[i * columns + j]`. */
export interface Dense {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float64Array;
}

/** Zeros, or a view on `data`, which has that many values. */
export const dense = (rows: number, columns: number, data = new Float64Array(rows * columns)): Dense => ({
  rows,
  columns,
  data,
});
