// Multiply-accumulate units: int8 and bfloat16.

import { z } from "zod";
import {
  choice,
  type Dense,
  dense,
  fraction,
  integer,
  joules,
  type Numbers,
  priceOnly,
  quantity,
  seconds,
  squareMetres,
  stated,
  type TechnologyNode,
  watts,
} from "#base";
import {
  ARITHMETIC,
  BFLOAT16,
  INT8,
  LOGIC,
  leakingAt,
  logicAt,
  type NumberFormat,
  REGISTERS,
  roundBfloat16,
  SRAM_MACRO,
} from "#circuits";
import {
  type Block,
  blockRowsOf,
  blockStore,
  blockStreams,
  blockUse,
  blockWidthParam,
  clockedBits,
  type DotProducts,
  defineMac,
  dotProductSpatial,
  dotProductStreams,
  dotProductUse,
  INT8_ARITHMETIC,
  idleOf,
  int8Area,
  int8Energy,
  MAC_PARAMS,
  registerBits,
  type Streams,
  streamActions,
} from "./mac.ts";

/**
 * Array of int8 dot products: one operand stays in registers, the other streams past, and a row of lanes
 * shares an int32 sum. Priced by `LOGIC`. An addition of a ±1-weighted int8 input takes a 16-bit adder.
 */
export const int8Mac = defineMac({
  model: "int8",
  source: "horowitz-2014",
  params: z.object(MAC_PARAMS),
  measured: ARITHMETIC,
  constants: INT8_ARITHMETIC,
  behave: (p) => ({
    ...INT8,
    operand: quantiseInt8,
    ...blockOf(p),
    spatial: dotProductSpatial(p),
    use: dotProductUse(p),
    useOf: p.arrays === undefined ? dotProductUse(p) : undefined,
    streams: dotProductStreams(p),
  }),
  cost: (p, technology, k) => {
    const { units, lanes, clock } = p;
    const factor = logicAt(technology, k);
    const unit = int8Area(k) + registerBits(INT8.wordBits, lanes) * k.registerArea;
    const logic = units * unit * factor.area;
    const store = storeOf(p, INT8, technology, k);
    const area = logic + (p.arrays ?? 1) * store.area;
    const interval = seconds(1 / (units * clock));
    const latency = seconds(4 / clock);
    const macEnergy =
      (int8Energy(k) + clockedBits(INT8.wordBits, lanes) * k.registerBit) * factor.energy + store.perMac;
    const mac = { energy: joules(macEnergy), latency, interval };
    return {
      area: squareMetres(area),
      leakage: watts(leakingAt(logic, technology, k) + (p.arrays ?? 1) * store.leakage),
      actions: {
        mac,
        stall: idleOf(mac),
        ...streamActions(store),
        add: { energy: joules(16 * (k.adderBit + k.registerBit) * factor.energy), latency, interval },
      },
    };
  },
});

/** The block that an array of dot products processes at once. */
const blockOf = (p: { readonly blockRows: number; readonly blockWidth: number } & DotProducts) => ({
  blockRows: blockRowsOf(p.blockRows, dotProductSpatial(p).rows),
  blockWidth: p.blockWidth,
});

/** Store of one array; a row of lanes sums before it updates a running output. */
const storeOf = (
  p: { readonly blockRows: number; readonly blockWidth: number } & DotProducts,
  format: NumberFormat,
  technology: TechnologyNode,
  k: Numbers<typeof SRAM_MACRO>,
) =>
  blockStore(
    {
      rows: p.blockRows,
      width: p.blockWidth,
      stages: isStaged(dotProductStreams(p), p.blockRows, p.blockWidth),
      format,
      summed: p.lanes,
    },
    technology,
    k,
  );

/** Whether an operand of the largest block passes more than once. */
const isStaged = (streams: (block: Block) => Streams, rows: number, width: number): boolean =>
  streams({ queries: rows, keys: rows, width }).staged > 0;

/** Symmetric int8 with one scale per matrix: 255 levels, the largest magnitude at ±127. */
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

/**
 * Array of bfloat16 multipliers with float32 accumulators. The published multiplier is fp16's at 45 nm
 * [horowitz-2014], 11 significant bits against 8: an upper bound; the lower one is by the square of the
 * width. Areas: an 8-bit multiplier and a 32-bit adder, times an assumed factor for exponents and alignment.
 */
