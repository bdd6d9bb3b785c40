import { z } from "zod";
import {
  type Constant,
  type Definition,
  define,
  free,
  integer,
  joules,
  type Model,
  quantity,
  seconds,
  squareMetres,
  watts,
} from "#base";
import { ideal, unsized } from "../ideal.ts";
import { ADDERS, leakingAt, logicAt, REGISTERS, SYNTHESISED } from "../logic-prices.ts";

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
 * quotient, truncated after `fractionBits` bits. Priced by `LOGIC`.
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
  constants: { ...ADDERS, ...REGISTERS },
  behave: ({ fractionBits }) => ({
    quotient: (numerator, denominator) => restoringQuotient(numerator, denominator, fractionBits),
  }),
  cost: ({ bits, fractionBits, units, clock }, technology, k) => {
    const factor = logicAt(technology, k);
    // The integer bit of the quotient takes one more step.
    const steps = fractionBits + 1;
    const stored = bits + 1 + bits + steps;
    const area = units * ((bits + 1) * k.adderArea + stored * k.registerArea) * factor.area;
    const step = (bits + 1) * k.adderBit + (bits + 1 + steps) * k.registerBit;
    return {
      area: squareMetres(area),
      leakage: watts(leakingAt(area, technology, k)),
      actions: {
        divide: {
          energy: joules(steps * step * factor.energy),
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
