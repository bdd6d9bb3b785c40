// The Pareto front of a matrix of points.

import { type Dense, row } from "./dense.ts";
import {
  denseRanks,
  equalRows,
  lexicographicOrder,
  lowerBound,
  pickRows,
  requireNumbers,
  withoutWeak,
} from "./dominance.ts";
import { dominanceTree } from "./dominance-tree.ts";

/**
 * Ascending indices of the rows that no other row dominates (nowhere larger, somewhere smaller). Points: rows
 * × objectives, smaller is better in each; ±Infinity is a number like any other. All copies of a front point
 * are listed. Rows that a few strong ones dominate go first, O(n); the rest takes O(n log n) up to three
 * objectives and O(n log² n) for four. Throws RangeError on NaN or no objective.
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
  if (points.columns === 3) return spaceSweep(points);
  return points.columns === 4 ? halvedFilter(points) : treeFilter(points);
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
  // Ranks without a row hold Infinity and lower no minimum.
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
 * Three objectives, in lexicographic order (z, x, y): what dominates a row precedes it. A Fenwick tree
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

/** Rows of a block that are compared with one another. */
const BLOCK = 16;

/**
 * Four objectives, in lexicographic order: what dominates a row precedes it, and an earlier row dominates if
 * it is nowhere larger in the last three. Blocks are joined in pairs: along y over both, the earlier block's
 * rows enter a tree over the ranks of z that gives the later's "least w with z no larger". O(n log² n).
 * Source: the divide and conquer of H. T. Kung, F. Luccio, F. P. Preparata, J. ACM 22(4), 1975, from memory.
 */
function halvedFilter(points: Dense): Uint8Array {
  const { rows, data } = points;
  const order = lexicographicOrder(points, [0, 1, 2, 3]);
  const { ranks, distinct } = denseRanks(points, 2);
  // One row represents all its copies.
  const firsts = new Uint32Array(rows + 1);
  let count = 0;
  for (let n = 0; n < rows; n++)
    if (n === 0 || !equalRows(points, order[n - 1], order[n])) firsts[count++] = n;
  firsts[count] = rows;
  const [ys, zs, ws] = [new Float64Array(count), new Int32Array(count), new Float64Array(count)];
  for (let k = 0; k < count; k++) {
    const row = order[firsts[k]];
    ys[k] = data[4 * row + 1];
    zs[k] = ranks[row];
    ws[k] = data[4 * row + 3];
  }
  const keep = new Uint8Array(rows);
  for (const k of joinedBlocks(ys, zs, ws, distinct))
    for (let n = firsts[k]; n < firsts[k + 1]; n++) keep[order[n]] = 1;
  return keep;
}

/** Places without an earlier place that is nowhere larger in y, the rank of z and w; by ascending y. */
function joinedBlocks(ys: Float64Array, zs: Int32Array, ws: Float64Array, ranks: number): Uint32Array {
  const count = ys.length;
  let [from, to] = [new Uint32Array(count), new Uint32Array(count)];
  let sizes = new Uint32Array(Math.ceil(count / BLOCK));
  for (let block = 0; block < sizes.length; block++)
    sizes[block] = settleBlock(ys, zs, ws, block * BLOCK, Math.min(count, (block + 1) * BLOCK), from);
  const tree = new Float64Array(ranks + 1).fill(Number.NaN);
  for (let width = BLOCK; width < count; width *= 2) {
    const joined = new Uint32Array(Math.ceil(sizes.length / 2));
    for (let pair = 0; pair < joined.length; pair++) {
      const start = 2 * pair * width;
      const left = { start, size: sizes[2 * pair] };
      const right = { start: start + width, size: sizes[2 * pair + 1] ?? 0 };
      joined[pair] = join(ys, zs, ws, from, left, right, to, tree);
    }
    [from, to, sizes] = [to, from, joined];
  }
  return from.subarray(0, sizes[0]);
}

/** Writes the places of a block that are kept to its start in `out`, by ascending y; returns how many. */
function settleBlock(
  ys: Float64Array,
  zs: Int32Array,
  ws: Float64Array,
  first: number,
  end: number,
  out: Uint32Array,
): number {
  let size = 0;
  for (let k = first; k < end; k++) {
    let place = 0;
    // Kept places of a smaller or equal y come first; one of them dominates, or none does.
    while (place < size) {
      const other = out[first + place];
      if (ys[other] > ys[k] || (zs[other] <= zs[k] && ws[other] <= ws[k])) break;
      place++;
    }
    if (place < size && ys[out[first + place]] <= ys[k]) continue;
    for (let n = size; n > place; n--) out[first + n] = out[first + n - 1];
    out[first + place] = k;
    size++;
  }
  return size;
}

interface Part {
  readonly start: number;
  readonly size: number;
}

/** Joins two neighbouring lists, without what the left one dominates of the right one; returns the length. */
function join(
  ys: Float64Array,
  zs: Int32Array,
  ws: Float64Array,
  from: Uint32Array,
  left: Part,
  right: Part,
  to: Uint32Array,
  tree: Float64Array,
): number {
  const [leftEnd, rightEnd] = [left.start + left.size, right.start + right.size];
  let [a, b, size] = [left.start, right.start, left.start];
  while (a < leftEnd || b < rightEnd) {
    // With equal y, the left one enters before the right one is queried.
    if (b === rightEnd || (a < leftEnd && ys[from[a]] <= ys[from[b]])) {
      const k = from[a++];
      to[size++] = k;
      const w = ws[k];
      // NaN marks an empty branch; where one is no larger, so are those above it.
      for (let r = zs[k] + 1; r < tree.length && !(tree[r] <= w); r += r & -r) tree[r] = w;
    } else {
      const k = from[b++];
      const w = ws[k];
      let r = zs[k] + 1;
      while (r > 0 && !(tree[r] <= w)) r -= r & -r;
      if (r === 0) to[size++] = k;
    }
  }
  for (a = left.start; a < leftEnd; a++)
    for (let r = zs[from[a]] + 1; r < tree.length && !Number.isNaN(tree[r]); r += r & -r)
      tree[r] = Number.NaN;
  return size - left.start;
}

/** Any number of objectives: a k-d tree of all rows is queried for each, about n^(1 − 1/m) nodes per row. */
function treeFilter(points: Dense): Uint8Array {
  const tree = dominanceTree(points);
  return Uint8Array.from({ length: points.rows }, (_, i) => (tree.dominates(row(points, i)) ? 0 : 1));
}
