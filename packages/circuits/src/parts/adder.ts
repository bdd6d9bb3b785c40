import { z } from "zod";
import {
  type Constant,
  type Definition,
  define,
  free,
  integer,
  joules,
  type Model,
  nanometres,
  quantity,
  seconds,
  squareMetres,
  watts,
} from "#base";
import { ideal, unsized } from "../ideal.ts";
import { LOGIC, LOGIC_LEAKAGE, leakingAt, linearInBits, SYNTHESISED } from "../logic-prices.ts";
import { wrap } from "../number-formats.ts";

export interface Adder {
  /** a + b as two's complement of the adder's width: overflow wraps. */
  sum(a: number, b: number): number;
}

/** Action `add`: one addition. */
export type AdderModel = Model<"add", Adder>;

export const defineAdder = <Shape extends z.ZodObject, const C extends Readonly<Record<string, Constant>>>(
  definition: Omit<Definition<Shape, "add", Adder, C>, "family">,
): AdderModel => define({ ...definition, family: "adder" });

/** float64 arithmetic of unbounded width, free. */
export const idealAdder = defineAdder({
  ...ideal,
  params: unsized,
  behave: () => ({ sum: (a, b) => a + b }),
  cost: () => free(["add"]),
});

/**
 * Ripple-carry adder: energy, area and delay are linear in the width. A bit is 1/32 of the published 32-bit
 * adder; those of 4 to 16 bits (8.2, 16.3, 32.5 fJ) are within 2 % of the line [neurosim-v14].
 */
export const rippleAdder = defineAdder({
  model: "ripple",
  source: "neurosim-v14",
  params: z.object({ bits: integer({ min: 1, max: 52 }, "bits of a word").prefault(16) }),
  constants: {
    energy: { nominal: 64.8e-15 / 32, source: "neurosim-v14", note: "J a bit at 32 nm, 15 % activity" },
    area: { nominal: 94.1e-12 / 32, source: "neurosim-v14", note: "m² a bit at 32 nm" },
    delay: { nominal: 3.5e-9 / 32, source: "neurosim-v14", note: "s a bit at 32 nm" },
    leakage: LOGIC_LEAKAGE,
  },
  behave: ({ bits }) => ({ sum: (a, b) => wrap(a + b, bits) }),
  cost: ({ bits }, technology, k) => {
    const base = nanometres(32);
    const area = bits * k.area * technology.areaFactor("logic", base);
    const delay = seconds(bits * k.delay * technology.delayFactor("logic", base));
    return {
      area: squareMetres(area),
      leakage: watts(leakingAt(area, technology, k)),
      actions: {
        add: {
          energy: joules(bits * k.energy * technology.energyFactor("logic", base)),
          latency: delay,
          interval: delay,
        },
      },
    };
  },
});

/** Adder of one clock cycle at the price of `LOGIC`, linear in the width. */
export const pipelinedAdder = defineAdder({
  model: "pipelined",
  source: "aladdin-2014",
  params: z.object({
    bits: integer({ min: 1, max: 52 }, "bits of a word").prefault(16),
    clock: quantity("Hz", { min: 1e3, max: 5e9 }, "clock").prefault("1 GHz"),
  }),
  measured: SYNTHESISED,
  constants: { level: LOGIC.level, energy: LOGIC.adderBit, area: LOGIC.adderArea, leakage: LOGIC.leakage },
  behave: ({ bits }) => ({ sum: (a, b) => wrap(a + b, bits) }),
  cost: linearInBits("add", 45, 40),
});
