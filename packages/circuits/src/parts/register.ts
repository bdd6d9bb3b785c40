import { z } from "zod";
import { type Constant, type Definition, define, free, integer, type Model, quantity } from "#base";
import { ideal, unsized } from "../ideal.ts";
import { AT_32_NM, LOGIC, LOGIC_LEAKAGE, linearInBits, SYNTHESISED } from "../logic-prices.ts";

export interface Register {
  /** The unsigned word that the register stores of a value: its lowest bits. */
  keep(value: number): number;
}

/** Action `store`: one word clocked in. */
export type RegisterModel = Model<"store", Register>;

export const defineRegister = <Shape extends z.ZodObject, const C extends Readonly<Record<string, Constant>>>(
  definition: Omit<Definition<Shape, "store", Register, C>, "family">,
): RegisterModel => define({ ...definition, family: "register" });

/** Lowest `bits` of an integer of up to 53 bits. */
const lowestBits = (value: number, bits: number): number => {
  const span = 2 ** bits;
  return ((value % span) + span) % span;
};

export const idealRegister = defineRegister({
  ...ideal,
  params: unsized,
  behave: () => ({ keep: (value) => value }),
  cost: () => free(["store"]),
});

/** D flip-flops of a compute-in-memory macro's periphery, with the activity given by [neurosim-v14]. */
export const dFlipFlopRegister = defineRegister({
  model: "d-flip-flop",
  source: "neurosim-v14",
  params: z.object({
    bits: integer({ min: 1, max: 52 }, "bits of a word").prefault(16),
    clock: quantity("Hz", { min: 1e3, max: 5e9 }, "clock").prefault("1 GHz"),
  }),
  measured: AT_32_NM,
  constants: {
    energy: { nominal: 4.77e-15, source: "neurosim-v14", note: "J a bit at 32 nm" },
    area: { nominal: 2.61e-12, source: "neurosim-v14", note: "m² a bit at 32 nm" },
    leakage: LOGIC_LEAKAGE,
  },
  behave: ({ bits }) => ({ keep: (value) => lowestBits(value, bits) }),
  cost: linearInBits("store", 32),
});

/** Registers of a synthesised data path, at the price of `LOGIC`. */
export const synthesisedRegister = defineRegister({
  model: "synthesised",
  source: "aladdin-2014",
  params: z.object({
    bits: integer({ min: 1, max: 52 }, "bits of a word").prefault(16),
    clock: quantity("Hz", { min: 1e3, max: 5e9 }, "clock").prefault("1 GHz"),
  }),
  measured: SYNTHESISED,
  constants: {
    level: LOGIC.level,
    energy: LOGIC.registerBit,
    area: LOGIC.registerArea,
    leakage: LOGIC.leakage,
  },
  behave: ({ bits }) => ({ keep: (value) => lowestBits(value, bits) }),
  cost: linearInBits("store", 45, 40),
});
