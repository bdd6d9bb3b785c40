/** Rows × columns of float64, row by row: element (i, j) is `data[i * columns + j]`. A row is a point, a column an objective. */
export interface Dense {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float64Array;
}

/** Zeros, or a view on `data`. Throws RangeError when its length does not fit. */
export function dense(rows: number, columns: number, data = new Float64Array(rows * columns)): Dense {
  if (data.length !== rows * columns)
    throw new RangeError(`dense: expected ${rows * columns} values, received ${data.length}`);
  return { rows, columns, data };
}

/** Row i as a view, not a copy. */
export const row = ({ columns, data }: Dense, i: number): Float64Array =>
  data.subarray(i * columns, (i + 1) * columns);
