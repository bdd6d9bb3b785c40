import type { z } from "zod";
import { type Constant, type Definition, define, type Model } from "../../base/component.ts";
import { type Dense, dense } from "../../base/dense.ts";

export interface Dac {
  /**
   * Equal steps of |level| between 0 and 1, and of (1 + level) / 2: every level is a whole number of either. Null
   * where levels are continuous.
   */
  readonly steps: { readonly magnitude: number; readonly offset: number } | null;
  /** Full scale for a signal (tokens × rows): one calibration serves a sequence. */
  fullScale(signal: Dense): number;
  /** Word-line level of one input in [−1, 1], a fraction of the read voltage. */
  level(input: number, fullScale: number): number;
}

/** Action `drive`: one value held on one word line for one read. */
export type DacModel = Model<"drive", Dac>;

export const defineDac = <Shape extends z.ZodObject, const C extends Readonly<Record<string, Constant>>>(
  definition: Omit<Definition<Shape, "drive", Dac, C>, "family">,
): DacModel => define({ ...definition, family: "dac" });

/** Levels of a whole signal under its own full scale, tokens × rows. */
export function convert(dac: Dac, signal: Dense): Dense {
  const scale = dac.fullScale(signal);
  return dense(
    signal.rows,
    signal.columns,
    signal.data.map((x) => dac.level(x, scale)),
  );
}

/** Largest magnitude in a matrix; 1 for a matrix of zeros, so that it can be divided by. */
export function largestMagnitude(matrix: Dense): number {
  let largest = 0;
  for (const x of matrix.data) largest = Math.max(largest, Math.abs(x));
  return largest === 0 ? 1 : largest;
}
