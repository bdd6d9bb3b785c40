import { z } from "zod";
import { integer } from "../../base/fields.ts";
import { free } from "../../base/free.ts";
import { defineAdder } from "./adder.ts";
import { checkProjections, defineArgmax } from "./argmax.ts";
import { checkOperands, defineDivider } from "./divider.ts";
import { checkCode, definePopcount } from "./popcount.ts";
import { defineRegister } from "./register.ts";
import { defineShiftAdd } from "./shift-add.ts";

const ideal = { model: "ideal", source: "assumed", constants: {} } as const;
const unsized = z.object({});

/** float64 arithmetic of unbounded width, free. */
export const idealAdder = defineAdder({
  ...ideal,
  params: unsized,
  behave: () => ({ sum: (a, b) => a + b }),
  cost: () => free(["add"]),
});

export const idealRegister = defineRegister({
  ...ideal,
  params: unsized,
  behave: () => ({ keep: (value) => value }),
  cost: () => free(["store"]),
});

export const idealShiftAdd = defineShiftAdd({
  ...ideal,
  params: unsized,
  behave: () => ({ accumulate: (accumulator, partial, shift) => accumulator + partial * 2 ** shift }),
  cost: () => free(["accumulate"]),
});

export const idealDivider = defineDivider({
  ...ideal,
  params: unsized,
  behave: () => ({
    quotient: (numerator, denominator) => {
      checkOperands(numerator, denominator);
      return numerator / denominator;
    },
  }),
  cost: () => free(["divide"]),
});

export const idealPopcount = definePopcount({
  ...ideal,
  params: z.object({ bits: integer({ min: 1, max: 4096 }, "bits of a code").prefault(64) }),
  behave: ({ bits }) => ({
    bits,
    count: (code) => {
      checkCode(code, bits);
      return code.reduce((sum, bit) => sum + bit, 0);
    },
  }),
  cost: () => free(["count"]),
});

/** The first of the largest magnitudes. */
export const idealArgmax = defineArgmax({
  ...ideal,
  params: z.object({ inputs: integer({ min: 1, max: 1 << 16 }, "projections compared").prefault(64) }),
  behave: ({ inputs }) => ({
    inputs,
    largest: (y) => {
      checkProjections(y, inputs);
      const winner = y.reduce((best, x, i) => (Math.abs(x) > Math.abs(y[best]) ? i : best), 0);
      return y[winner] >= 0 ? winner : inputs + winner;
    },
  }),
  cost: () => free(["choose"]),
});
