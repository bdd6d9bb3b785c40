// Numbers that summarise a front: its knee, its loss, how often a point is on it.

import { type Dense, dense } from "./dense.ts";
import { nonDominated } from "./front.ts";

/** The knee of a front of two objectives. */
export interface Knee {
  readonly row: number;
  /** Distance below the line between the ends, in ranges of the front: 0 on the line, at most 1. */
  readonly depth: number;
}

/**
 * The point of a two-objective front (both smaller is better) deepest below the line between its ends, each
 * objective as a share of the front's range: beyond it a share of one costs more than the same share of the
 * other. `front` lists rows of `points`; null with fewer than three points or none below the line.
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

/**
 * How much worse a front became: the least share ε by which every point of the old front must be relaxed in
 * each objective for some point of the new front to be as good; 0 if none must be, Infinity for an empty new
 * front. Rows × objectives, smaller is better; shares are of the old value's size, of 1 where that is 0. This
 * is the multiplicative ε-indicator: unlike in a hypervolume, a gain in one place does not offset a loss in
 * another. Source: [zitzler-2003].
 */
export function frontLoss(before: Dense, after: Dense): number {
  let worst = 0;
  for (let p = 0; p < before.rows; p++) {
    let least = Number.POSITIVE_INFINITY;
    for (let q = 0; q < after.rows && least > worst; q++) {
      let most = 0;
      for (let c = 0; c < before.columns; c++) {
        const old = before.data[p * before.columns + c];
        const now = after.data[q * after.columns + c];
        if (now > old) most = Math.max(most, (now - old) / (old === 0 ? 1 : Math.abs(old)));
      }
      least = Math.min(least, most);
    }
    worst = Math.max(worst, least);
  }
  return worst;
}

/**
 * Number of draws in which each point is on the front. `costs`: draws × points × objectives, smaller is
 * better; all points share the draws (common random numbers), so that common shifts change no membership.
 */
export function timesOnFront(costs: readonly (readonly Float64Array[])[]): number[] {
  const points = costs[0]?.length ?? 0;
  const times = new Array<number>(points).fill(0);
  for (const draw of costs) {
    const columns = draw[0].length;
    const flat = new Float64Array(points * columns);
    for (const [n, own] of draw.entries()) flat.set(own, n * columns);
    for (const row of nonDominated(dense(points, columns, flat))) times[row]++;
  }
  return times;
}
