import { z } from "zod";
import {
  type Amperes,
  type ComponentCost,
  type Constant,
  choice,
  type Definition,
  type Dense,
  define,
  dense,
  free,
  integer,
  joules,
  type Kelvin,
  type Metres,
  type Model,
  nanometres,
  nanoseconds,
  quantity,
  type Seconds,
  seconds,
  squareMetres,
  type TechnologyNode,
  type Volts,
  watts,
} from "#base";

/** Read current of a cell of an analog array, and its accuracy. */
export interface CellRead {
  /** Current of a cell at its highest level, driven for all of `time`. */
  readonly current: Amperes;
  /** Voltage swing of the node that integrates a column's charge. */
  readonly voltage: Volts;
  readonly time: Seconds;
  /** Standard deviation of a cell's own gain, fixed when it is written. */
  readonly variation: number;
  /** Current of a level over that of the highest one; levels are in [−1, 1]. */
  response(level: number): number;
}

/** Boltzmann's constant, J/K, and the charge of an electron, C. */
const BOLTZMANN = 1.380649e-23;
const ELECTRON = 1.602176634e-19;

/**
 * Variance of a column's charge in one read, in squared full charges Q = I·t of a cell: shot noise of
 * `charge` full cells, charge · q/Q, and the reset noise of an integrating capacitor that `rows` full cells
 * swing by V, kT·C/Q² = rows · kT/(V·Q).
 */
export function readVariance(
  { current, voltage, time }: CellRead,
  rows: number,
  charge: number,
  temperature: Kelvin,
): number {
  const full = current * time;
  return (charge * ELECTRON + (rows * BOLTZMANN * temperature) / voltage) / full;
}

/** Properties of an array that determine its read time. */
export interface ReadArray {
  readonly rows: number;
  readonly columns: number;
  readonly inputBits: number;
  readonly outputBits: number;
  readonly readout: "adc" | "charge-to-pulse";
  readonly readTime: Seconds | null;
  readonly cell: CellRead | null;
}

/** Shortest possible read, s, and its contributions. */
export interface LeastRead {
  readonly least: Seconds;
  /** Settling of both lines to half a level; steps of the longest pulse; charge for half an output level. */
  readonly lines: Seconds;
  readonly steps: Seconds;
  readonly charge: Seconds;
}

/** Shortest pulse step, s at 28 nm: one edge after another (assumed: four delays of a loaded inverter). */
const EDGE = 50e-12;

/**
 * Least time of a read of an array of cells at a `pitch`. A pulse of b bits has 2^b − 1 steps, an amplitude
 * one. A line of resistance R and capacitance C settles to half of 2^b levels in ln 2 · (b + 1) · RC/2.
 * Column noise must be below half a converter level: I·t ≥ 4^b (q + kT/V) / rows. Null if reads take no time.
 */
export function leastRead(array: ReadArray, pitch: number, technology: TechnologyNode): LeastRead | null {
  const { rows, columns, inputBits, outputBits, readout, readTime, cell } = array;
  if (readTime === null) return null;
  const ofLine = (cells: number, bits: number): number =>
    (Math.LN2 *
      (bits + 1) *
      (technology.lineResistance / technology.pitch) *
      technology.wireCapacitance *
      (cells * pitch) ** 2) /
    2;
  const lines = ofLine(columns, inputBits) + ofLine(rows, outputBits);
  const pulses = readout === "charge-to-pulse" ? 2 ** inputBits - 1 : 1;
  const steps = pulses * EDGE * technology.delayFactor("logic", nanometres(28));
  const charge =
    cell === null
      ? 0
      : (4 ** outputBits * cell.time * readVariance(cell, rows, rows, technology.temperature)) / rows ** 2;
  return {
    least: seconds(Math.max(steps + lines, charge)),
    lines: seconds(lines),
    steps: seconds(steps),
    charge: seconds(charge),
  };
}

