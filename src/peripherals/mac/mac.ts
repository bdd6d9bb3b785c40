import { z } from "zod";
import {
  type ActionCost,
  type Constant,
  type Definition,
  type Dense,
  define,
  fraction,
  free,
  integer,
  joules,
  type Model,
  type Numbers,
  priceOnly,
  quantity,
  real,
  seconds,
  stated,
  type TechnologyNode,
} from "#base";
import { ADDERS, INT8, MULTIPLIERS, type NumberFormat, REGISTERS, SRAM_MACRO, sramPrice } from "#circuits";

/** The operand that stays in the array: outputs, weights (second operand) or inputs (first operand). */
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
 * Cycles of a matrix product on a systolic array, by folds: a fold streams its third dimension through and
 * fills and drains the array. `overlap` is the share of fill and drain hidden by the next fold; at 0 these
 * are the cycles that [scale-sim-v3] counts (without the drain of an output-stationary fold, as there).
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

export const blockWidthParam = priceOnly(
  integer(
    { min: 1, max: 4096 },
    "elements of a query for which the block's store is built; of wider heads it holds fewer rows, of narrower ones more",
  ).prefault(128),
);

interface StoredBlock {
  /** Rows of the block, and elements of each. */
  readonly rows: number;
  readonly width: number;
  /** Whether the store also holds as many rows of a streamed operand, which passes more than once. */
  readonly stages: boolean;
  /** Formats of a query's element and of its running output's. */
  readonly format: Pick<NumberFormat, "wordBits" | "accumulatorBits">;
  /** Products summed in the units before a running output is read, updated and written. */
  readonly summed: number;
}

/** Fewest elements of a stored row, assumed: each such part has a word for a log-sum-exp. */
const NARROWEST = 64;

/** Words of a macro of the store: between the least energy (64) and the least area (4 096); assumed. */
const STORE_WORDS = 256;

/** Area (m²), leakage (W), energy (J) per multiply-accumulate, mean of both products, and of an element. */
interface StorePrice {
  readonly area: number;
  readonly leakage: number;
  readonly perMac: number;
  readonly read: number;
  readonly write: number;
}

/** Price of the store of one array. */
export function blockStore(
  { rows, width, stages, format: { wordBits, accumulatorBits }, summed }: StoredBlock,
  technology: TechnologyNode,
  k: Numbers<typeof SRAM_MACRO>,
): StorePrice {
  const logSums = LOG_SUM_BITS * Math.max(1, width / NARROWEST);
  const bits = rows * (width * (wordBits * (stages ? 2 : 1) + accumulatorBits) + logSums);
  const { area, leakage, read, write } = sramPrice(
    { bits, word: 64, macro: 64 * STORE_WORDS },
    technology,
    k,
  );
  // Only one of the two products updates running outputs.
  const perMac = ((accumulatorBits / summed) * (read + write)) / 2;
  return { area, leakage, perMac, read: wordBits * read, write: wordBits * write };
}

/**
 * Rows of a block processed at once, of `most` in the store, by an array that takes `rows` at a time: whole
 * array passes if a partial last pass would delay it.
 */
export function blockRowsOf(most: number, rows: number): number {
  const whole = Math.floor(most / rows) * rows;
  // A block has as many keys as queries, and both are divided.
  const use = most / (Math.ceil(most / rows) * rows);
  return whole >= most * use ** 2 && whole > 0 ? whole : most;
}

/** Rows of a block of queries of a given width that fit in an array's store. */
export const blockRowsAt = (
  { blockRows, blockWidth }: { readonly blockRows: number; readonly blockWidth?: number },
  width: number,
): number =>
  blockWidth === undefined
    ? blockRows
    : Math.max(1, Math.floor((blockRows * Math.max(blockWidth, NARROWEST)) / Math.max(width, NARROWEST)));

