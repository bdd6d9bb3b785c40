// Selects rows for a page that cannot show all.

import type { Rng } from "#base";

/** Rows that a page shows, ascending, and the numbers left out. */
export interface ChosenDesigns {
  readonly rows: readonly number[];
  /** Null if all rows are shown. */
  readonly left: { readonly front: number; readonly others: number } | null;
}

/**
 * All rows if they are few; else the front and a sample of the rest without replacement, from the caller's
 * stream. A front above the limit is sampled itself.
 */
export function chooseDesigns(
  feasible: readonly number[],
  front: readonly number[],
  rng: Rng,
  most: number,
): ChosenDesigns {
  if (feasible.length <= most) return { rows: feasible, left: null };
  const members = new Set(front);
  const kept = sample(front, Math.min(front.length, most), rng.fork("front"));
  const others = feasible.filter((row) => !members.has(row));
  const drawn = sample(others, most - kept.length, rng.fork("rest"));
  return {
    rows: [...kept, ...drawn].sort((a, b) => a - b),
    left: { front: front.length - kept.length, others: others.length - drawn.length },
  };
}

/** Draws `count` rows in any order, every subset with equal probability. */
export function sample(rows: readonly number[], count: number, rng: Rng): number[] {
  const pool = [...rows];
  const chosen = Math.min(count, pool.length);
  for (let n = 0; n < chosen; n++) {
    const other = n + rng.integer(pool.length - n);
    [pool[n], pool[other]] = [pool[other], pool[n]];
  }
  return pool.slice(0, chosen);
}
