import type { Dense } from "../base/dense.ts";
import { equalRows, lexicographicOrder } from "./lexicographic.ts";

/**
 * Crowding distance of each row of one front: over the objectives, the sum of (next − previous) / (largest − least),
 * where next and previous are its neighbours in the order of that objective; Infinity at both ends. The sum is not
 * divided by the number of objectives. Of equal rows the first has the distance that it would have alone, the others 0;
 * ties in one objective are ordered by the objectives after it, cyclically: no distance depends on the order of rows.
 * An objective that is the same everywhere adds nothing at its inner rows. A gap that reaches an infinity counts as
 * Infinity, a finite one in an infinite range as 0. Source: [deb-2002].
 */
export function crowdingDistances(points: Dense): Float64Array {
  const distances = new Float64Array(points.rows);
  for (const chain of chainsOf(points))
    for (const row of chain.order) distances[row] += gapShare(points, chain, row);
  return distances;
}

/**
 * Ascending rows that stay when a front is cut to `count`: the row of the least crowding distance leaves, the distances
 * of the others are taken anew, and so on; of equal distances the higher row leaves. Cutting all at once would empty a
 * dense stretch whole. O(n · (n + m)) for n rows and m objectives. Source: [kukkonen-2006].
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
    // An end changes its objective's range, but leaves only when all rows are at Infinity: no finite share grows old.
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

/** Rows in the order of one objective, as a list linked both ways; −1 beyond its ends. Copies of a row are left out. */
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

/** Takes a row out of a list; a copy, which stands in none, changes nothing. */
function unlink({ columns, data }: Dense, chain: Chain, row: number): void {
  const [before, after] = [chain.previous[row], chain.next[row]];
  if (before >= 0) chain.next[before] = after;
  else if (after >= 0) chain.least = data[after * columns + chain.objective];
  if (after >= 0) chain.previous[after] = before;
  else if (before >= 0) chain.largest = data[before * columns + chain.objective];
}

/** What one objective adds to the crowding distance of a row. */
function gapShare({ columns, data }: Dense, chain: Chain, row: number): number {
  const [before, after] = [chain.previous[row], chain.next[row]];
  if (before < 0 || after < 0) return Number.POSITIVE_INFINITY;
  const from = data[before * columns + chain.objective];
  const to = data[after * columns + chain.objective];
  if (from === to) return 0;
  const gap = to - from;
  return gap === Number.POSITIVE_INFINITY ? gap : gap / (chain.largest - chain.least);
}

/** The first row of each run of equal ones. */
const distinct = (points: Dense, order: Uint32Array): Uint32Array =>
  order.filter((row, k) => k === 0 || !equalRows(points, row, order[k - 1]));
