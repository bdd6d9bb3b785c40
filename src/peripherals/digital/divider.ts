import type { z } from "zod";
import { type Constant, type Definition, define, type Model } from "../../base/component.ts";

export interface Divider {
  /**
   * Quotient of 0 ≤ numerator ≤ denominator as the unit computes it. Throws RangeError outside: a softmax divides
   * a part by its sum.
   */
  quotient(numerator: number, denominator: number): number;
}

/** Action `divide`: one quotient. */
export type DividerModel = Model<"divide", Divider>;

export const defineDivider = <Shape extends z.ZodObject, const C extends Readonly<Record<string, Constant>>>(
  definition: Omit<Definition<Shape, "divide", Divider, C>, "family">,
): DividerModel => define({ ...definition, family: "divider" });

export function checkOperands(numerator: number, denominator: number): void {
  if (!(denominator > 0 && numerator >= 0 && numerator <= denominator))
    throw new RangeError(
      `divide: expected 0 ≤ numerator ≤ denominator and a denominator above 0, received ${numerator} / ${denominator}`,
    );
}
