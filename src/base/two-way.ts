import { studentQuantile } from "./student.ts";

/** Mean of a crossed table, with the standard error of both factors drawn anew. */
export interface CrossedEstimate {
  readonly mean: number;
  /** Standard error of the mean; 0 for a single value. */
  readonly standardError: number;
  /** Half width of the 95 % interval, by the smaller factor's degrees of freedom. */
  readonly interval: number;
  readonly rows: number;
  readonly columns: number;
}

/**
 * Mean of `table` (rows × columns: texts × chips) when both are samples: Var = (MS_r + MS_c − MS_e) / (rc) by the
 * expected mean squares of a two-way layout of random effects, one value a cell; at least what either factor alone
 * gives. A single row or column counts as fixed.
 */
export function crossedEstimate(table: readonly (readonly number[])[]): CrossedEstimate {
  const [r, c] = [table.length, table[0]?.length ?? 0];
  if (r === 0 || c === 0 || table.some((row) => row.length !== c))
    throw new RangeError(
      "crossedEstimate: expected a full table of at least one cell, received a ragged one",
    );
  const rowMeans = table.map(meanOf);
  const columnMeans = Array.from({ length: c }, (_, n) => meanOf(table.map((row) => row[n])));
  const mean = meanOf(rowMeans);
  const rowSquare = r > 1 ? (c * squares(rowMeans, mean)) / (r - 1) : 0;
  const columnSquare = c > 1 ? (r * squares(columnMeans, mean)) / (c - 1) : 0;
  let residual = 0;
  table.forEach((row, i) => {
    row.forEach((x, n) => {
      residual += (x - rowMeans[i] - columnMeans[n] + mean) ** 2;
    });
  });
  const errorSquare = r > 1 && c > 1 ? residual / ((r - 1) * (c - 1)) : 0;
  const variance = Math.max(rowSquare, columnSquare, rowSquare + columnSquare - errorSquare) / (r * c);
  const freedoms = [r, c].filter((n) => n > 1).map((n) => n - 1);
  const t = freedoms.length === 0 ? 0 : studentQuantile(Math.min(...freedoms));
  const standardError = Math.sqrt(variance);
  return { mean, standardError, interval: t * standardError, rows: r, columns: c };
}

const meanOf = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length;
const squares = (values: readonly number[], mean: number): number =>
  values.reduce((sum, x) => sum + (x - mean) ** 2, 0);
