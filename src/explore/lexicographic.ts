import type { Dense } from "../base/dense.ts";

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

/** Of each row, the number of distinct smaller values in one column; and how many distinct values there are. */
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
