import { type Dense, dense } from "../base/dense.ts";

/** A matrix in blocks, each the mean of its numbers; NaN where a block has none. */
export interface CoarseMap {
  /** Rows and columns of a block. */
  readonly block: { readonly rows: number; readonly columns: number };
  readonly means: Dense;
}

/** The finest blocks that leave at most so many rows and columns: what a chart can show and a renderer bear. */
export function coarseMap(map: Dense, mostRows: number, mostColumns: number): CoarseMap {
  const block = { rows: Math.ceil(map.rows / mostRows), columns: Math.ceil(map.columns / mostColumns) };
  const means = dense(Math.ceil(map.rows / block.rows), Math.ceil(map.columns / block.columns));
  const counts = new Float64Array(means.data.length);
  for (let i = 0; i < map.rows; i++)
    for (let j = 0; j < map.columns; j++) {
      const value = map.data[i * map.columns + j];
      if (Number.isNaN(value)) continue;
      const at = Math.floor(i / block.rows) * means.columns + Math.floor(j / block.columns);
      means.data[at] += value;
      counts[at]++;
    }
  for (let k = 0; k < counts.length; k++) means.data[k] /= counts[k];
  return { block, means };
}
