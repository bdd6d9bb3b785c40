import type { z } from "zod";
import { type Constant, type Definition, define, type Model } from "../../base/component.ts";

export interface Register {
  /** The unsigned word that the register keeps of a value: its lowest bits. */
  keep(value: number): number;
}

/** Action `store`: one word clocked in. */
export type RegisterModel = Model<"store", Register>;

export const defineRegister = <Shape extends z.ZodObject, const C extends Readonly<Record<string, Constant>>>(
  definition: Omit<Definition<Shape, "store", Register, C>, "family">,
): RegisterModel => define({ ...definition, family: "register" });

/** Lowest `bits` of an integer of up to 53 bits. */
export const lowestBits = (value: number, bits: number): number => {
  const span = 2 ** bits;
  return ((value % span) + span) % span;
};
