import { z } from "zod";
import { type Constant, type Definition, define, free, type Model } from "../../base/component.ts";
import { integer, quantity } from "../../base/fields.ts";
import { joules, nanometres, seconds, squareMetres, watts } from "../../base/units.ts";
import { ideal, unsized } from "../ideal.ts";
import { LOGIC_LEAKAGE, SYNTHESISED } from "../logic.ts";

export interface Divider {
  /**
   * Quotient of 0 ≤ numerator ≤ denominator in the unit's arithmetic. Throws RangeError otherwise: a softmax
   * divides a part by its sum.
   */
  quotient(numerator: number, denominator: number): number;
}

/** Action `divide`: one quotient. */
export type DividerModel = Model<"divide", Divider>;

export const defineDivider = <Shape extends z.ZodObject, const C extends Readonly<Record<string, Constant>>>(
  definition: Omit<Definition<Shape, "divide", Divider, C>, "family">,
): DividerModel => define({ ...definition, family: "divider" });

function checkOperands(numerator: number, denominator: number): void {
  if (!(denominator > 0 && numerator >= 0 && numerator <= denominator))
    throw new RangeError(
      `divide: expected 0 ≤ numerator ≤ denominator and a denominator above 0, received ${numerator} / ${denominator}`,
    );
}

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

/**
 * Restoring divider: one quotient bit per cycle, each a trial subtraction and a shift of remainder and
 * quotient, truncated after `fractionBits` bits. Subtractor and registers: [aladdin-2014] at 40 nm.
 */
export const serialDivider = defineDivider({
  model: "serial",
  source: "aladdin-2014",
  params: z.object({
    bits: integer({ min: 2, max: 32 }, "bits of numerator and denominator").prefault(20),
    fractionBits: integer({ min: 1, max: 32 }, "bits of the quotient behind the point").prefault(16),
    units: integer({ min: 1, max: 4096 }, "dividers").prefault(1),
    clock: quantity("Hz", { min: 1e3, max: 5e9 }, "clock").prefault("1 GHz"),
  }),
  measured: SYNTHESISED,
  constants: {
    subtractor: { nominal: 0.21e-12 / 32, source: "aladdin-2014", note: "J a bit at 40 nm" },
    register: { nominal: 0.009e-12, source: "aladdin-2014", note: "J a bit at 40 nm" },
    subtractorArea: { nominal: 278e-12 / 32, source: "aladdin-2014", note: "m² a bit at 40 nm" },
    registerArea: { nominal: 5.98e-12, source: "aladdin-2014", note: "m² a bit at 40 nm" },
    leakage: LOGIC_LEAKAGE,
  },
  behave: ({ fractionBits }) => ({
    quotient: (numerator, denominator) => restoringQuotient(numerator, denominator, fractionBits),
  }),
  cost: ({ bits, fractionBits, units, clock }, technology, k) => {
    const base = nanometres(40);
    // The integer bit of the quotient takes one more step.
    const steps = fractionBits + 1;
    const stored = bits + 1 + bits + steps;
    const area =
      units *
      ((bits + 1) * k.subtractorArea + stored * k.registerArea) *
      technology.areaFactor("logic", base);
    const step = (bits + 1) * k.subtractor + (bits + 1 + steps) * k.register;
    return {
      area: squareMetres(area),
      leakage: watts(area * k.leakage),
      actions: {
        divide: {
          energy: joules(steps * step * technology.energyFactor("logic", base)),
          latency: seconds(steps / clock),
          interval: seconds(steps / (clock * units)),
        },
      },
    };
  },
});

/** numerator / denominator truncated after `fractionBits` bits, by trial subtraction. */
function restoringQuotient(numerator: number, denominator: number, fractionBits: number): number {
  checkOperands(numerator, denominator);
  let remainder = numerator;
  let quotient = 0;
  for (let step = 0; step <= fractionBits; step++) {
    const fits = remainder >= denominator;
    if (fits) remainder -= denominator;
    quotient = 2 * quotient + (fits ? 1 : 0);
    remainder *= 2;
  }
  return quotient / 2 ** fractionBits;
}
