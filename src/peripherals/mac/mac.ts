import { z } from "zod";
import {
  type ActionCost,
  type Constant,
  type Definition,
  define,
  free,
  type Model,
  type Numbers,
  type TechnologyNode,
} from "../../base/component.ts";
import type { Dense } from "../../base/dense.ts";
import { fraction, integer, priceOnly, quantity, real, stated } from "../../base/fields.ts";
import { power } from "../../base/power.ts";
import { joules, nanometres, seconds } from "../../base/units.ts";
import { BANKED, REFERENCE_CAPACITY } from "../memory/sram.ts";
import { INT8, type NumberFormat } from "../number-formats.ts";

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

/** Bits of the log-sum-exp of a query. */
const LOG_SUM_BITS = 32;

/** Constants of a store: those of `sram banked`. */
export const BLOCK_STORE = {
  read: BANKED.read,
  write: BANKED.write,
  exponent: BANKED.exponent,
  cell: BANKED.cell,
  efficiency: BANKED.efficiency,
  cellLeakage: BANKED.leakage,
} as const;

export const blockWidthParam = priceOnly(
  integer(
    { min: 1, max: 4096 },
    "elements of a query for which the block's store is built; of wider heads it holds fewer rows",
  ).prefault(128),
);

interface StoredBlock {
  /** Rows of the block, and elements of each. */
  readonly rows: number;
  readonly width: number;
  /** Of an element of a query, and of one of its running output. */
  readonly format: Pick<NumberFormat, "wordBits" | "accumulatorBits">;
  /** Products that are summed in the units before a running output is read, added to and written. */
  readonly summed: number;
}

/** Area (m²) and leakage (W) of the store, and its energy (J) a multiply-accumulate, the mean of both products. */
export function blockStore(
  { rows, width, format: { wordBits, accumulatorBits }, summed }: StoredBlock,
  technology: TechnologyNode,
  k: Numbers<typeof BLOCK_STORE>,
): { readonly area: number; readonly leakage: number; readonly perMac: number } {
  const base = nanometres(28);
  const bits = rows * (width * (wordBits + accumulatorBits) + LOG_SUM_BITS);
  const scale = technology.energyFactor("sram", base);
  const size = power(bits / 8 / REFERENCE_CAPACITY, k.exponent) * scale;
  return {
    area: ((bits * k.cell) / k.efficiency) * technology.areaFactor("sram", base),
    leakage: bits * k.cellLeakage * scale,
    // One of the two products adds to running outputs.
    perMac: ((accumulatorBits / summed) * (k.read + k.write) * size) / 2,
  };
}

/**
 * Rows of a block that are taken at once, of `most` that the store holds, by an array that takes `rows` at a time: whole turns of the
 * array, where the part of one that is left over would hold it up.
 */
export function blockRowsOf(most: number, rows: number): number {
  const whole = Math.floor(most / rows) * rows;
  // A block has as many keys as queries, and both are cut.
  const use = most / (Math.ceil(most / rows) * rows);
  return whole >= most * use ** 2 && whole > 0 ? whole : most;
}

/** Rows of a block of queries of some width that the store of an array holds. */
export const blockRowsAt = (
  { blockRows, blockWidth }: { readonly blockRows: number; readonly blockWidth?: number },
  width: number,
): number =>
  blockWidth === undefined || width <= blockWidth
    ? blockRows
    : Math.max(1, Math.floor((blockRows * blockWidth) / width));

export interface MacArray extends NumberFormat {
  /** The operand as the array holds it: quantised to its word, in the units of the input. */
  operand(matrix: Dense): Dense;
  /** Rows of a query block that stay in the array's store while keys stream past, of up to `blockWidth` elements; of any, where it is left out. */
  readonly blockRows: number;
  readonly blockWidth?: number;
  /** How units stand side by side; left out where they are one. */
  readonly spatial?: Spatial;
  /** Share of the units that work while the products of a block are computed, in (0, 1]; all where it is left out. */
  use?(block: Block): number;
}

/** Arrays of rows of units, and the dimensions of a product O[m, n] = Σ A[m, k] · B[k, n] that rows and the units of a row divide. */
export interface Spatial {
  readonly arrays: number;
  readonly rows: number;
  readonly units: number;
  readonly rowsOver: "m" | "n" | "k";
  readonly unitsOver: "m" | "n" | "k";
}

/** Two products of attention: scores (queries × keys over width) and weighted values (queries × width over keys). */
export interface Block {
  readonly queries: number;
  readonly keys: number;
  readonly width: number;
}

/**
 * Actions `mac`: one multiply-accumulate; `add`: one addition of a ±1-weighted input; `stall`: the time of one
 * multiply-accumulate for which the units of a block are idle.
 */
export type MacAction = "mac" | "add" | "stall";

export type MacModel = Model<MacAction, MacArray>;

/** Time in which nothing is computed. */
export const idleOf = ({ interval }: ActionCost): ActionCost => ({
  energy: joules(0),
  latency: seconds(0),
  interval,
});

