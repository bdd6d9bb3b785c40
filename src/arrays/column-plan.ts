/**
 * How a signed projection is held by conductances that are all positive. `differential`: a column for each
 * sign. `dummy-column`: one column, less one reference column a array written to the mean conductance.
 * `mean-centred`: one column; inputs that sum to zero cancel what all columns share. `single-ended`: one
 * column and nothing taken off: the control without common-mode removal.
 */
export type Pairing = (typeof PAIRINGS)[number];

export const PAIRINGS = ["differential", "dummy-column", "mean-centred", "single-ended"] as const;

/** Which bit lines of an array make up its outputs. */
export interface ColumnPlan {
  /** Projections that the array holds. */
  readonly outputs: number;
  /** Bit line whose current counts positive. */
  plus(output: number): number;
  /** Bit line whose current is taken off, or null. */
  minus(output: number): number | null;
}

/** Plan of an array with `columns` bit lines. Throws RangeError where no projection fits. */
export function columnPlan(pairing: Pairing, columns: number): ColumnPlan {
  const outputs = { differential: Math.floor(columns / 2), "dummy-column": columns - 1 }[pairing as string];
  const count = outputs ?? columns;
  if (count < 1) throw new RangeError(`column plan: expected at least 2 columns, received ${columns}`);
  switch (pairing) {
    case "differential":
      return { outputs: count, plus: (p) => 2 * p, minus: (p) => 2 * p + 1 };
    case "dummy-column":
      return { outputs: count, plus: (p) => p, minus: () => columns - 1 };
    default:
      return { outputs: count, plus: (p) => p, minus: () => null };
  }
}
