import type { Tally } from "../../src/simulation/reads.ts";

/** Counts actions as a simulation does them. */
export function createTally(): Tally {
  const counts = new Map<string, number>();
  return {
    counts,
    add(key, count) {
      counts.set(key, (counts.get(key) ?? 0) + count);
    },
  };
}
