/** A point of a search: one coordinate in [0, 1) an axis. */
export interface SearchPoint {
  readonly index: number;
  readonly coordinates: readonly number[];
}

/** Objectives are minimised; violation is 0 where every constraint holds, else the sum of what is missing; null for a point without numbers. */
export interface Outcome {
  readonly objectives: readonly number[];
  readonly violation: number;
}

/**
 * Deterministic given its seed: neither the order of tells nor the size of batches nor the number of workers changes
 * a point. Throws RangeError for an outcome of a point that was not asked for, or was told before.
 */
export interface Search {
  /** Up to `count` points to evaluate next, in the order of their index; empty while it waits for outcomes or when it is done. */
  ask(count: number): readonly SearchPoint[];
  /** Outcomes may come in any order; what is asked next depends only on the set of outcomes of a whole generation. */
  tell(index: number, outcome: Outcome | null): void;
  /** Every point was asked for and told. */
  readonly isDone: boolean;
}
