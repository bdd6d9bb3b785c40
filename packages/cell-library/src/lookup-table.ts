/**
 * Values over one or two axes, SI units. First axis: slew of the input (of a setup: of the data); second: load of the output (of a setup:
 * slew of the clock). An axis that a table lacks has one point.
 */
export interface LookupTable {
  readonly first: Float64Array;
  readonly second: Float64Array;
  /** first.length × second.length, the second axis fastest. */
  readonly values: Float64Array;
}

/**
 * The value at a point: bilinear between the points of the axes, and beyond them along the outermost pair, as static timing tools do.
 */
export function valueAt({ first, second, values }: LookupTable, x: number, y: number): number {
  const width = second.length;
  const i = intervalOf(first, x);
  const j = intervalOf(second, y);
  const u = shareOf(first, i, x);
  const v = shareOf(second, j, y);
  const k = i * width + j;
  const right = width > 1 ? 1 : 0;
  const below = first.length > 1 ? width : 0;
  const upper = values[k] + v * (values[k + right] - values[k]);
  const lower = values[k + below] + v * (values[k + below + right] - values[k + below]);
  return upper + u * (lower - upper);
}

/** The largest value of several tables at a point; 0 of none. */
export const largestAt = (tables: readonly LookupTable[], x: number, y: number): number =>
  tables.length === 0 ? 0 : Math.max(...tables.map((table) => valueAt(table, x, y)));

export const sumAt = (tables: readonly LookupTable[], x: number, y: number): number =>
  tables.reduce((sum, table) => sum + valueAt(table, x, y), 0);

function intervalOf(axis: Float64Array, x: number): number {
  let k = 0;
  while (k < axis.length - 2 && x >= axis[k + 1]) k++;
  return k;
}

const shareOf = (axis: Float64Array, k: number, x: number): number =>
  axis.length === 1 ? 0 : (x - axis[k]) / (axis[k + 1] - axis[k]);
