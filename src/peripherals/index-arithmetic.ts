// Arithmetic of a trained index outside a store: products of short floating-point words, on the chip and at a memory's banks.

import { z } from "zod";
import {
  choice,
  define,
  joules,
  type Numbers,
  priceOnly,
  quantity,
  seconds,
  squareMetres,
  type TechnologyNode,
  watts,
} from "#base";
import { ARITHMETIC, leakingAt, logicAt } from "#circuits";
import { clockedBits, INT8_ARITHMETIC, int8Area, int8Energy, registerBits } from "./mac/mac.ts";

/** Units in a row that share a sum. */
const LANES = 16;

const SHORT_FLOAT = {
  ...INT8_ARITHMETIC,
  fp8: {
    identity: "shortFloat.fp8",
    nominal: 1,
    low: 0.7,
    high: 1.5,
    source: "assumed",
    note: "energy and area of a multiply-add of FP8 over int8",
  },
  fp4: {
    identity: "shortFloat.fp4",
    nominal: 0.25,
    low: 0.15,
    high: 0.5,
    source: "assumed",
    note: "energy and area of a multiply-add of FP4 over int8: the square of the width",
  },
} as const;

/** Energy (J) and area (m²) of a multiply-add of int8 into 32 bits, and the area's leakage (W). */
function int8Unit(technology: TechnologyNode, k: Numbers<typeof SHORT_FLOAT>) {
  const factor = logicAt(technology, k);
  const area = (int8Area(k) + registerBits(8, LANES) * k.registerArea) * factor.area;
  return {
    energy: (int8Energy(k) + clockedBits(8, LANES) * k.registerBit) * factor.energy,
    area,
    leakage: leakingAt(area, technology, k),
  };
}

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
  constants: SHORT_FLOAT,
  behave: ({ format }) => ({ wordBits: format === "fp8" ? 8 : 4 }),
  cost: ({ format, clock }, technology, k) => {
    const unit = int8Unit(technology, k);
    return {
      area: squareMetres(unit.area * k[format]),
      leakage: watts(unit.leakage * k[format]),
      actions: {
        mac: {
          energy: joules(unit.energy * k[format]),
          latency: seconds(4 / clock),
          interval: seconds(1 / clock),
        },
      },
    };
  },
});

/**
 * A unit at the edge of a memory's banks: reads that stay on the die, multiply-adds of FP4 in the memory's process, and
 * in FP8 the weights of heads. No source of bandwidth, clock, reads or process was read.
 */
export const nearBankUnit = define({
  family: "index-arithmetic",
  model: "near-bank",
  source: "assumed",
  params: z.object({
    bandwidth: priceOnly(
      quantity("B/s", { min: 1e3, max: 1e15 }, "bytes a second of all banks together (assumed)").prefault(
        "6.5 TB/s",
      ),
    ),
    clock: priceOnly(quantity("Hz", { min: 1e3, max: 5e9 }, "clock (assumed)").prefault("500 MHz")),
  }),
  measured: ARITHMETIC,
  constants: {
    ...SHORT_FLOAT,
    bankBit: {
      nominal: 1.6e-12,
      low: 0.6e-12,
      high: 2.8e-12,
      source: "assumed",
      note: "J a bit from a bank's cells to its edge, the opening of its row included; high: all of a read but the lines between dies",
    },
    slowLogic: {
      nominal: 2,
      low: 1,
      high: 4,
      source: "assumed",
      note: "energy and area of logic in a memory's process over those of the node's",
    },
  },
  behave: () => ({}),
  cost: ({ bandwidth, clock }, technology, k) => {
    const unit = int8Unit(technology, k);
    const action = (ratio: number) => ({
      energy: joules(unit.energy * k.slowLogic * ratio),
      latency: seconds(4 / clock),
      interval: seconds(1 / clock),
    });
    return {
      area: squareMetres(unit.area * k.slowLogic * k.fp4),
      leakage: watts(unit.leakage * k.slowLogic * k.fp4),
      actions: {
        read: {
          energy: joules(8 * k.bankBit),
          latency: seconds(1 / bandwidth),
          interval: seconds(1 / bandwidth),
        },
        mac: action(k.fp4),
        weigh: action(k.fp8),
      },
    };
  },
});

export type IndexArithmetic = ReturnType<(typeof indexArithmetic)["schema"]["parse"]>;
