import { type Dense, dense, row } from "../../base/dense.ts";

/** How projections that are not all of one kind act on vectors of given second moments. */
export interface RowStatistics {
  /** The projections without what all of them share. */
  readonly centred: Dense;
  /** Mean square of each projection without what all of them share. */
  readonly powers: Float64Array;
  /** Mean of those. */
  readonly power: number;
  /** Mean square of what all projections share, less what chance makes of it, over `power`. */
  readonly sharedPower: number;
  /** The part of it that goes with the sum of the inputs: its slope, in the unit of the rows. */
  readonly slope: number;
  /** Mean square of the rest, over `power`. */
  readonly unexplained: number;
}

/** Statistics of projections (rows × width) over vectors with second moments `second` (width × width). */
export function rowStatistics(rows: Dense, second: Dense): RowStatistics {
  const { rows: count, columns: width } = rows;
  const mean = new Float64Array(width);
  for (let p = 0; p < count; p++) for (let i = 0; i < width; i++) mean[i] += rows.data[p * width + i] / count;
  const centred = dense(
    count,
    width,
    rows.data.map((x, k) => x - mean[k % width]),
  );
  // One degree of freedom went into the mean.
  const powers = quadraticForms(centred, second).map((x) => (count > 1 ? (x * count) / (count - 1) : x));
  const power = powers.reduce((sum, x) => sum + x, 0) / count;
  const ones = new Float64Array(width).fill(1);
  const along = bilinear(mean, second, ones);
  const sum = bilinear(ones, second, ones);
  const slope = sum > 0 ? along / sum : 0;
  const shared = Math.max(0, bilinear(mean, second, mean) - power / count);
  const explained = slope ** 2 * sum;
  return {
    centred,
    powers,
    power,
    sharedPower: shared / power,
    slope,
    unexplained: Math.max(0, shared - explained) / power,
  };
}

/** xᵀ M x of every row x. */
export function quadraticForms(rows: Dense, form: Dense): Float64Array {
  const out = new Float64Array(rows.rows);
  for (let p = 0; p < rows.rows; p++) {
    const x = row(rows, p);
    out[p] = bilinear(x, form, x);
  }
  return out;
}

function bilinear(x: Float64Array, { columns, data }: Dense, y: Float64Array): number {
  let total = 0;
  for (let i = 0; i < columns; i++) {
    let inner = 0;
    for (let k = 0; k < columns; k++) inner += data[i * columns + k] * y[k];
    total += x[i] * inner;
  }
  return total;
}