/** An analog array, rewritten with every sequence, that stores keys and values. */
export interface DynamicArray {
  readonly rows: number;
  readonly columns: number;
  /** Adjacent cells that share the bits of one element. */
  readonly slices: number;
  /** Bit lines per slice: 2 for a differential pair. */
  readonly lines: number;
  /** Reads per query, a few of its bits at a time. */
  readonly phases: number;
  /** Bits of a word line's drive, and of a column's conversion; Infinity for ideal converters. */
  readonly inputBits: number;
  readonly outputBits: number;
  /** Columns that share one converter. */
  readonly columnsPerConverter: number;
  /** Node of the publication, or null. */
  readonly node: Metres | null;
  /** End of a column: an ADC, or pulses that drive the next array and replace the softmax. */
  readonly readout: "adc" | "charge-to-pulse";
  /** Bits of a stored element, and of a driven one. */
  readonly keyBits: number;
  readonly queryBits: number;
  /** Writes that a cell survives; Infinity if writing causes no wear. */
  readonly endurance: number;
  /** Time in which a level decays to 1/e and after which it is rewritten, s. */
  readonly retention: Seconds;
  /** Time of one phase of a product; null if reads take none. */
  readonly readTime: Seconds | null;
  /** Read current of a cell; null if none is published. */
  readonly cell: CellRead | null;
  /** Keys or values (tokens × width) as stored in the cells, in units of the input, clipped to ±range. */
  stored(matrix: Dense, range?: number): Dense;
  /** Queries (tokens × width) as driven on the word lines. */
  driven(matrix: Dense, range?: number): Dense;
}

/**
 * Actions per cell: `write`; `read`, one phase of a product in which it takes part; `stall`, the time of a
 * read in which a masked cell is idle. Intervals are those of an array whose cells all act together: a write
 * takes the time of all lines of the array in sequence, and its latency is one line.
 */
export type DynamicAction = "write" | "read" | "stall";

export type DynamicArrayModel = Model<DynamicAction, DynamicArray>;

export const defineDynamicArray = <
  Shape extends z.ZodObject,
  const C extends Readonly<Record<string, Constant>>,
>(
  definition: Omit<Definition<Shape, DynamicAction, DynamicArray, C>, "family">,
): DynamicArrayModel => define({ affects: "price", ...definition, family: "dynamic-array" });

/** Published numbers of a model's array; each is a default that a config may change. */
export interface ArrayDefaults {
  readonly side: number;
  readonly keyBits: number;
  readonly queryBits: number;
  readonly inputBits: number;
  readonly outputBits: number;
  readonly pairing: "single" | "differential";
  readonly columnsPerConverter: number;
  readonly readout: "adc" | "charge-to-pulse";
  /** Null if it follows from the bits on a word line. */
  readonly readTime: string | null;
  readonly retention: string;
}

/** Config keys of every model of the family. */
export const dynamicParams = (defaults: ArrayDefaults) => ({
  rows: integer({ min: 1, max: 4096 }, "word lines of an array").prefault(defaults.side),
  columns: integer({ min: 1, max: 4096 }, "bit lines of an array").prefault(defaults.side),
  keyBits: integer({ min: 1, max: 16 }, "bits of a stored key or value").prefault(defaults.keyBits),
  queryBits: integer({ min: 1, max: 16 }, "bits of a query and of a weight").prefault(defaults.queryBits),
  inputBits: integer({ min: 1, max: 8 }, "bits that a word line carries at once").prefault(
    defaults.inputBits,
  ),
  outputBits: integer({ min: 4, max: 8 }, "resolution of a column's converter").prefault(defaults.outputBits),
  pairing: choice(["single", "differential"], "bit lines of a signed element").prefault(defaults.pairing),
  columnsPerConverter: integer({ min: 1, max: 4096 }, "columns that take turns at a converter").prefault(
    defaults.columnsPerConverter,
  ),
  readout: choice(
    ["adc", "charge-to-pulse"],
    "what a column ends in: a converter, or pulses that drive the next array and replace the softmax by a hard sigmoid",
  ).prefault(defaults.readout),
  readTime: readTimeField(defaults.readTime),
  retention: quantity(
    "s",
    { min: 1e-6, max: 1e9 },
    "time in which a level decays to 1/e, and after which a cell is refreshed",
  ).prefault(defaults.retention),
});

const readTimeField = (published: string | null) => {
  const field = quantity(
    "s",
    { min: 1e-12, max: 1 },
    published === null
      ? "time of one phase of a product (default: 1 ns a level of the longest pulse)"
      : "time of one phase of a product",
  );
  return published === null ? field.optional() : field.prefault(published).optional();
};