/** Useful share of an array's units over both products of a block, in (0, 1]. */
export function blockUse(
  dataflow: Dataflow,
  { queries, keys, width }: Block,
  array: SystolicArray,
  overlap: number,
): number {
  const cycles =
    systolicCycles(dataflow, { m: queries, n: keys, k: width }, array, overlap) +
    systolicCycles(dataflow, { m: queries, n: width, k: keys }, array, overlap);
  return (2 * queries * keys * width) / (cycles * array.rows * array.columns);
}

export const defineMac = <Shape extends z.ZodObject, const C extends Readonly<Record<string, Constant>>>(
  definition: Omit<Definition<Shape, MacAction, MacArray, C>, "family">,
): MacModel => define({ ...definition, family: "mac" });

/** Energies of int8 arithmetic with int32 accumulators, and areas of its units; what several MAC arrays are made of. */
export const INT8_ARITHMETIC = {
  multiply8: {
    nominal: 0.2e-12,
    low: 0.07e-12,
    high: 0.2e-12,
    source: "horowitz-2014",
    note: "J at 45 nm; low: a whole multiply-accumulate of [zigzag-2026], 0.04 pJ at 28 nm",
  },
  add32: { nominal: 0.1e-12, source: "horowitz-2014", note: "J at 45 nm" },
  multiplierArea: {
    nominal: 6350e-12,
    source: "aladdin-2014",
    note: "m², 32-bit at 40 nm; × (8/32)² for int8",
  },
  adderArea: { nominal: 278e-12, source: "aladdin-2014", note: "m², 32-bit at 40 nm" },
} as const satisfies Readonly<Record<string, Constant>>;

/** Parameters of arrays of dot products: units in rows of lanes, one sum a row. */
export const MAC_PARAMS = {
  units: priceOnly(integer({ min: 1, max: 1 << 24 }, "multiply-accumulate units").prefault(4096)),
  arrays: priceOnly(
    integer({ min: 1, max: 1 << 16 }, "arrays that the units form, each at work on its own block").prefault(
      1,
    ),
  ),
  lanes: priceOnly(
    integer({ min: 1, max: 4096 }, "units of a dot product, which share one sum").prefault(64),
  ),
  overlap: stated(
    priceOnly(fraction("share of fill and drain that hides behind the next fold").prefault(0.9)),
  ),
  utilisation: stated(
    priceOnly(
      real(
        { min: 1e-3, max: 1 },
        "most of the cycles that do useful work, such as what a scheduler leaves (default: what the blocks of each comparison design fill)",
      ).optional(),
    ),
  ),
  blockRows: priceOnly(
    integer({ min: 1, max: 4096 }, "rows of a query block that stay in the array's store").prefault(128),
  ),
  blockWidth: blockWidthParam,
  clock: priceOnly(quantity("Hz", { min: 1e3, max: 5e9 }, "clock").prefault("1 GHz")),
};

/** float64 operands, which move as the words of int8 do. */
export const idealMac = defineMac({
  model: "ideal",
  source: "assumed",
  params: z.object({}),
  constants: {},
  behave: () => ({ ...INT8, operand: (matrix) => matrix, blockRows: 128, use: () => 1 }),
  cost: () => free(["mac", "add", "stall"]),
});

export interface DotProducts {
  readonly units: number;
  readonly arrays: number;
  readonly lanes: number;
  readonly overlap: number;
  readonly utilisation?: number;
}

/**
 * Use of the units by a block: that of an array in which queries stay and keys stream past, and at most what the config says. One
 * query alone is no block: its products are fed by the buffer, whose bandwidth bounds them, and all units take part.
 */
export const dotProductUse =
  ({ units, arrays, lanes, overlap, utilisation = 1 }: DotProducts) =>
  (block: Block): number => {
    if (block.queries === 1) return utilisation;
    const rows = Math.min(lanes, Math.max(1, units / arrays));
    const columns = Math.max(1, units / arrays / rows);
    return Math.min(utilisation, blockUse("input-stationary", block, { rows, columns }, overlap));
  };

/** The same units as rows of lanes: each row holds a query and makes one sum. */
export const dotProductSpatial = ({ units, arrays, lanes }: DotProducts): Spatial => {
  const inRow = Math.min(lanes, Math.max(1, Math.floor(units / arrays)));
  const rows = Math.max(1, Math.floor(units / arrays / inRow));
  return { arrays, rows, units: inRow, rowsOver: "m", unitsOver: "k" };
};

/** Bits of registers that a multiply-accumulate clocks: the operand that streams, and its share of a row's sum. */
export const clockedBits = (operand: number, lanes: number): number => operand + 32 / lanes;

/** Bits of registers that a unit has: both operands, the next one that stays, and its share of a row's sum. */
export const registerBits = (operand: number, lanes: number): number => 3 * operand + 32 / lanes;
