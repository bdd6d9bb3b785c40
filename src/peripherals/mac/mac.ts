import { z } from "zod";
import { type Constant, type Definition, define, free, type Model } from "../../base/component.ts";
import type { Dense } from "../../base/dense.ts";
import { integer, priceOnly, quantity, real } from "../../base/fields.ts";

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

/** Energies of int8 arithmetic with int32 accumulators, and areas of its units; what several MAC arrays are made of. */
export const INT8_ARITHMETIC = {
  multiply8: {
    nominal: 0.2e-12,
    low: 0.07e-12,
    high: 0.2e-12,
    source: "horowitz-2014",
    note: "J at 45 nm",
  },
  add32: { nominal: 0.1e-12, source: "horowitz-2014", note: "J at 45 nm" },
  multiplierArea: {
    nominal: 6350e-12,
    source: "aladdin-2014",
    note: "m², 32-bit at 40 nm; × (8/32)² for int8",
  },
  adderArea: { nominal: 278e-12, source: "aladdin-2014", note: "m², 32-bit at 40 nm" },
} as const satisfies Readonly<Record<string, Constant>>;

/** Parameters of an array of which only the number of units is known, not how operands reach them. */
export const MAC_PARAMS = {
  units: priceOnly(integer({ min: 1, max: 1 << 24 }, "multiply-accumulate units").prefault(4096)),
  utilisation: priceOnly(
    real({ min: 1e-3, max: 1 }, "share of cycles that do useful work, fold overlap included").prefault(0.8),
  ),
  blockRows: priceOnly(
    integer({ min: 1, max: 4096 }, "rows of a query block that stay in the array").prefault(128),
  ),
  clock: priceOnly(quantity("Hz", { min: 1e3, max: 5e9 }, "clock").prefault("1 GHz")),
};

/** float64 operands. */
export const idealMac = defineMac({
  model: "ideal",
  source: "assumed",
  params: z.object({}),
  constants: {},
  behave: () => ({ operand: (matrix) => matrix, blockRows: 128 }),
  cost: () => free(["mac", "add"]),
});
