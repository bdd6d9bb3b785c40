/** The knee of a front of two objectives. */
export interface Knee {
  readonly row: number;
  /** Distance below the line between the ends, in ranges of the front: 0 on the line, at most 1. */
  readonly depth: number;
}

/**
 * The point of a two-objective front (both smaller is better) that lies deepest below the line between its ends, each
 * objective as a share of the front's range: beyond it a share of one costs more than the same share of the other.
 * `front` lists rows of `points`; null where the front has fewer than three points or is nowhere below the line.
 */
export function kneeOf(
  points: readonly (readonly [number, number])[],
  front: readonly number[],
): Knee | null {
  if (front.length < 3) return null;
  const own = front.map((row) => points[row]);
  const range = [0, 1].map((c) => {
    const values = own.map((point) => point[c]);
    return { least: Math.min(...values), width: Math.max(...values) - Math.min(...values) };
  });
  if (range.some(({ width }) => !(width > 0))) return null;
  let best: Knee | null = null;
  for (const [n, row] of front.entries()) {
    const [x, y] = range.map(({ least, width }, c) => (own[n][c] - least) / width);
    const depth = 1 - x - y;
    // The ends are on the line but for rounding.
    if (depth > 1e-9 && (best === null || depth > best.depth)) best = { row, depth };
  }
  return best;
}
