import type { z } from "zod";
import { type Constant, type Definition, define, type Model } from "../../base/component.ts";

export interface Argmax {
  /** Projections that are compared, rot. */
  readonly inputs: number;
  /**
   * Index of a largest of [y; −y], in [0, 2 rot): i for y_i, rot + i for −y_i. Where several are equally large the
   * tree decides. Throws RangeError for another number of projections.
   */
  largest(y: Float64Array): number;
}

/** Action `choose`: one index from all projections of a token and round. */
export type ArgmaxModel = Model<"choose", Argmax>;

export const defineArgmax = <Shape extends z.ZodObject, const C extends Readonly<Record<string, Constant>>>(
  definition: Omit<Definition<Shape, "choose", Argmax, C>, "family">,
): ArgmaxModel => define({ ...definition, family: "argmax" });

export function checkProjections(y: Float64Array, inputs: number): void {
  if (y.length !== inputs)
    throw new RangeError(`argmax: expected ${inputs} projections, received ${y.length}`);
}
