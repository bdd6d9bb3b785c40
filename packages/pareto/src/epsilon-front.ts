import type { Dense } from "./dense.ts";
import { lexicographicOrder, pickRows, weaklyDominates } from "./dominance.ts";
import { dominanceTree } from "./dominance-tree.ts";
import { nonDominated } from "./front.ts";

/**
 * Ascending rows that represent the front of all points up to ε: space is cut into boxes of side ε, and each
 * box that no box with a front point dominates keeps one front point, the nearest to its lower corner (by the
 * sum of distances in sides, then lexicographically, then the lower row). Every point then has a kept one at
 * most ε worse in each objective, no two kept share a box, and all are on the front. ε: one side per
 * objective, in its unit; 0 keeps its values apart. Throws RangeError for NaN, a negative side or another
 * number of sides. Source: [laumanns-2002].
 */
export function epsilonFront(points: Dense, epsilon: ArrayLike<number>): number[] {
  requireSides(epsilon, points.columns, "epsilonFront");
  const front = nonDominated(points);
  const inner = pickRows(points, front);
  const boxes = boxesOf(inner, epsilon);
  const byBox = lexicographicOrder(
    boxes,
    Array.from({ length: boxes.columns }, (_, c) => c),
  );
  const tree = dominanceTree(boxes);
  const { columns } = points;
  const box = (i: number): Float64Array => boxes.data.subarray(i * columns, (i + 1) * columns);
  const kept: number[] = [];
  for (let start = 0; start < byBox.length; ) {
    let end = start + 1;
    while (end < byBox.length && sameValues(box(byBox[start]), box(byBox[end]))) end++;
    if (!tree.dominates(box(byBox[start])))
      kept.push(front[nearest(inner, epsilon, byBox.subarray(start, end))]);
    start = end;
  }
  return kept.sort((a, b) => a - b);
}

/**
 * Ascending rows that are on the front or short of it by at most ε: a row stays unless some row is better by
 * more than ε in an objective and by at least ε in the others. ε: one allowance per objective, in its unit.
 */
export function epsilonNeighbourhood(points: Dense, epsilon: ArrayLike<number>): number[] {
  requireSides(epsilon, points.columns, "epsilonNeighbourhood");
  const { rows, columns, data } = points;
  const tree = dominanceTree(pickRows(points, nonDominated(points)));
  const near: number[] = [];
  const moved = new Float64Array(columns);
  for (let i = 0; i < rows; i++) {
    for (let c = 0; c < columns; c++) moved[c] = data[i * columns + c] - epsilon[c];
    if (!tree.dominates(moved)) near.push(i);
  }
  return near;
}

function requireSides(epsilon: ArrayLike<number>, columns: number, place: string): void {
  if (epsilon.length !== columns)
    throw new RangeError(`${place}: expected ${columns} values of ε, received ${epsilon.length}`);
  for (let c = 0; c < columns; c++)
    if (!(epsilon[c] >= 0 && epsilon[c] < Number.POSITIVE_INFINITY))
      throw new RangeError(`${place}: expected a finite ε of at least 0, received ${epsilon[c]}`);
}

/** Numbers of the boxes, ⌊f / ε⌋; where ε is 0 a box is a value. */
function boxesOf({ rows, columns, data }: Dense, epsilon: ArrayLike<number>): Dense {
  const boxes = new Float64Array(rows * columns);
  for (let k = 0; k < boxes.length; k++) {
    const side = epsilon[k % columns];
    boxes[k] = side === 0 ? data[k] : Math.floor(data[k] / side);
  }
  return { rows, columns, data: boxes };
}

const sameValues = (a: Float64Array, b: Float64Array): boolean =>
  weaklyDominates(a, b) && weaklyDominates(b, a);

/** Row of a box with the least sum of distances to its corner. */
function nearest({ columns, data }: Dense, epsilon: ArrayLike<number>, rows: Uint32Array): number {
  const at = (row: number): ArrayLike<number> => data.subarray(row * columns, (row + 1) * columns);
  return rows.reduce((best, row) => (comparedInBox(at(row), at(best), epsilon) < 0 ? row : best));
}

/** Order of two points of one box: by the sum of coordinates in sides, then lexicographically. */
function comparedInBox(a: ArrayLike<number>, b: ArrayLike<number>, epsilon: ArrayLike<number>): number {
  let difference = 0;
  for (let c = 0; c < a.length; c++)
    // Equal infinities have no difference; values of a side 0 are equal within a box.
    if (a[c] !== b[c]) difference += (a[c] - b[c]) / epsilon[c];
  if (difference !== 0) return difference;
  for (let c = 0; c < a.length; c++) if (a[c] !== b[c]) return a[c] - b[c];
  return 0;
}
