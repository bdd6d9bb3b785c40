import type { Dense } from "./dense.ts";
import { pickRows } from "./dominance.ts";
import { epsilonFront, epsilonNeighbourhood } from "./epsilon-front.ts";
import { promotion, shareOfRange } from "./promotion.ts";

/** Most rows that are ranked and thinned one by one: both take time quadratic in their number. */
const MOST_RANKED = 20_000;
/** Below this share of the requested slack, it counts as 0. */
const LEAST_SLACK = 1 / 64;

/**
 * At most `most` ascending rows that represent the front and its neighbourhood within `slack` of its range in
 * each objective, or within as much of that as gives few enough rows to rank them (`promotion`). A front that
 * is too long itself keeps one row per box of a grid (`epsilonFront`). Smaller is better in each objective.
 */
export function nearFront(points: Dense, slack: number, most: number): number[] {
  const range = shareOfRange(points, 1);
  for (let share = 1; ; share = share > LEAST_SLACK ? share / 2 : 0) {
    const epsilon = range.map((own) => own * slack * share);
    const near = epsilonNeighbourhood(points, epsilon);
    if (near.length <= MOST_RANKED) {
      const { front, neighbours } = promotion(pickRows(points, near), epsilon, most);
      return [...front, ...neighbours].map((row) => near[row]).sort((a, b) => a - b);
    }
    if (share === 0) return thinned(pickRows(points, near), range, most).map((row) => near[row]);
  }
}

/** One row per box of a front; boxes double until they are few enough. */
function thinned(front: Dense, range: Float64Array, most: number): number[] {
  for (let side = 1 / most; ; side *= 2) {
    const rows = epsilonFront(
      front,
      range.map((own) => own * side),
    );
    if (rows.length <= most) return rows;
  }
}
