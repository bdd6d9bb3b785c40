// The Pareto front of a matrix of points.

import { type Dense, row } from "../base/dense.ts";
import {
  equalRows,
  lexicographicOrder,
  lowerBound,
  pickRows,
  requireNumbers,
  withoutWeak,
} from "./dominance.ts";

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

/** Points of a leaf: below that a scan beats another level. */
const LEAF = 8;

/** Answers whether some of its points dominate a given one. */
export interface DominanceTree {
  /** Is a point of the tree nowhere larger than x, and smaller somewhere? */
  dominates(x: ArrayLike<number>): boolean;
}

/**
 * A balanced k-d tree of points (rows × objectives, no NaN) with the corners of each node's bounding box. A node whose
 * lower corner exceeds x somewhere is left out; one whose upper corner is nowhere above x answers at once. Between them
 * lie about n^(1 − 1/m) nodes of n points in m objectives.
 */
export function dominanceTree(points: Dense): DominanceTree {
  const { rows, columns } = points;
  let depth = 0;
  while (rows > LEAF * 2 ** depth) depth++;
  const order = Uint32Array.from({ length: rows }, (_, i) => i);
  const firsts = new Uint32Array(2 ** (depth + 1));
  const ends = new Uint32Array(2 ** (depth + 1));
  ends[1] = rows;
  for (let node = 1; node < 2 ** depth; node++) {
    const axis = (31 - Math.clz32(node)) % columns;
    const middle = (firsts[node] + ends[node]) >>> 1;
    partition(points, order, axis, firsts[node], ends[node], middle);
    [firsts[2 * node], ends[2 * node]] = [firsts[node], middle];
    [firsts[2 * node + 1], ends[2 * node + 1]] = [middle, ends[node]];
  }
  const data = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++)
    for (let c = 0; c < columns; c++) data[i * columns + c] = points.data[order[i] * columns + c];
  const tree: Tree = { columns, depth, firsts, ends, data, ...corners(data, columns, firsts, ends) };
  const stack = new Uint32Array(depth + 2);
  return { dominates: (x) => rows > 0 && search(tree, x, stack) };
}

interface Tree {
  readonly columns: number;
  readonly depth: number;
  /** Rows of node n: firsts[n] … ends[n] − 1; children 2n and 2n + 1. */
  readonly firsts: Uint32Array;
  readonly ends: Uint32Array;
  /** Points in the order of the leaves. */
  readonly data: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

function search(
  { columns, depth, firsts, ends, data, lower, upper }: Tree,
  x: ArrayLike<number>,
  stack: Uint32Array,
): boolean {
  const firstLeaf = 2 ** depth;
  let size = 0;
  stack[size++] = 1;
  while (size > 0) {
    const node = stack[--size];
    const box = relation(lower, upper, node * columns, columns, x);
    if (box === "holds a dominator") return true;
    if (box === "apart") continue;
    if (node < firstLeaf) {
      stack[size++] = 2 * node + 1;
      stack[size++] = 2 * node;
      continue;
    }
    for (let i = firsts[node]; i < ends[node]; i++)
      if (relation(data, data, i * columns, columns, x) === "holds a dominator") return true;
  }
  return false;
}

/**
 * Of a box with corners at `at`: "apart" where no point of it is weakly below x; "holds a dominator" where all points are
 * and one is below x somewhere, for example the one on the lower face.
 */
function relation(
  lower: Float64Array,
  upper: Float64Array,
  at: number,
  columns: number,
  x: ArrayLike<number>,
): "apart" | "holds a dominator" | "open" {
  let whole = true;
  let smaller = false;
  for (let c = 0; c < columns; c++) {
    if (lower[at + c] > x[c]) return "apart";
    if (lower[at + c] < x[c]) smaller = true;
    if (upper[at + c] > x[c]) whole = false;
  }
  return whole && smaller ? "holds a dominator" : "open";
}

/** Least and largest value of each node and objective, leaves first. */
function corners(
  data: Float64Array,
  columns: number,
  firsts: Uint32Array,
  ends: Uint32Array,
): { lower: Float64Array; upper: Float64Array } {
  const nodes = firsts.length;
  const lower = new Float64Array(nodes * columns).fill(Number.POSITIVE_INFINITY);
  const upper = new Float64Array(nodes * columns).fill(Number.NEGATIVE_INFINITY);
  const include = (node: number, c: number, low: number, high: number): void => {
    if (low < lower[node * columns + c]) lower[node * columns + c] = low;
    if (high > upper[node * columns + c]) upper[node * columns + c] = high;
  };
  for (let node = nodes - 1; node > 0; node--)
    for (let c = 0; c < columns; c++) {
      if (2 * node >= nodes)
        for (let i = firsts[node]; i < ends[node]; i++)
          include(node, c, data[i * columns + c], data[i * columns + c]);
      if (node > 1) include(node >> 1, c, lower[node * columns + c], upper[node * columns + c]);
    }
  return { lower, upper };
}

/** Quickselect: rows before `middle` get the smaller values on the axis. */
function partition(
  { columns, data }: Dense,
  order: Uint32Array,
  axis: number,
  first: number,
  end: number,
  middle: number,
): void {
  let low = first;
  let high = end - 1;
  while (low < high) {
    // The middle element as pivot: sorted input is common.
    const pivot = data[order[(low + high) >>> 1] * columns + axis];
    let i = low;
    let j = high;
    while (i <= j) {
      while (data[order[i] * columns + axis] < pivot) i++;
      while (data[order[j] * columns + axis] > pivot) j--;
      if (i <= j) {
        const row = order[i];
        order[i++] = order[j];
        order[j--] = row;
      }
    }
    if (middle <= j) high = j;
    else if (middle >= i) low = i;
    else return;
  }
}
