// Arithmetic of a trained index outside its store: products of short floating-point words.

import { z } from "zod";
import { choice, define, joules, priceOnly, quantity, seconds, squareMetres, watts } from "#base";
import { ARITHMETIC, leakingAt, logicAt } from "./logic.ts";
import { clockedBits, INT8_ARITHMETIC, int8Area, int8Energy, registerBits } from "./mac/mac.ts";

/** Units in a row that share a sum. */
const LANES = 16;

/**
 * One multiply-add of 8-bit or 4-bit floating-point words into a sum of 32 bits, from the prices of int8: shorter
 * significands and the alignment of exponents are in a ratio.
 */
export const indexArithmetic = define({
  family: "index-arithmetic",
  model: "short-float",
  source: "horowitz-2014",
  params: z.object({
    format: choice(["fp8", "fp4"], "number format of both operands").prefault("fp8"),
    clock: priceOnly(quantity("Hz", { min: 1e3, max: 5e9 }, "clock").prefault("1 GHz")),
  }),
  measured: ARITHMETIC,
  constants: {
    ...INT8_ARITHMETIC,
    fp8: {
      nominal: 1,
      low: 0.7,
      high: 1.5,
      source: "assumed",
      note: "energy and area of a multiply-add of FP8 over int8",
    },
    fp4: {
      nominal: 0.25,
      low: 0.15,
      high: 0.5,
      source: "assumed",
      note: "energy and area of a multiply-add of FP4 over int8: the square of the width",
    },
  },
  behave: ({ format }) => ({ wordBits: format === "fp8" ? 8 : 4 }),
  cost: ({ format, clock }, technology, k) => {
    const factor = logicAt(technology, k);
    const energy = (int8Energy(k) + clockedBits(8, LANES) * k.registerBit) * factor.energy * k[format];
    const area = (int8Area(k) + registerBits(8, LANES) * k.registerArea) * factor.area * k[format];
    const interval = seconds(1 / clock);
    return {
      area: squareMetres(area),
      leakage: watts(leakingAt(area, technology, k)),
      actions: { mac: { energy: joules(energy), latency: seconds(4 / clock), interval } },
    };
  },
});

export type IndexArithmetic = ReturnType<(typeof indexArithmetic)["schema"]["parse"]>;