/** Bits on a word line at once. */
const carriedBits = ({ inputBits, queryBits }: Pick<DynamicParams, "inputBits" | "queryBits">): number =>
  Math.min(inputBits, queryBits);

/** Time of a phase, by default the longest pulse at 1 ns per step: 15 ns for 16 levels [leroux-2025]. */
const phaseTime = (p: DynamicParams): Seconds => p.readTime ?? nanoseconds(2 ** carriedBits(p) - 1);

const shape = z.object(
  dynamicParams({
    side: 1,
    keyBits: 1,
    queryBits: 1,
    inputBits: 1,
    outputBits: 4,
    pairing: "single",
    columnsPerConverter: 1,
    readout: "adc",
    readTime: "1 ns",
    retention: "1 s",
  }),
);
type DynamicParams = z.output<typeof shape>;

/**
 * Behaviour of an array of cells of `cellBits` bits that survive `endurance` writes, published at `node`;
 * `cellOf` gives a cell's read current for a read time.
 */
export const dynamicArray = (
  p: DynamicParams,
  cellBits: number,
  endurance: number,
  node: Metres | null,
  cellOf: (time: Seconds) => CellRead | null = () => null,
): DynamicArray => ({
  node,
  readTime: phaseTime(p),
  cell: cellOf(phaseTime(p)),
  readout: p.readout,
  rows: p.rows,
  columns: p.columns,
  slices: Math.ceil(p.keyBits / cellBits),
  lines: p.pairing === "differential" ? 2 : 1,
  phases: Math.ceil(p.queryBits / p.inputBits),
  inputBits: carriedBits(p),
  outputBits: p.outputBits,
  columnsPerConverter: p.columnsPerConverter,
  keyBits: p.keyBits,
  queryBits: p.queryBits,
  endurance,
  retention: p.retention,
  stored: (matrix, range) => levelled(matrix, 2 ** p.keyBits, range),
  driven: (matrix, range) => levelled(matrix, 2 ** p.queryBits, range),
});

/** Area (m²) and energies (J) of a cell, and write time of one line (s). */
export interface CellPrice {
  readonly area: number;
  readonly write: number;
  readonly read: number;
  readonly lineTime: number;
}

/** Price of one cell. A cell is rewritten once per retention time: that is its leakage. */
export const dynamicPrice = (
  p: DynamicParams,
  { area, write, read, lineTime }: CellPrice,
): ComponentCost<DynamicAction> => {
  const time = phaseTime(p);
  return {
    area: squareMetres(area),
    leakage: watts(write / p.retention),
    actions: {
      write: { energy: joules(write), latency: seconds(lineTime), interval: seconds(lineTime * p.rows) },
      read: { energy: joules(read), latency: time, interval: time },
      stall: { energy: joules(0), latency: seconds(0), interval: time },
    },
  };
};

/** Rounds to the nearest of `levels` equidistant levels on ±range, by default the largest magnitude. */
function levelled(matrix: Dense, levels: number, range = largestMagnitude(matrix)): Dense {
  if (range === 0) return matrix;
  const step = (2 * range) / (levels - 1);
  return dense(
    matrix.rows,
    matrix.columns,
    matrix.data.map((x) => Math.round((Math.min(range, Math.max(-range, x)) + range) / step) * step - range),
  );
}

const largestMagnitude = ({ data }: Dense): number =>
  data.reduce((largest, x) => Math.max(largest, Math.abs(x)), 0);

/** Stores and multiplies real numbers without cost and without decay. Its converters are ideal. */
export const idealDynamicArray = defineDynamicArray({
  model: "ideal",
  source: "assumed",
  params: z.object({}),
  constants: {},
  behave: () => ({
    rows: 128,
    columns: 128,
    slices: 1,
    lines: 1,
    phases: 1,
    inputBits: Number.POSITIVE_INFINITY,
    outputBits: Number.POSITIVE_INFINITY,
    columnsPerConverter: 1,
    node: null,
    readout: "adc",
    keyBits: 8,
    queryBits: 8,
    endurance: Number.POSITIVE_INFINITY,
    retention: seconds(Number.POSITIVE_INFINITY),
    readTime: null,
    cell: null,
    stored: (matrix) => matrix,
    driven: (matrix) => matrix,
  }),
  cost: () => free(["write", "read", "stall"]),
});
