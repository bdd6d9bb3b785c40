import type { Dense } from "../base/dense.ts";
import { lexicographicOrder } from "./lexicographic.ts";
import { pickRows } from "./rows.ts";

/** Rows of the sample, front rows of it that are tried, and how many of those each row is compared with. */
const SAMPLE = 2048;
const TRIED = 64;
const STRONG = 16;

/**
 * Rows that are left when those go that a few strong rows dominate; null where that is not worth a pass, because the set
 * is small or the strong rows of a sample dominate less than a third of it. No front row is lost: dominated is dominated.
 * An unstructured set loses nearly all of its rows here, for a few comparisons a row and no sorting.
 */
export function withoutWeak(points: Dense): Uint32Array | null {
  if (points.rows < 4 * SAMPLE) return null;
  const sample = pickRows(
    points,
    Uint32Array.from({ length: SAMPLE }, (_, k) => Math.floor((k * points.rows) / SAMPLE)),
  );
  const strong = strongRows(sample);
  if (notDominated(sample, strong).length > (2 / 3) * SAMPLE) return null;
  return notDominated(points, strong);
}

/** Of rows of small coordinates in every objective, those that dominate most of the sample, strongest first. */
function strongRows(sample: Dense): Dense {
  const { rows, columns } = sample;
  // The largest rank of a row over the objectives has no unit: a small one is good everywhere.
  const worst = new Uint32Array(rows);
  for (let c = 0; c < columns; c++)
    lexicographicOrder(sample, [c]).forEach((row, rank) => {
      worst[row] = Math.max(worst[row], rank);
    });
  const tried = Array.from(worst.keys())
    .sort((a, b) => worst[a] - worst[b] || a - b)
    .slice(0, TRIED);
  const left = new Map(tried.map((row) => [row, notDominated(sample, pickRows(sample, [row])).length]));
  tried.sort((a, b) => (left.get(a) as number) - (left.get(b) as number));
  return pickRows(sample, tried.slice(0, STRONG));
}

/** Ascending rows that no row of `by` dominates. */
function notDominated({ rows, columns, data }: Dense, by: Dense): Uint32Array {
  const left = new Uint32Array(rows);
  let size = 0;
  for (let i = 0; i < rows; i++) {
    let k = 0;
    while (k < by.rows && !isBelow(by.data, k * columns, data, i * columns, columns)) k++;
    if (k === by.rows) left[size++] = i;
  }
  return left.slice(0, size);
}

/** Dominance of two rows by their offsets. */
function isBelow(a: Float64Array, from: number, b: Float64Array, at: number, columns: number): boolean {
  let smaller = false;
  for (let c = 0; c < columns; c++) {
    if (a[from + c] > b[at + c]) return false;
    if (a[from + c] < b[at + c]) smaller = true;
  }
  return smaller;
}
