/** Whether less or more of a quantity is better. */
export type Sense = "min" | "max";

/** A column of a table that is to be small or large. */
export interface Objective {
  readonly column: string;
  readonly sense: Sense;
}
