import type { z } from "zod";
import { type Constant, type Definition, define, type Model } from "../../base/component.ts";
import type { Dense } from "../../base/dense.ts";

export interface Dac {
  /**
   * Signal → word-line levels in [−1, 1], fractions of the read voltage; tokens × rows, like the signal.
   * The full scale comes from the whole matrix, so that one calibration serves a sequence.
   */
  convert(signal: Dense): Dense;
}

/** Action `drive`: one value held on one word line for one read. */
export type DacModel = Model<"drive", Dac>;

export const defineDac = <Shape extends z.ZodObject, const C extends Readonly<Record<string, Constant>>>(
  definition: Omit<Definition<Shape, "drive", Dac, C>, "family">,
): DacModel => define({ ...definition, family: "dac" });

/** Largest magnitude in a matrix; 1 for a matrix of zeros, so that it can be divided by. */
export function largestMagnitude(matrix: Dense): number {
  let largest = 0;
  for (const x of matrix.data) largest = Math.max(largest, Math.abs(x));
  return largest === 0 ? 1 : largest;
}
