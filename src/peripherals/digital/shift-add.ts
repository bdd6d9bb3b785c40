import type { z } from "zod";
import { type Constant, type Definition, define, type Model } from "../../base/component.ts";

export interface ShiftAdd {
  /** accumulator + partial · 2^shift as a two's-complement word: overflow wraps. */
  accumulate(accumulator: number, partial: number, shift: number): number;
}

/** Action `accumulate`: one partial result shifted and added. */
export type ShiftAddModel = Model<"accumulate", ShiftAdd>;

export const defineShiftAdd = <Shape extends z.ZodObject, const C extends Readonly<Record<string, Constant>>>(
  definition: Omit<Definition<Shape, "accumulate", ShiftAdd, C>, "family">,
): ShiftAddModel => define({ ...definition, family: "shift-add" });
