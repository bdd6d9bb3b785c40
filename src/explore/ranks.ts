import type { Dense } from "../base/dense.ts";
import { requireNumbers } from "./dominance.ts";
import { equalRows, lexicographicOrder } from "./lexicographic.ts";
import { pickRows } from "./rows.ts";

/**
 * Rank of each row: 0 on the front, k on the front of what is left without ranks below k. Equal rows share a rank.
 * Points: rows × objectives, smaller is better; ±Infinity is a number. Rows in lexicographic order are put into the
 * first front that does not dominate them, found by bisection. O(n log n) for two objectives, O(n log² n) comparisons
 * for three, O(n · front) for more. Throws RangeError on NaN. Source: [zhang-2015].
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
 * Ranks under constraint domination: a row of violation 0 goes before every other, rows of violation 0 by their
 * objectives, others by their violation alone (equal violations share a rank). NaN counts as Infinity, the worst.
 * Source: [deb-2002].
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
  /** Does a member dominate this row, which comes later in the order and equals no member? */
  dominates(row: number): boolean;
  add(row: number): void;
}

function createFront(points: Dense): Front {
  if (points.columns === 2) return planeFront(points);
  return points.columns === 3 ? spaceFront(points) : listedFront(points);
}

/** The member that came last has the least y of all. */
function planeFront({ data }: Dense): Front {
  let least = Number.NaN;
  return {
    dominates: (row) => least <= data[2 * row + 1],
    add(row) {
      least = data[2 * row + 1];
    },
  };
}

/** What counts of the members is a staircase in (y, z): y ascending, of equal y the last counts, z descending. */
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

/** Members from the newest back: the likeliest to dominate stand near the row in the order. */
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
