import type { Dense } from "../base/dense.ts";

/** Row indices, sorted by the columns `keys` in that order of importance; equal rows keep their order. */
export function lexicographicOrder(points: Dense, keys: readonly number[]): Uint32Array {
  const { columns, data } = points;
  const order = Uint32Array.from({ length: points.rows }, (_, i) => i);
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
