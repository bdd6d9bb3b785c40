import { z } from "zod";
import { type Constant, type Definition, define, free, integer, type Model, quantity } from "#base";
import { ideal, unsized } from "../ideal.ts";
import { AT_32_NM, LOGIC_LEAKAGE, linearInBits } from "../logic-prices.ts";
import { wrap } from "../number-formats.ts";

export interface ShiftAdd {
  /** accumulator + partial · 2^shift as a two's-complement word: overflow wraps. */
  accumulate(accumulator: number, partial: number, shift: number): number;
}

/** Action `accumulate`: one partial result shifted and added. */
export type ShiftAddModel = Model<"accumulate", ShiftAdd>;

export const defineShiftAdd = <Shape extends z.ZodObject, const C extends Readonly<Record<string, Constant>>>(
  definition: Omit<Definition<Shape, "accumulate", ShiftAdd, C>, "family">,
): ShiftAddModel => define({ ...definition, family: "shift-add" });

export const idealShiftAdd = defineShiftAdd({
  ...ideal,
  params: unsized,
  behave: () => ({ accumulate: (accumulator, partial, shift) => accumulator + partial * 2 ** shift }),
  cost: () => free(["accumulate"]),
});

/**
 * Shift-and-add after bit slices or bit-serial inputs: 16 bits in [isaac-2016], linear in the width. The same
 * unit with 8 bits in and a 16-bit register takes 131 fJ and 86 µm² in [neurosim-v14]: six times the energy.
 */
export const accumulatorShiftAdd = defineShiftAdd({
  model: "accumulator",
  source: "isaac-2016",
  params: z.object({
    bits: integer({ min: 1, max: 52 }, "bits of the accumulator").prefault(16),
    clock: quantity("Hz", { min: 1e3, max: 5e9 }, "clock").prefault("1 GHz"),
  }),
  measured: AT_32_NM,
  constants: {
    energy: {
      nominal: 0.021e-12 / 16,
      low: 0.021e-12 / 16,
      high: 131e-15 / 16,
      source: "isaac-2016",
      note: "J a bit at 32 nm; high: NeuroSim",
    },
    area: {
      nominal: 60e-12 / 16,
      low: 60e-12 / 16,
      high: 86e-12 / 16,
      source: "isaac-2016",
      note: "m² a bit at 32 nm; high: NeuroSim",
    },
    leakage: LOGIC_LEAKAGE,
  },
  behave: ({ bits }) => ({
    accumulate: (accumulator, partial, shift) => wrap(accumulator + partial * 2 ** shift, bits),
  }),
  cost: linearInBits("accumulate", 32),
});
