import { type Dense, row } from "../base/dense.ts";
import { requireNumbers } from "./dominance.ts";
import { dominanceTree } from "./dominance-tree.ts";
import { equalRows, lexicographicOrder, lowerBound } from "./lexicographic.ts";
import { pickRows } from "./rows.ts";
import { withoutWeak } from "./strong-rows.ts";

/**
 * Ascending indices of the rows that no other row dominates (nowhere larger, somewhere smaller). Points:
 * rows × objectives, smaller is better in each; ±Infinity is a number like any other. All copies of a
 * front point are listed. Rows that a few strong ones dominate go first, O(n); the rest takes O(n log n) up to three
 * objectives. Throws RangeError on NaN or no objective.
 */
export function nonDominated(points: Dense): number[] {
  if (points.columns === 0)
    throw new RangeError("nonDominated: expected at least one objective, received none");
  requireNumbers(points, "nonDominated");
  const left = withoutWeak(points);
  const keep = left === null ? survivors(points) : survivors(pickRows(points, left));
  const front: number[] = [];
  for (let i = 0; i < keep.length; i++) if (keep[i] === 1) front.push(left === null ? i : left[i]);
  return front;
}

function survivors(points: Dense): Uint8Array {
  if (points.columns === 1) return smallest(points);
  if (points.columns === 2) return planeSweep(points);
  return points.columns === 3 ? spaceSweep(points) : treeFilter(points);
}

function smallest(points: Dense): Uint8Array {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < points.rows; i++) if (points.data[i] < least) least = points.data[i];
  return Uint8Array.from(points.data, (x) => (x === least ? 1 : 0));
}

/**
 * Two objectives. A row survives when its y is the least of all rows with its x and below every y of a
 * smaller x. Sorting bare x values is several times faster than sorting row indices.
 */
function planeSweep({ rows, data }: Dense): Uint8Array {
  const xs = new Float64Array(rows);
  for (let i = 0; i < rows; i++) xs[i] = data[2 * i];
  xs.sort();
  const rank = new Uint32Array(rows);
  const leastY = new Float64Array(rows).fill(Number.POSITIVE_INFINITY);
  for (let i = 0; i < rows; i++) {
    rank[i] = lowerBound(xs, data[2 * i]);
    leastY[rank[i]] = Math.min(leastY[rank[i]], data[2 * i + 1]);
  }
  // NaN stands for "no smaller x": no comparison with it holds, so that the smallest x survives at any y.
  // Ranks without a row of their own hold Infinity and lower no minimum.
  const leastBefore = new Float64Array(rows);
  let least = Number.NaN;
  for (let r = 0; r < rows; r++) {
    leastBefore[r] = least;
    if (!(least <= leastY[r])) least = leastY[r];
  }
  const keep = new Uint8Array(rows);
  for (let i = 0; i < rows; i++) {
    const y = data[2 * i + 1];
    if (y === leastY[rank[i]] && !(leastBefore[rank[i]] <= y)) keep[i] = 1;
  }
  return keep;
}

/**
 * Three objectives, in lexicographic order (z, x, y): what dominates a row stands before it. A Fenwick tree
 * over the ranks of x answers "least y among the rows before with x no larger".
 */
function spaceSweep(points: Dense): Uint8Array {
  const { rows, data } = points;
  const order = lexicographicOrder(points, [2, 0, 1]);
  const xs = new Float64Array(rows);
  for (let i = 0; i < rows; i++) xs[i] = data[3 * i];
  xs.sort();
  const tree = new Float64Array(rows + 1).fill(Number.NaN);
  const keep = new Uint8Array(rows);
  for (let start = 0; start < rows; ) {
    const row = order[start];
    const rank = lowerBound(xs, data[3 * row]) + 1;
    const y = data[3 * row + 1];
    let dominated = false;
    // NaN marks an empty branch: it compares false with every y, Infinity included.
    for (let r = rank; r > 0 && !dominated; r -= r & -r) dominated = tree[r] <= y;
    let end = start + 1;
    while (end < rows && equalRows(points, row, order[end])) end++;
    if (!dominated) {
      for (let i = start; i < end; i++) keep[order[i]] = 1;
      for (let r = rank; r <= rows; r += r & -r) if (!(tree[r] <= y)) tree[r] = y;
    }
    start = end;
  }
  return keep;
}

/** Any number of objectives: a k-d tree of all rows is asked for each, about n^(1 − 1/m) nodes a row. */
function treeFilter(points: Dense): Uint8Array {
  const tree = dominanceTree(points);
  return Uint8Array.from({ length: points.rows }, (_, i) => (tree.dominates(row(points, i)) ? 0 : 1));
}