export interface MacArray extends NumberFormat {
  /** The operand quantised to the array's word, in the units of the input. */
  operand(matrix: Dense): Dense;
  /** Rows of a query block in the array's store while keys stream past, of up to `blockWidth` elements. */
  readonly blockRows: number;
  readonly blockWidth?: number;
  /** Arrangement of units; absent if it is a single one. */
  readonly spatial?: Spatial;
  /** Share of units busy during the products of a block, in (0, 1]; 1 by default. */
  use?(block: Block): number;
  /** `use` if the units formed so many arrays; absent where that is no open choice. */
  useOf?(block: Block, arrays: number): number;
  /** Accesses to the array's store for operands that pass more than once; none by default. */
  streams?(block: Block): Streams;
}

/** Elements a multiply-accumulate that an array writes into its store, and reads there for another pass. */
export interface Streams {
  readonly staged: number;
  readonly restreamed: number;
}

/** Arrays of rows of units, and dimensions of O[m, n] = Σ A[m, k] · B[k, n] divided over rows and units. */
export interface Spatial {
  readonly arrays: number;
  readonly rows: number;
  readonly units: number;
  readonly rowsOver: "m" | "n" | "k";
  readonly unitsOver: "m" | "n" | "k";
}

/** Attention's two products: scores (queries × keys over width), outputs (queries × width over keys). */
export interface Block {
  readonly queries: number;
  readonly keys: number;
  readonly width: number;
}

/**
 * Actions `mac`: one multiply-accumulate; `add`: one addition of a ±1-weighted input; `stall`: the time of
 * one multiply-accumulate in which the units are idle; `stage` and `restream`: one element of a streamed
 * operand written into the array's store, and read there for another pass.
 */
export type MacAction = "mac" | "add" | "stall" | "stage" | "restream";

export type MacModel = Model<MacAction, MacArray>;

/** An idle action of the same interval, without energy. */
export const idleOf = ({ interval }: ActionCost): ActionCost => ({
  energy: joules(0),
  latency: seconds(0),
  interval,
});

/** Utilisation of an array's units over both products of a block, in (0, 1]. */
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

/**
 * Elements of streamed operands that a product stages and streams again, by the folds of `systolicCycles`:
 * an operand streams once for every fold of the dimension that it lacks.
 */
function restreams(dataflow: Dataflow, { m, n, k }: Gemm, { rows, columns }: SystolicArray): Streams {
  const first = { elements: m * k, passes: Math.ceil(n / columns) };
  const second = (across: number) => ({ elements: n * k, passes: Math.ceil(m / across) });
  const streamed = {
    "output-stationary": [first, second(rows)],
    "weight-stationary": [first],
    "input-stationary": [second(columns)],
  }[dataflow];
  let [staged, restreamed] = [0, 0];
  for (const { elements, passes } of streamed) {
    if (passes > 1) staged += elements;
    restreamed += (passes - 1) * elements;
  }
  return { staged, restreamed };
}

/** `restreams` a multiply-accumulate, over both products of a block. */
export function blockStreams(
  dataflow: Dataflow,
  { queries, keys, width }: Block,
  array: SystolicArray,
): Streams {
  const scores = restreams(dataflow, { m: queries, n: keys, k: width }, array);
  const outputs = restreams(dataflow, { m: queries, n: width, k: keys }, array);
  const macs = 2 * queries * keys * width;
  return {
    staged: (scores.staged + outputs.staged) / macs,
    restreamed: (scores.restreamed + outputs.restreamed) / macs,
  };
}

/** Energies of the accesses to a store; their time is hidden behind the products. */
export const streamActions = ({ read, write }: Pick<StorePrice, "read" | "write">) => ({
  stage: { energy: joules(write), latency: seconds(0), interval: seconds(0) },
  restream: { energy: joules(read), latency: seconds(0), interval: seconds(0) },
});

export const defineMac = <Shape extends z.ZodObject, const C extends Readonly<Record<string, Constant>>>(
  definition: Omit<Definition<Shape, MacAction, MacArray, C>, "family">,
): MacModel => define({ ...definition, family: "mac" });

/** Constants of int8 multipliers with int32 sums, their registers, and the store of a block. */
export const INT8_ARITHMETIC = { ...MULTIPLIERS, ...ADDERS, ...REGISTERS, ...SRAM_MACRO } as const;

