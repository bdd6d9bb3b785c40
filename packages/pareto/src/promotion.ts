import type { Dense } from "./dense.ts";
import { pickRows } from "./dominance.ts";
import { epsilonNeighbourhood } from "./epsilon-front.ts";
import { nonDominated } from "./front.ts";
import { nonDominatedRanks, prunedRows } from "./ranks.ts";

/** ε as a share of the finite range of the front in each objective: one value per objective, in its unit. */
export function shareOfRange(points: Dense, share: number): Float64Array {
  if (!(share >= 0 && share < Number.POSITIVE_INFINITY))
    throw new RangeError(`promotion: expected a share of at least 0, received ${share}`);
  const front = pickRows(points, nonDominated(points));
  return Float64Array.from({ length: points.columns }, (_, c) => {
    let [least, largest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let i = 0; i < front.rows; i++) {
      const x = front.data[i * front.columns + c];
      if (Number.isFinite(x)) [least, largest] = [Math.min(least, x), Math.max(largest, x)];
    }
    return largest > least ? share * (largest - least) : 0;
  });
}

/** Points that are worth a costlier evaluation. */
export interface Promotion {
  /** Rows of the front, ascending. */
  readonly front: readonly number[];
  /** Rows within ε of it and not on it, ascending. */
  readonly neighbours: readonly number[];
}

/**
 * The front and its ε-neighbourhood (smaller is better in each objective); with `most`, at most that many:
 * the front first, cut by crowding if itself too long; then neighbours by rank, the last cut by crowding.
 */
export function promotion(
  points: Dense,
  epsilon: ArrayLike<number>,
  most = Number.POSITIVE_INFINITY,
): Promotion {
  const near = epsilonNeighbourhood(points, epsilon);
  const ranks = nonDominatedRanks(pickRows(points, near));
  const byRank = new Map<number, number[]>();
  near.forEach((row, k) => {
    const rows = byRank.get(ranks[k]);
    if (rows === undefined) byRank.set(ranks[k], [row]);
    else rows.push(row);
  });
  const chosen = [...byRank.keys()].sort((a, b) => a - b);
  let left = most;
  const cut = chosen.map((rank) => {
    const rows = byRank.get(rank) as number[];
    const kept = rows.length <= left ? rows : prunedRows(pickRows(points, rows), left).map((k) => rows[k]);
    left -= kept.length;
    return kept;
  });
  return {
    front: cut[0] ?? [],
    neighbours: cut
      .slice(1)
      .flat()
      .sort((a, b) => a - b),
  };
}
