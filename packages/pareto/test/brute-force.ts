import { type Dense, dense } from "../src/dense.ts";

/** The definitions, word for word; slow on purpose. */
export const rowsOf = (points: Dense): number[][] =>
  Array.from({ length: points.rows }, (_, i) => [
    ...points.data.subarray(i * points.columns, (i + 1) * points.columns),
  ]);

export const toDense = (rows: readonly (readonly number[])[], columns: number): Dense =>
  dense(rows.length, columns, Float64Array.from(rows.flat()));

export const dominatesByDefinition = (a: readonly number[], b: readonly number[]): boolean =>
  a.every((x, c) => x <= b[c]) && a.some((x, c) => x < b[c]);

export const frontByDefinition = (rows: readonly (readonly number[])[]): number[] =>
  rows.flatMap((row, i) => (rows.some((other) => dominatesByDefinition(other, row)) ? [] : [i]));

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

/** Fronts peeled off one after another. */
export function ranksByPeeling(rows: readonly (readonly number[])[]): number[] {
  const ranks = new Array<number>(rows.length).fill(-1);
  for (let rank = 0; ranks.includes(-1); rank++) {
    const left = [...rows.keys()].filter((i) => ranks[i] < 0);
    for (const k of frontByDefinition(left.map((i) => rows[i]))) ranks[left[k]] = rank;
  }
  return ranks;
}

/** Volume by the grid of all coordinates that occur: exact for integers whose products stay below 2^53. */
export function volumeByCompression(
  rows: readonly (readonly number[])[],
  reference: readonly number[],
): number {
  const edges = reference.map((r, c) =>
    [...new Set([...rows.map((row) => row[c]).filter((x) => x < r), r])].sort((a, b) => a - b),
  );
  const covered = (corner: readonly number[]): boolean =>
    rows.some((row) => row.every((x, c) => x <= corner[c]));
  const from = (c: number, corner: readonly number[], size: number): number => {
    if (c === reference.length) return covered(corner) ? size : 0;
    let total = 0;
    for (let k = 0; k + 1 < edges[c].length; k++)
      total += from(c + 1, [...corner, edges[c][k]], size * (edges[c][k + 1] - edges[c][k]));
    return total;
  };
  return from(0, [], 1);
}
