import { z } from "zod";
import { choice, fraction, integer, priceOnly, quantity, stated } from "../../base/fields.ts";
import { joules, nanometres, seconds, squareMetres, watts } from "../../base/units.ts";
import { ARITHMETIC, LOGIC_LEAKAGE, REGISTER_BIT } from "../logic.ts";
import { INT8 } from "../number-formats.ts";
import {
  BLOCK_STORE,
  blockStore,
  blockUse,
  blockWidthParam,
  defineMac,
  INT8_ARITHMETIC,
  idleOf,
} from "./mac.ts";
import { quantiseInt8 } from "./models.ts";

/** Dimensions that the rows and the columns of an array divide. */
const DIVIDED = {
  "output-stationary": { rowsOver: "m", unitsOver: "n" },
  "weight-stationary": { rowsOver: "k", unitsOver: "n" },
  "input-stationary": { rowsOver: "k", unitsOver: "m" },
} as const;

const params = z.object({
  rows: priceOnly(integer({ min: 1, max: 4096 }, "rows of the array").prefault(64)),
  columns: priceOnly(integer({ min: 1, max: 4096 }, "columns of the array").prefault(64)),
  dataflow: priceOnly(
    choice(
      ["output-stationary", "weight-stationary", "input-stationary"],
      "operand that stays in the array",
    ).prefault("output-stationary"),
  ),
  queries: priceOnly(
    integer({ min: 1, max: 1 << 24 }, "rows of a query block that stay in the array").prefault(128),
  ),
  blockWidth: blockWidthParam,
  keys: stated(
    priceOnly(
      integer(
        { min: 1, max: 1 << 24 },
        "keys of a product (default: of each comparison design's own blocks)",
      ).optional(),
    ),
  ),
  overlap: stated(
    priceOnly(fraction("share of fill and drain that hides behind the next fold").prefault(0.9)),
  ),
  clock: priceOnly(quantity("Hz", { min: 1e3, max: 5e9 }, "clock").prefault("1 GHz")),
});

/**
 * Systolic array of int8 multipliers whose utilisation follows from folds, scores and weighted values together: the
 * blocks are those that each comparison design makes, all with the same overlap. A unit passes its operands on through two 8-bit registers and keeps a
 * 32-bit accumulator; leaving those out makes `int8`. Energy: 45 nm [horowitz-2014]; area and registers: 40 nm
 * [aladdin-2014].
 */
export const systolicMac = defineMac({
  model: "systolic",
  source: "horowitz-2014",
  params,
  measured: ARITHMETIC,
  constants: {
    ...INT8_ARITHMETIC,
    ...REGISTER_BIT,
    ...BLOCK_STORE,
    leakage: LOGIC_LEAKAGE,
  },
  behave: ({ rows, columns, dataflow, queries, keys, overlap, blockWidth }) => ({
    ...INT8,
    operand: quantiseInt8,
    blockRows: queries,
    blockWidth,
    spatial: { arrays: 1, rows, units: columns, ...DIVIDED[dataflow] },
    use: (block) =>
      blockUse(dataflow, keys === undefined ? block : { ...block, keys }, { rows, columns }, overlap),
  }),
  cost: (p, technology, k) => {
    const [arithmetic, base] = [nanometres(45), nanometres(40)];
    const registerBits = 2 * INT8.wordBits + 32;
    const units = p.rows * p.columns;
    const store = blockStore(
      { rows: p.queries, width: p.blockWidth, format: INT8, summed: p.rows },
      technology,
      k,
    );
    const circuits =
      units *
      (k.multiplierArea / 16 + k.adderArea + registerBits * k.registerArea) *
      technology.areaFactor("logic", base);
    const area = circuits + store.area;
    const registers = registerBits * k.registerBit * technology.energyFactor("logic", base);
    const logic = technology.energyFactor("logic", arithmetic);
    const interval = seconds(1 / (units * p.clock));
    const latency = seconds((p.rows + p.columns) / p.clock);
    const mac = {
      energy: joules((k.multiply8 + k.add32) * logic + registers + store.perMac),
      latency,
      interval,
    };
    return {
      area: squareMetres(area),
      leakage: watts(circuits * k.leakage + store.leakage),
      actions: {
        mac,
        stall: idleOf(mac),
        add: { energy: joules(k.add32 * logic + registers), latency, interval },
      },
    };
  },
});