/** Area of an 8-bit multiplier and a 32-bit adder at 40 nm, m². */
export const int8Area = (k: { readonly multiplier8Area: number; readonly adderArea: number }): number =>
  k.multiplier8Area + 32 * k.adderArea;

/** Energy of an 8-bit multiplication and its 32-bit addition at 45 nm, J. */
export const int8Energy = (k: {
  readonly multiply8: number;
  readonly adderBit: number;
  readonly productGlitches: number;
}): number => k.productGlitches * (k.multiply8 + 32 * k.adderBit);

/** Parameters of arrays of dot products: units in rows of lanes, one sum per row. */
export const MAC_PARAMS = {
  units: priceOnly(integer({ min: 1, max: 1 << 24 }, "multiply-accumulate units").prefault(4096)),
  arrays: priceOnly(
    integer(
      { min: 1, max: 1 << 16 },
      "arrays that the units form, each with a store of its own and at work on its own block (default: as many as the blocks of each comparison design fill)",
    ).optional(),
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
    integer(
      { min: 1, max: 4096 },
      "rows of a query block, of `blockWidth` elements each, that stay in an array's store",
    ).prefault(128),
  ),
  blockWidth: blockWidthParam,
  clock: priceOnly(quantity("Hz", { min: 1e3, max: 5e9 }, "clock").prefault("1 GHz")),
};

/** float64 operands, which move as int8 words. */
export const idealMac = defineMac({
  model: "ideal",
  source: "assumed",
  params: z.object({}),
  constants: {},
  behave: () => ({ ...INT8, operand: (matrix) => matrix, blockRows: 128, use: () => 1 }),
  cost: () => free(["mac", "add", "stall", "stage", "restream"]),
});

export interface DotProducts {
  readonly units: number;
  /** One where it is an open choice that nobody has made. */
  readonly arrays?: number;
  readonly lanes: number;
  readonly overlap: number;
  readonly utilisation?: number;
}

/**
 * Utilisation of the units by a block: that of an array with resident queries and streaming keys, limited by
 * the config. A single query is no block: the buffer's bandwidth limits its products, and all units work.
 */
export const dotProductUse =
  ({ units, arrays: stated = 1, lanes, overlap, utilisation = 1 }: DotProducts) =>
  (block: Block, arrays = stated): number => {
    if (block.queries === 1) return utilisation;
    const array = dotProductArray({ units, arrays, lanes });
    return Math.min(utilisation, blockUse("input-stationary", block, array, overlap));
  };

/** Accesses to the store of such an array, whose keys stream past once for each set of resident queries. */
export const dotProductStreams =
  (p: Pick<DotProducts, "units" | "arrays" | "lanes">) =>
  (block: Block): Streams =>
    blockStreams("input-stationary", block, dotProductArray(p));

/** One of the arrays with its lanes as rows and its resident queries as columns. */
function dotProductArray({
  units,
  arrays = 1,
  lanes,
}: Pick<DotProducts, "units" | "arrays" | "lanes">): SystolicArray {
  const rows = Math.min(lanes, Math.max(1, units / arrays));
  return { rows, columns: Math.max(1, units / arrays / rows) };
}

/** The same units as rows of lanes: each row stores a query and computes one sum. */
export const dotProductSpatial = ({ units, arrays = 1, lanes }: DotProducts): Spatial => {
  const inRow = Math.min(lanes, Math.max(1, Math.floor(units / arrays)));
  const rows = Math.max(1, Math.floor(units / arrays / inRow));
  return { arrays, rows, units: inRow, rowsOver: "m", unitsOver: "k" };
};

/** Register bits clocked per multiply-accumulate: the streaming operand, and its share of a row's sum. */
export const clockedBits = (operand: number, lanes: number): number => operand + 32 / lanes;

/** Register bits of a unit: both operands, the next resident one, and its share of a row's sum. */
export const registerBits = (operand: number, lanes: number): number => 3 * operand + 32 / lanes;
