// Orders of rows: dominance, lexicographic order, and the strong rows that remove most others early.

import type { Dense } from "./dense.ts";

/** Nowhere larger and somewhere smaller: smaller is better in each objective. */
export function dominates(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  let smaller = false;
  for (let c = 0; c < a.length; c++) {
    if (!(a[c] <= b[c])) return false;
    if (a[c] < b[c]) smaller = true;
  }
  return smaller;
}

/** Nowhere larger. */
export function weaklyDominates(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  for (let c = 0; c < a.length; c++) if (!(a[c] <= b[c])) return false;
  return true;
}

/** Throws RangeError that names the first row with a NaN; infinities are numbers. */
export function requireNumbers(points: Dense, place: string): void {
  for (let i = 0; i < points.data.length; i++)
    if (Number.isNaN(points.data[i]))
      throw new RangeError(
        `${place}: expected numbers, received NaN in row ${Math.floor(i / points.columns)}`,
      );
}

/** The listed rows as a new matrix. */
export function pickRows({ columns, data }: Dense, rows: ArrayLike<number>): Dense {
  const out = new Float64Array(rows.length * columns);
  for (let i = 0; i < rows.length; i++)
    for (let c = 0; c < columns; c++) out[i * columns + c] = data[rows[i] * columns + c];
  return { rows: rows.length, columns, data: out };
}

/** Below this many rows a comparison sort is faster than six passes over buckets. */
const FEW = 1500;

/** Row indices, sorted by the columns `keys` in that order of importance; equal rows keep their order. */
export function lexicographicOrder(points: Dense, keys: readonly number[]): Uint32Array {
  const order = Uint32Array.from({ length: points.rows }, (_, i) => i);
  return points.rows < FEW ? compared(points, keys, order) : bucketed(points, keys, order);
}

function compared({ columns, data }: Dense, keys: readonly number[], order: Uint32Array): Uint32Array {
  return order.sort((a, b) => {
    for (const key of keys) {
      const x = data[a * columns + key];
      const y = data[b * columns + key];
      if (x < y) return -1;
      if (x > y) return 1;
    }
    return a - b;
  });
}

const DIGIT_BITS = 11;
const DIGITS = 2 ** DIGIT_BITS;

/** Radix sort by the least important column first: each pass is stable. O(rows · columns). */
function bucketed({ rows, columns, data }: Dense, keys: readonly number[], order: Uint32Array): Uint32Array {
  let from: Uint32Array = order;
  let to: Uint32Array = new Uint32Array(rows);
  const values = new Float64Array(rows);
  const words = new Uint32Array(values.buffer);
  const low = new Uint32Array(rows);
  const high = new Uint32Array(rows);
  for (const key of [...keys].reverse()) {
    // Adding 0 turns −0 into 0: both are one value.
    for (let i = 0; i < rows; i++) values[i] = data[i * columns + key] + 0;
    for (let i = 0; i < rows; i++) {
      // As unsigned integers the bits of positive doubles ascend and those of negative ones descend.
      const flip = words[2 * i + 1] >>> 31 === 1 ? 0xffffffff : 0;
      low[i] = words[2 * i] ^ flip;
      high[i] = words[2 * i + 1] ^ (flip | 0x80000000);
    }
    for (const [word, shift] of [
      [low, 0],
      [low, 11],
      [low, 22],
      [high, 0],
      [high, 11],
      [high, 22],
    ] as const)
      if (pass(word, shift, from, to)) [from, to] = [to, from];
  }
  return from;
}

/** One stable pass by eleven bits; false where all rows share them and nothing was written. */
function pass(word: Uint32Array, shift: number, from: Uint32Array, to: Uint32Array): boolean {
  const starts = new Uint32Array(DIGITS + 1);
  for (let i = 0; i < word.length; i++) starts[((word[i] >>> shift) & (DIGITS - 1)) + 1]++;
  if (starts.includes(word.length)) return false;
  for (let digit = 0; digit < DIGITS; digit++) starts[digit + 1] += starts[digit];
  for (let i = 0; i < from.length; i++) to[starts[(word[from[i]] >>> shift) & (DIGITS - 1)]++] = from[i];
  return true;
}

/** Number of distinct smaller values in a column for each row, and the total of distinct values. */
export function denseRanks(points: Dense, column: number): { ranks: Int32Array; distinct: number } {
  const { columns, data } = points;
  const ranks = new Int32Array(points.rows);
  let distinct = 0;
  let value = Number.NaN;
  for (const row of lexicographicOrder(points, [column])) {
    if (data[row * columns + column] !== value) distinct++;
    value = data[row * columns + column];
    ranks[row] = distinct - 1;
  }
  return { ranks, distinct };
}

export function equalRows(points: Dense, a: number, b: number): boolean {
  for (let c = 0; c < points.columns; c++)
    if (points.data[a * points.columns + c] !== points.data[b * points.columns + c]) return false;
  return true;
}

/** First position of ascending `sorted` whose value is not below x; −0 and 0 share one position. */
export function lowerBound(sorted: Float64Array, x: number, length = sorted.length): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle] < x) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Rows of the sample, its front rows that are tried, and how many of those each row is compared with. */
const SAMPLE = 2048;
const TRIED = 64;
const STRONG = 16;

/**
 * Rows that remain without those that a few strong rows dominate; null where that is not worth a pass,
 * because the set is small or the strong rows of a sample dominate less than a third of it. No front row is
 * lost. An unstructured set loses nearly all its rows here, for a few comparisons per row and no sorting.
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

/** Rows with small coordinates in every objective that dominate most of the sample, strongest first. */
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
