import { studentQuantile } from "../../base/student.ts";
import { type CrossedEstimate, crossedEstimate } from "../../base/two-way.ts";

/** A difference of log-perplexity over windows × arrays, nats a token. */
export interface Difference {
  readonly mean: number;
  /** Ends of the 95 % interval that takes windows and arrays both as samples. */
  readonly lower: number;
  readonly upper: number;
  /** The same with the arrays alone as the unit, the windows being what they are; the mean's own for one array. */
  readonly lowerByArray: number;
  readonly upperByArray: number;
  /** Mean over windows of each array, all of them: unlucky ones are in. */
  readonly byArray: readonly number[];
  readonly crossed: CrossedEstimate;
}

/**
 * `table`: differences, windows × arrays. An interval inside ±m is two one-sided tests of 2.5 % each
 * (Schuirmann's procedure), stricter than the usual 5 %.
 */
export function differenceOf(table: readonly (readonly number[])[]): Difference {
  const crossed = crossedEstimate(table);
  const arrays = table[0].length;
  const byArray = Array.from(
    { length: arrays },
    (_, a) => table.reduce((sum, row) => sum + row[a], 0) / table.length,
  );
  const square = byArray.reduce((sum, x) => sum + (x - crossed.mean) ** 2, 0);
  const half = arrays < 2 ? 0 : studentQuantile(arrays - 1) * Math.sqrt(square / ((arrays - 1) * arrays));
  return {
    mean: crossed.mean,
    lower: crossed.mean - crossed.interval,
    upper: crossed.mean + crossed.interval,
    lowerByArray: crossed.mean - half,
    upperByArray: crossed.mean + half,
    byArray,
    crossed,
  };
}

/** Both intervals inside ±margin: the one over arrays and the wider one over texts as well. */
export const isWithin = ({ lower, upper, lowerByArray, upperByArray }: Difference, margin: number): boolean =>
  Math.max(upper, upperByArray) < margin && Math.min(lower, lowerByArray) > -margin;

/** The same for a difference of log-perplexity and a margin of relative perplexity. */
export const isEquivalent = (difference: Difference, margin: number): boolean =>
  isWithin(difference, Math.log1p(margin));

/** Whether the difference is shown to lie beyond the margin, on either side. */
export const isBeyond = ({ lower, upper }: Difference, margin: number): boolean =>
  lower > Math.log1p(margin) || upper < -Math.log1p(margin);
