// Non-dominated ranks, and crowding within one.

import type { Dense } from "./dense.ts";
import { equalRows, lexicographicOrder, pickRows, requireNumbers } from "./dominance.ts";

/**
 * Rank of each row: 0 on the front, k on the front of what is left without ranks below k. Equal rows share a
 * rank. Points: rows × objectives, smaller is better; ±Infinity is a number. Rows in lexicographic order are
 * put into the first front that does not dominate them, found by bisection. O(n log n) for two objectives,
 * O(n log² n) comparisons for three, O(n · front) for more. Throws RangeError on NaN. Source: [zhang-2015].
 */
export function nonDominatedRanks(points: Dense): Uint32Array {
  requireNumbers(points, "nonDominatedRanks");
  const order = lexicographicOrder(
    points,
    Array.from({ length: points.columns }, (_, c) => c),
  );
  const ranks = new Uint32Array(points.rows);
  const fronts: Front[] = [];
  for (let start = 0; start < order.length; ) {
    const row = order[start];
    let low = 0;
    let high = fronts.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (fronts[middle].dominates(row)) low = middle + 1;
      else high = middle;
    }
    if (low === fronts.length) fronts.push(createFront(points));
    fronts[low].add(row);
    let end = start;
    while (end < order.length && equalRows(points, row, order[end])) ranks[order[end++]] = low;
    start = end;
  }
  return ranks;
}

/**
 * Ranks under constraint domination: a row of violation 0 goes before every other, rows of violation 0 by
 * their objectives, others only by violation (equal violations share a rank). NaN counts as Infinity, the
 * worst. Source: [deb-2002].
 */
export function constrainedRanks(points: Dense, violations: Float64Array): Uint32Array {
  const feasible = [...violations.keys()].filter((i) => violations[i] === 0);
  const inner = nonDominatedRanks(pickRows(points, feasible));
  const first = inner.reduce((most, rank) => Math.max(most, rank + 1), 0);
  const worst = Array.from(violations, (v) => (Number.isNaN(v) ? Number.POSITIVE_INFINITY : v));
  const levels = [...new Set(worst.filter((v) => v !== 0))].sort((a, b) => a - b);
  const levelOf = new Map(levels.map((v, level) => [v, level]));
  const ranks = Uint32Array.from(worst, (v) => first + (levelOf.get(v) ?? 0));
  feasible.forEach((row, k) => {
    ranks[row] = inner[k];
  });
  return ranks;
}

/** Rows that came in lexicographic order and do not dominate one another. */
interface Front {
  /** Whether a member dominates this row, which is later in the order and equals no member. */
  dominates(row: number): boolean;
  add(row: number): void;
}

function createFront(points: Dense): Front {
  if (points.columns === 2) return planeFront(points);
  return points.columns === 3 ? spaceFront(points) : listedFront(points);
}

/** The newest member has the least y. */
function planeFront({ data }: Dense): Front {
  let least = Number.NaN;
  return {
    dominates: (row) => least <= data[2 * row + 1],
    add(row) {
      least = data[2 * row + 1];
    },
  };
}