export const bf16Mac = defineMac({
  model: "bf16",
  source: "horowitz-2014",
  params: z.object(MAC_PARAMS),
  measured: ARITHMETIC,
  constants: {
    multiply: {
      nominal: 1.1e-12,
      low: 0.58e-12,
      high: 1.1e-12,
      source: "horowitz-2014",
      note: "J an fp16 multiply at 45 nm; low: × (8/11)²",
    },
    add: {
      nominal: 0.9e-12,
      low: 0.4e-12,
      high: 0.9e-12,
      source: "horowitz-2014",
      note: "J an fp32 add at 45 nm; low: fp16",
    },
    multiplier8Area: LOGIC.multiplier8Area,
    adderArea: LOGIC.adderArea,
    floating: { nominal: 3, low: 2, high: 5, source: "assumed", note: "floating over integer area" },
    ...REGISTERS,
    ...SRAM_MACRO,
  },
  behave: (p) => ({
    ...BFLOAT16,
    operand: (matrix) => dense(matrix.rows, matrix.columns, matrix.data.map(roundBfloat16)),
    ...blockOf(p),
    spatial: dotProductSpatial(p),
    use: dotProductUse(p),
    useOf: p.arrays === undefined ? dotProductUse(p) : undefined,
    streams: dotProductStreams(p),
  }),
  cost: (p, technology, k) => {
    const { units, lanes, clock } = p;
    const factor = logicAt(technology, k);
    const unit = int8Area(k) * k.floating + registerBits(BFLOAT16.wordBits, lanes) * k.registerArea;
    const logic = units * unit * factor.area;
    const store = storeOf(p, BFLOAT16, technology, k);
    const area = logic + (p.arrays ?? 1) * store.area;
    const interval = seconds(1 / (units * clock));
    const latency = seconds(6 / clock);
    const macEnergy =
      (k.multiply + k.add + clockedBits(BFLOAT16.wordBits, lanes) * k.registerBit) * factor.energy +
      store.perMac;
    const mac = { energy: joules(macEnergy), latency, interval };
    return {
      area: squareMetres(area),
      leakage: watts(leakingAt(logic, technology, k) + (p.arrays ?? 1) * store.leakage),
      actions: {
        mac,
        stall: idleOf(mac),
        ...streamActions(store),
        add: { energy: joules((k.add + 32 * k.registerBit) * factor.energy), latency, interval },
      },
    };
  },
});

/** Dimensions divided over the rows and columns of an array. */
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
 * Systolic array of int8 multipliers whose utilisation follows from folds, of scores and weighted values
 * together; each comparison design forms its own blocks, all with the same overlap. A unit passes its
 * operands through two 8-bit registers and has a 32-bit accumulator; without those it is `int8`. Priced by
 * `LOGIC`.
 */
export const systolicMac = defineMac({
  model: "systolic",
  source: "horowitz-2014",
  params,
  measured: ARITHMETIC,
  constants: INT8_ARITHMETIC,
  behave: ({ rows, columns, dataflow, queries, keys, overlap, blockWidth }) => ({
    ...INT8,
    operand: quantiseInt8,
    blockRows: queries,
    blockWidth,
    spatial: { arrays: 1, rows, units: columns, ...DIVIDED[dataflow] },
    use: (block) =>
      blockUse(dataflow, keys === undefined ? block : { ...block, keys }, { rows, columns }, overlap),
    streams: (block) =>
      blockStreams(dataflow, keys === undefined ? block : { ...block, keys }, { rows, columns }),
  }),
  cost: (p, technology, k) => {
    const factor = logicAt(technology, k);
    const registerBits = 2 * INT8.wordBits + 32;
    const units = p.rows * p.columns;
    const stages = isStaged((block) => blockStreams(p.dataflow, block, p), p.queries, p.blockWidth);
    const store = blockStore(
      { rows: p.queries, width: p.blockWidth, stages, format: INT8, summed: p.rows },
      technology,
      k,
    );
    const circuits = units * (int8Area(k) + registerBits * k.registerArea) * factor.area;
    const area = circuits + store.area;
    const registers = registerBits * k.registerBit;
    const interval = seconds(1 / (units * p.clock));
    const latency = seconds((p.rows + p.columns) / p.clock);
    const mac = {
      energy: joules((int8Energy(k) + registers) * factor.energy + store.perMac),
      latency,
      interval,
    };
    return {
      area: squareMetres(area),
      leakage: watts(leakingAt(circuits, technology, k) + store.leakage),
      actions: {
        mac,
        stall: idleOf(mac),
        ...streamActions(store),
        add: { energy: joules((32 * k.adderBit + registers) * factor.energy), latency, interval },
      },
    };
  },
});
