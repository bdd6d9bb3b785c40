import { type Dense, dense } from "../../src/base/dense.ts";

/** The definitions, word for word; slow on purpose. */
export const rowsOf = (points: Dense): number[][] =>
  Array.from({ length: points.rows }, (_, i) => [
    ...points.data.subarray(i * points.columns, (i + 1) * points.columns),
  ]);

export const toDense = (rows: readonly (readonly number[])[], columns: number): Dense =>
  dense(rows.length, columns, Float64Array.from(rows.flat()));

const dominates = (a: readonly number[], b: readonly number[]): boolean =>
  a.every((x, c) => x <= b[c]) && a.some((x, c) => x < b[c]);

export const frontByDefinition = (rows: readonly (readonly number[])[]): number[] =>
  rows.flatMap((row, i) => (rows.some((other) => dominates(other, row)) ? [] : [i]));

/** Volume by inclusion and exclusion over all subsets of at most a dozen points. */
export function volumeByInclusion(
  rows: readonly (readonly number[])[],
  reference: readonly number[],
): number {
  let total = 0;
  for (let subset = 1; subset < 2 ** rows.length; subset++) {
    const members = rows.filter((_, i) => (subset >> i) & 1);
    const box = reference.map((r, c) => Math.max(0, r - Math.max(...members.map((row) => row[c]))));
    total += (members.length % 2 === 1 ? 1 : -1) * box.reduce((a, b) => a * b, 1);
  }
  return total;
}

/** Unit cells of an integer grid below the reference that some point dominates. */
export function cellsCovered(rows: readonly (readonly number[])[], reference: readonly number[]): number {
  let count = 0;
  const cell = reference.map(() => 0);
  const covered = (): boolean => rows.some((row) => row.every((x, c) => x <= cell[c]));
  for (;;) {
    if (covered()) count++;
    let c = 0;
    while (c < cell.length && ++cell[c] >= reference[c]) cell[c++] = 0;
    if (c === cell.length) return count;
  }
}