/** The relevant members form a staircase in (y, z): y ascending, the last of equal y, z descending. */
function spaceFront({ data }: Dense): Front {
  const ys: number[] = [];
  const zs: number[] = [];
  const after = (y: number): number => {
    let low = 0;
    let high = ys.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (ys[middle] <= y) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return {
    dominates(row) {
      const at = after(data[3 * row + 1]);
      return at > 0 && zs[at - 1] <= data[3 * row + 2];
    },
    add(row) {
      const [y, z] = [data[3 * row + 1], data[3 * row + 2]];
      const start = after(y);
      let end = start;
      while (end < ys.length && zs[end] >= z) end++;
      ys.splice(start, end - start, y);
      zs.splice(start, end - start, z);
    },
  };
}

/** Members from the newest back: the likeliest to dominate are near the row in the order. */
function listedFront({ columns, data }: Dense): Front {
  const members: number[] = [];
  return {
    dominates(row) {
      for (let m = members.length - 1; m >= 0; m--) {
        let c = 0;
        while (c < columns && data[members[m] * columns + c] <= data[row * columns + c]) c++;
        if (c === columns) return true;
      }
      return false;
    },
    add: (row) => {
      members.push(row);
    },
  };
}

/**
 * Crowding distance of each row of one front: the sum over the objectives of (next − previous) / (largest −
 * least), where next and previous are its neighbours in the order of that objective; Infinity at both ends.
 * The sum is not divided by the number of objectives. Of equal rows the first has the distance it would have
 * alone, the others 0; ties in one objective are ordered by the objectives after it, cyclically: no distance
 * depends on the order of rows. An objective that is the same everywhere adds nothing at inner rows. A gap
 * that reaches an infinity counts as Infinity, a finite one in an infinite range as 0. Source: [deb-2002].
 */
export function crowdingDistances(points: Dense): Float64Array {
  const distances = new Float64Array(points.rows);
  for (const chain of chainsOf(points))
    for (const row of chain.order) distances[row] += gapShare(points, chain, row);
  return distances;
}

/**
 * Ascending rows that stay when a front is cut to `count`: the row of least crowding distance leaves, the
 * others' distances are recomputed, and so on; of equal distances the higher row leaves. Cutting all at once
 * would empty a dense stretch. O(n · (n + m)) for n rows and m objectives. Source: [kukkonen-2006].
 */
export function prunedRows(points: Dense, count: number): number[] {
  const stays = new Uint8Array(points.rows).fill(1);
  const chains = chainsOf(points);
  const distances = crowdingDistances(points);
  const renew = (row: number): void => {
    if (row < 0) return;
    distances[row] = 0;
    for (const chain of chains) distances[row] += gapShare(points, chain, row);
  };
  for (let left = points.rows; left > Math.max(0, count); left--) {
    const row = leastCrowded(distances, stays);
    stays[row] = 0;
    for (const chain of chains) unlink(points, chain, row);
    // An end changes its objective's range, but leaves only once all rows are at Infinity: no share is stale.
    for (const chain of chains) {
      renew(chain.previous[row]);
      renew(chain.next[row]);
    }
  }
  return Array.from(stays.keys()).filter((row) => stays[row] === 1);
}

function leastCrowded(distances: Float64Array, stays: Uint8Array): number {
  let least = -1;
  for (let row = 0; row < stays.length; row++)
    if (stays[row] === 1 && (least < 0 || distances[row] <= distances[least])) least = row;
  return least;
}

/** Rows in the order of one objective as a doubly linked list; −1 beyond its ends. Copies are left out. */
interface Chain {
  readonly objective: number;
  readonly order: Uint32Array;
  readonly previous: Int32Array;
  readonly next: Int32Array;
  least: number;
  largest: number;
}

function chainsOf(points: Dense): Chain[] {
  const { rows, columns, data } = points;
  return Array.from({ length: columns }, (_, objective): Chain => {
    const keys = Array.from({ length: columns }, (_, k) => (objective + k) % columns);
    const order = distinct(points, lexicographicOrder(points, keys));
    const previous = new Int32Array(rows).fill(-1);
    const next = new Int32Array(rows).fill(-1);
    for (let k = 1; k < order.length; k++) {
      previous[order[k]] = order[k - 1];
      next[order[k - 1]] = order[k];
    }
    const value = (row: number): number => data[row * columns + objective];
    const [least, largest] = [value(order[0]), value(order[order.length - 1])];
    return { objective, order, previous, next, least, largest };
  });
}

/** Removes a row from a list; a copy, which is in none, changes nothing. */
function unlink({ columns, data }: Dense, chain: Chain, row: number): void {
  const [before, after] = [chain.previous[row], chain.next[row]];
  if (before >= 0) chain.next[before] = after;
  else if (after >= 0) chain.least = data[after * columns + chain.objective];
  if (after >= 0) chain.previous[after] = before;
  else if (before >= 0) chain.largest = data[before * columns + chain.objective];
}

/** Share of one objective in the crowding distance of a row. */
function gapShare({ columns, data }: Dense, chain: Chain, row: number): number {
  const [before, after] = [chain.previous[row], chain.next[row]];
  if (before < 0 || after < 0) return Number.POSITIVE_INFINITY;
  const from = data[before * columns + chain.objective];
  const to = data[after * columns + chain.objective];
  if (from === to) return 0;
  const gap = to - from;
  return gap === Number.POSITIVE_INFINITY ? gap : gap / (chain.largest - chain.least);
}

/** The first row of each run of equal rows. */
const distinct = (points: Dense, order: Uint32Array): Uint32Array =>
  order.filter((row, k) => k === 0 || !equalRows(points, row, order[k - 1]));
