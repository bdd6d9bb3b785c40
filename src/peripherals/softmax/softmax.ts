import { z } from "zod";
import { type Constant, type Definition, define, free, type Model } from "../../base/component.ts";

export interface Softmax {
  /** e^x for x ≤ 0 as the unit computes it; the unit subtracts the running maximum first. */
  exponential(x: number): number;
  /**
   * Weight of a raw score, where the unit takes no maximum and divides by no sum. An approximation: the weights of
   * a query do not add up to 1. Left out where the unit normalises.
   */
  readonly unnormalised?: (score: number) => number;
}

/** Action `exponent`: one score through maximum, subtraction, exponential and sum. */
export type SoftmaxModel = Model<"exponent", Softmax>;

export const defineSoftmax = <Shape extends z.ZodObject, const C extends Readonly<Record<string, Constant>>>(
  definition: Omit<Definition<Shape, "exponent", Softmax, C>, "family">,
): SoftmaxModel => define({ ...definition, family: "softmax" });

/** The exponential of float64. */
export const idealSoftmax = defineSoftmax({
  model: "ideal",
  source: "assumed",
  params: z.object({}),
  constants: {},
  behave: () => ({ exponential: Math.exp }),
  cost: () => free(["exponent"]),
});
