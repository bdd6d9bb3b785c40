/** Counts actions as the simulation does them, to hold them against the mapping's closed forms. */
export interface Tally {
  /** `key` is `operation/component/action`. */
  add(key: string, count: number): void;
  readonly counts: ReadonlyMap<string, number>;
}

export function createTally(): Tally {
  const counts = new Map<string, number>();
  return {
    counts,
    add(key, count) {
      counts.set(key, (counts.get(key) ?? 0) + count);
    },
  };
}
