import type { Dense } from "../base/dense.ts";
import { requireNumbers } from "./dominance.ts";
import { dominanceTree } from "./dominance-tree.ts";
import { equalRows, lexicographicOrder, lowerBound } from "./lexicographic.ts";
import { pickRows } from "./rows.ts";

/**
 * Ascending indices of the rows that no other row dominates (nowhere larger, somewhere smaller). Points:
 * rows × objectives, smaller is better in each; ±Infinity is a number like any other. All copies of a
 * front point are listed. O(n log n) up to three objectives. Throws RangeError on NaN or no objective.
 */
export function nonDominated(points: Dense): number[] {
  if (points.columns === 0)
    throw new RangeError("nonDominated: expected at least one objective, received none");
  requireNumbers(points, "nonDominated");
  const keep = survivors(points);
  const front: number[] = [];
  for (let i = 0; i < points.rows; i++) if (keep[i] === 1) front.push(i);
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

/** Rows of the sample that finds rows which dominate many others, and how many of those are used. */
const SAMPLE = 4096;
const STRONG = 24;

/**
 * Any number of objectives: what a few strong rows of a sample dominate goes first, which is nearly all of an
 * unstructured set; what is left is asked of a k-d tree of itself.
 */
function treeFilter(points: Dense): Uint8Array {
  const { columns, data } = points;
  const strong = points.rows > 2 * SAMPLE ? strongRows(points) : [];
  const left: number[] = [];
  for (let i = 0; i < points.rows; i++) if (!strong.some((row) => rowDominates(points, row, i))) left.push(i);
  const tree = dominanceTree(pickRows(points, left));
  const keep = new Uint8Array(points.rows);
  for (const i of left) if (!tree.dominates(data.subarray(i * columns, (i + 1) * columns))) keep[i] = 1;
  return keep;
}

/** Of an evenly spaced sample, the front rows that dominate most of it. */
function strongRows(points: Dense): number[] {
  const sample = Array.from({ length: SAMPLE }, (_, k) => Math.floor((k * points.rows) / SAMPLE));
  const front = nonDominated(pickRows(points, sample)).map((k) => sample[k]);
  const few = front.filter((_, k) => k % Math.ceil(front.length / 256) === 0);
  const victims = new Map(
    few.map((row) => [row, sample.filter((other) => rowDominates(points, row, other)).length]),
  );
  return few.sort((a, b) => (victims.get(b) as number) - (victims.get(a) as number)).slice(0, STRONG);
}

function rowDominates({ columns, data }: Dense, a: number, b: number): boolean {
  let smaller = false;
  for (let c = 0; c < columns; c++) {
    const [x, y] = [data[a * columns + c], data[b * columns + c]];
    if (x > y) return false;
    if (x < y) smaller = true;
  }
  return smaller;
}
