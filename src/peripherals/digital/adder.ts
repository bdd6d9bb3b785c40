import type { z } from "zod";
import { type Constant, type Definition, define, type Model } from "../../base/component.ts";

export interface Adder {
  /** a + b as two's complement of the adder's width: overflow wraps. */
  sum(a: number, b: number): number;
}

/** Action `add`: one addition. */
export type AdderModel = Model<"add", Adder>;

export const defineAdder = <Shape extends z.ZodObject, const C extends Readonly<Record<string, Constant>>>(
  definition: Omit<Definition<Shape, "add", Adder, C>, "family">,
): AdderModel => define({ ...definition, family: "adder" });
