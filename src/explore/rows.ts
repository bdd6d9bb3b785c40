import type { Dense } from "../base/dense.ts";

/** The listed rows as a matrix of their own. */
export function pickRows({ columns, data }: Dense, rows: ArrayLike<number>): Dense {
  const out = new Float64Array(rows.length * columns);
  for (let i = 0; i < rows.length; i++)
    for (let c = 0; c < columns; c++) out[i * columns + c] = data[rows[i] * columns + c];
  return { rows: rows.length, columns, data: out };
}
