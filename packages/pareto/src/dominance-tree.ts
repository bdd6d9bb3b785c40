// Dominance queries for many points, one by one.

import type { Dense } from "./dense.ts";

/** Most points of a leaf: below that a scan is faster than another level. */
const LEAF = 8;

/** Tests whether some of its points dominate a given one. */
export interface DominanceTree {
  /** Whether a point of the tree is nowhere larger than x, and somewhere smaller. */
  dominates(x: ArrayLike<number>): boolean;
}

/**
 * A balanced k-d tree of points (rows × objectives, no NaN) with the corners of each node's bounding box. A
 * node whose lower corner exceeds x somewhere is skipped; one whose upper corner is nowhere above x answers
 * at once. Between them lie about n^(1 − 1/m) nodes of n points in m objectives.
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
 * State of a box with corners at `at`: "apart" where none of its points is weakly below x; "holds a
 * dominator" where all are and one is below x somewhere, for example the one on the lower face.
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
