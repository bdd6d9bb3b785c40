import { z } from "zod";
import { choice, fraction, integer, priceOnly, quantity } from "../../base/fields.ts";
import { joules, nanometres, seconds, squareMetres, watts } from "../../base/units.ts";
import { LOGIC_LEAKAGE } from "../logic.ts";
import { defineMac, INT8_ARITHMETIC } from "./mac.ts";
import { quantiseInt8 } from "./models.ts";

const params = z.object({
  rows: priceOnly(integer({ min: 1, max: 4096 }, "rows of the array").prefault(64)),
  columns: priceOnly(integer({ min: 1, max: 4096 }, "columns of the array").prefault(64)),
  dataflow: priceOnly(
    choice(
      ["output-stationary", "weight-stationary", "input-stationary"],
      "operand that stays in the array",
    ).prefault("output-stationary"),
  ),
  queries: priceOnly(integer({ min: 1, max: 1 << 24 }, "query rows of a product").prefault(128)),
  keys: priceOnly(integer({ min: 1, max: 1 << 24 }, "keys of a product").prefault(128)),
  width: priceOnly(integer({ min: 1, max: 4096 }, "elements of a head").prefault(64)),
  overlap: priceOnly(fraction("share of fill and drain that hides behind the next fold").prefault(0.9)),
  clock: priceOnly(quantity("Hz", { min: 1e3, max: 5e9 }, "clock").prefault("1 GHz")),
});

/**
 * Systolic array of int8 multipliers whose utilisation follows from folds: a block of `queries` meets `keys` of
 * `width` elements, scores and weighted values together. Both rungs of a comparison should state blocks as their
 * dataflow makes them, with the same overlap. A unit passes its operands on through two 8-bit registers and keeps a
 * 32-bit accumulator; leaving those out makes `int8`. Energy: 45 nm [horowitz-2014]; area and registers: 40 nm
 * [aladdin-2014].
 */
export const systolicMac = defineMac({
  model: "systolic",
  source: "horowitz-2014",
  params,
  constants: {
    ...INT8_ARITHMETIC,
    registerBit: { nominal: 0.009e-12, source: "aladdin-2014", note: "J a bit at 40 nm" },
    registerArea: { nominal: 5.98e-12, source: "aladdin-2014", note: "m² a bit at 40 nm" },
    leakage: LOGIC_LEAKAGE,
  },
  behave: ({ queries }) => ({
    operand: quantiseInt8,
    blockRows: queries,
  }),
  cost: (p, technology, k) => {
    const [arithmetic, base] = [nanometres(45), nanometres(40)];
    const registerBits = 2 * 8 + 32;
    const units = p.rows * p.columns;
    const area =
      units *
      (k.multiplierArea / 16 + k.adderArea + registerBits * k.registerArea) *
      technology.areaFactor("logic", base);
    const registers = registerBits * k.registerBit * technology.energyFactor("logic", base);
    const logic = technology.energyFactor("logic", arithmetic);
    const interval = seconds(1 / (units * attentionUtilisation(p) * p.clock));
    const latency = seconds((p.rows + p.columns) / p.clock);
    return {
      area: squareMetres(area),
      leakage: watts(area * k.leakage),
      actions: {
        mac: { energy: joules((k.multiply8 + k.add32) * logic + registers), latency, interval },
        add: { energy: joules(k.add32 * logic + registers), latency, interval },
      },
    };
  },
});

/** Useful share of the units over one block's scores (queries × keys over width) and values (queries × width over keys). */
function attentionUtilisation(p: z.output<typeof params>): number {
  const cycles =
    systolicCycles(p.dataflow, { m: p.queries, n: p.keys, k: p.width }, p, p.overlap) +
    systolicCycles(p.dataflow, { m: p.queries, n: p.width, k: p.keys }, p, p.overlap);
  return (2 * p.queries * p.keys * p.width) / (cycles * p.rows * p.columns);
}

/** What stays in the array: the outputs, the weights (second operand) or the inputs (first operand). */
export type Dataflow = "output-stationary" | "weight-stationary" | "input-stationary";

export interface Gemm {
  /** The product is m × k times k × n. */
  readonly m: number;
  readonly n: number;
  readonly k: number;
}

export interface SystolicArray {
  readonly rows: number;
  readonly columns: number;
}

/**
 * Cycles of a matrix product on a systolic array, fold after fold: a fold streams its third dimension through and
 * fills and drains the array. `overlap` is the share of fill and drain that hides behind the next fold; at 0 these
 * are the cycles that [scale-sim-v3] counts (the drain of an output-stationary fold left out, as it does).
 *
 * | stationary | folds               | cycles a fold | fill and drain |
 * | ---------- | ------------------- | ------------- | -------------- |
 * | outputs    | ⌈m/R⌉ ⌈n/C⌉         | k             | R + C − 2      |
 * | weights    | ⌈k/R⌉ ⌈n/C⌉         | m             | 2R + C − 2     |
 * | inputs     | ⌈k/R⌉ ⌈m/C⌉         | n             | 2R + C − 2     |
 */
export function systolicCycles(
  dataflow: Dataflow,
  { m, n, k }: Gemm,
  { rows, columns }: SystolicArray,
  overlap = 0,
): number {
  const [down, across, stream] = {
    "output-stationary": [m, n, k],
    "weight-stationary": [k, n, m],
    "input-stationary": [k, m, n],
  }[dataflow];
  const fill = (dataflow === "output-stationary" ? rows : 2 * rows) + columns - 2;
  return Math.ceil(down / rows) * Math.ceil(across / columns) * (stream + (1 - overlap) * fill);
}

/** Multiply-accumulates over cycles × units, in (0, 1]. */
export const systolicUtilisation = (
  dataflow: Dataflow,
  gemm: Gemm,
  array: SystolicArray,
  overlap = 0,
): number =>
  (gemm.m * gemm.n * gemm.k) / (systolicCycles(dataflow, gemm, array, overlap) * array.rows * array.columns);
