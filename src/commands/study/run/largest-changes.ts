import type { AxisValue } from "#search";

/** Settings of a point. */
export type Sets = Readonly<Record<string, AxisValue>>;

export interface ChangedPoint {
  readonly sets: Sets;
  /** Status and level before and after, if they changed. */
  readonly status: readonly [string, string] | null;
  readonly level: readonly [string, string] | null;
  /** Metrics changed beyond the tolerance: before, after, and the change as a share of the larger. */
  readonly metrics: Readonly<Record<string, readonly [number | null, number | null, number]>>;
  /** The largest change; Infinity if a number is missing on one side. */
  readonly largest: number;
}

/** Most entries of a list of differences; the rest is only counted. */
export const MOST_LISTED = 10_000;

/** Collects the largest changes, in ties the first. */
export class LargestChanges {
  count = 0;
  #kept: ChangedPoint[] = [];

  add(changes: readonly ChangedPoint[]): void {
    this.count += changes.length;
    this.#kept.push(...changes);
    if (this.#kept.length >= 2 * MOST_LISTED) this.#kept = this.list();
  }

  list(): ChangedPoint[] {
    return this.#kept
      .sort((a, b) => (a.largest === b.largest ? 0 : b.largest - a.largest))
      .slice(0, MOST_LISTED);
  }
}

/** Items with their indices from 0. */
export function* numbered<T>(items: Iterable<T>): Generator<[number, T]> {
  let n = 0;
  for (const item of items) yield [n++, item];
}
