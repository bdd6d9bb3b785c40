import { z } from "zod";
import { type Dense, dense } from "../../base/dense.ts";
import { integer, quantity, real } from "../../base/fields.ts";
import { joules, nanometres, seconds, squareMetres, watts } from "../../base/units.ts";
import { defineMac } from "./mac.ts";

/**
 * Array of int8 multipliers with int32 accumulators. Energy: int8 multiply and int32 add at 45 nm, 0.9 V
 * [horowitz-2014]. Area: 32-bit multiplier and adder at 40 nm [aladdin-2014], the multiplier by the square of
 * the word width. An addition of a ±1-weighted int8 input takes a 16-bit adder: between the int8 and the
 * int32 add, linear in the width.
 */
export const int8Mac = defineMac({
  model: "int8",
  source: "horowitz-2014",
  params: z.object({
    units: integer({ min: 1, max: 1 << 24 }, "multiply-accumulate units").prefault(4096),
    utilisation: real(
      { min: 1e-3, max: 1 },
      "share of cycles that do useful work, fold overlap included",
    ).prefault(0.8),
    blockRows: integer({ min: 1, max: 4096 }, "rows of a query block that stay in the array").prefault(128),
    clock: quantity("Hz", { min: 1e3, max: 5e9 }, "clock").prefault("1 GHz"),
  }),
  constants: {
    multiply8: {
      nominal: 0.2e-12,
      low: 0.07e-12,
      high: 0.2e-12,
      source: "horowitz-2014",
      note: "J at 45 nm",
    },
    add8: { nominal: 0.03e-12, source: "horowitz-2014", note: "J at 45 nm" },
    add32: { nominal: 0.1e-12, source: "horowitz-2014", note: "J at 45 nm" },
    multiplierArea: {
      nominal: 6350e-12,
      source: "aladdin-2014",
      note: "m², 32-bit at 40 nm; × (8/32)² for int8",
    },
    adderArea: { nominal: 278e-12, source: "aladdin-2014", note: "m², 32-bit at 40 nm" },
    leakage: { nominal: 1e4, low: 1e3, high: 5e4, source: "assumed", note: "W/m² of logic at 28 nm" },
  },
  behave: ({ blockRows }) => ({ operand: quantiseInt8, blockRows }),
  cost: ({ units, utilisation, clock }, technology, k) => {
    const energy = technology.energyFactor("logic", nanometres(45));
    const area =
      units * (k.multiplierArea / 16 + k.adderArea) * technology.areaFactor("logic", nanometres(40));
    const interval = seconds(1 / (units * utilisation * clock));
    const latency = seconds(4 / clock);
    const add16 = k.add8 + ((k.add32 - k.add8) * 8) / 24;
    return {
      area: squareMetres(area),
      leakage: watts(area * k.leakage),
      actions: {
        mac: { energy: joules((k.multiply8 + k.add32) * energy), latency, interval },
        add: { energy: joules(add16 * energy), latency, interval },
      },
    };
  },
});

/** Symmetric int8 with one scale a matrix: 255 levels, the largest magnitude at ±127. */
export function quantiseInt8(matrix: Dense): Dense {
  let largest = 0;
  for (const x of matrix.data) largest = Math.max(largest, Math.abs(x));
  if (largest === 0) return matrix;
  const step = largest / 127;
  return dense(
    matrix.rows,
    matrix.columns,
    matrix.data.map((x) => Math.round(x / step) * step),
  );
}
