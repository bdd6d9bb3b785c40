import type { z } from "zod";
import { type Constant, type Definition, define, type Model } from "../../base/component.ts";
import type { Dense } from "../../base/dense.ts";

export interface MacArray {
  /** The operand as the array holds it: quantised to its word, in the units of the input. */
  operand(matrix: Dense): Dense;
  /** Rows of a query block that stay in the array while keys stream past. */
  readonly blockRows: number;
}

/** Actions `mac`: one multiply-accumulate; `add`: one addition of a ±1-weighted input. */
export type MacModel = Model<"mac" | "add", MacArray>;

export const defineMac = <Shape extends z.ZodObject, const C extends Readonly<Record<string, Constant>>>(
  definition: Omit<Definition<Shape, "mac" | "add", MacArray, C>, "family">,
): MacModel => define({ ...definition, family: "mac" });
