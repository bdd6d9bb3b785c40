import { z } from "zod";
import {
  type ComponentCost,
  type Constant,
  type Definition,
  define,
  free,
  type Model,
  type TechnologyNode,
} from "../../base/component.ts";
import { type Dense, dense } from "../../base/dense.ts";
import { choice, integer, quantity } from "../../base/fields.ts";
import {
  type Amperes,
  joules,
  type Kelvin,
  type Metres,
  nanometres,
  nanoseconds,
  type Seconds,
  seconds,
  squareMetres,
  type Volts,
  watts,
} from "../../base/units.ts";

/** What a cell of an analog array puts on its bit line in a read, and how exactly. */
export interface CellRead {
  /** Of a cell at its highest level, whose line is driven for the whole of `time`. */
  readonly current: Amperes;
  /** Swing of the node that integrates the charge of a column. */
  readonly voltage: Volts;
  readonly time: Seconds;
  /** Standard deviation of a cell's own gain, frozen when it is written. */
  readonly variation: number;
  /** Current of a level over that of the highest one; levels are in [−1, 1]. */
  response(level: number): number;
}

/** Boltzmann's constant, J/K, and the charge of an electron, C. */
const BOLTZMANN = 1.380649e-23;
const ELECTRON = 1.602176634e-19;

/**
 * Variance of a column's charge in one read, in squared full charges Q = I·t of a cell: shot noise of `charge` full cells,
 * charge · q/Q, and what is left on an integrating capacitor that `rows` full cells swing by V when it is reset,
 * kT·C/Q² = rows · kT/(V·Q).
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

/** What of an array a read's time depends on. */
export interface ReadArray {
  readonly rows: number;
  readonly columns: number;
  readonly inputBits: number;
  readonly outputBits: number;
  readonly readout: "adc" | "charge-to-pulse";
  readonly readTime: Seconds | null;
  readonly cell: CellRead | null;
}

/** Time of a read below which no such array works, s, and what takes it. */
export interface LeastRead {
  readonly least: Seconds;
  /** Both lines to half a level; shortest steps of the longest pulse; charge enough for half a level of the output. */
  readonly lines: Seconds;
  readonly steps: Seconds;
  readonly charge: Seconds;
}

/** Shortest step of a pulse, s at 28 nm: one edge after another (assumed: four delays of a loaded inverter). */
const EDGE = 50e-12;

/**
 * Least time of one read of an array whose cells are `pitch` apart. A pulse of b bits has 2^b − 1 steps, an amplitude one. A
 * line of resistance R and capacitance C settles to half of 2^b levels in ln 2 · (b + 1) · RC/2. A column's noise has to
 * stay below half a level of its converter: I·t ≥ 4^b (q + kT/V) / rows. Null where reads take no time.
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

/** An analog array whose contents are rewritten with every sequence: it holds keys and values. */
export interface DynamicArray {
  readonly rows: number;
  readonly columns: number;
  /** Cells side by side that share the bits of one element. */
  readonly slices: number;
  /** Bit lines of a slice: 2 for a differential pair. */
  readonly lines: number;
  /** Reads that one query takes, a few of its bits at a time. */
  readonly phases: number;
  /** Bits of a word line's drive, and of a column's conversion; Infinity for ideal converters. */
  readonly inputBits: number;
  readonly outputBits: number;
  /** Columns that take turns at one converter. */
  readonly columnsPerConverter: number;
  /** Node of the publication; null where the array belongs to none. */
  readonly node: Metres | null;
  /** What a column ends in: a converter of codes, or pulses that drive the next array and take the place of the softmax. */
  readonly readout: "adc" | "charge-to-pulse";
  /** Bits of a stored element, and of a driven one. */
  readonly keyBits: number;
  readonly queryBits: number;
  /** Writes that a cell survives; Infinity where writing does not wear it. */
  readonly endurance: number;
  /** Time in which a level decays to 1/e, and after which it is written anew, s. */
  readonly retention: Seconds;
  /** Time of one phase of a product; null where reads take none. */
  readonly readTime: Seconds | null;
  /** What a cell gives to a read; null where no current is published. */
  readonly cell: CellRead | null;
  /** Keys or values (tokens × width) as the cells hold them, in the units of the input; beyond ±range, that. */
  stored(matrix: Dense, range?: number): Dense;
  /** Queries (tokens × width) as the word lines carry them. */
  driven(matrix: Dense, range?: number): Dense;
}

/**
 * Actions a cell: `write`; `read`, one phase of a product in which it takes part; `stall`, the time of a read in which a
 * masked cell does nothing. Intervals are those of an array all of whose cells act together: a write takes as long
 * as all lines of the array one after another, and its latency is one line.
 */
export type DynamicAction = "write" | "read" | "stall";

export type DynamicArrayModel = Model<DynamicAction, DynamicArray>;

export const defineDynamicArray = <
  Shape extends z.ZodObject,
  const C extends Readonly<Record<string, Constant>>,
>(
  definition: Omit<Definition<Shape, DynamicAction, DynamicArray, C>, "family">,
): DynamicArrayModel => define({ affects: "price", ...definition, family: "dynamic-array" });

/** What a model publishes about its array; each number is a default that a config may move. */
export interface ArrayDefaults {
  readonly side: number;
  readonly keyBits: number;
  readonly queryBits: number;
  readonly inputBits: number;
  readonly outputBits: number;
  readonly pairing: "single" | "differential";
  readonly columnsPerConverter: number;
  readonly readout: "adc" | "charge-to-pulse";
  /** Null where it follows from the bits that a word line carries. */
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

/** Bits that a word line carries at once. */
const carriedBits = ({ inputBits, queryBits }: Pick<DynamicParams, "inputBits" | "queryBits">): number =>
  Math.min(inputBits, queryBits);

/** Time of a phase: the config's, else that of the longest pulse, whose steps take 1 ns: 15 ns for 16 levels [leroux-2025]. */
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
 * Behaviour of an array of cells of `cellBits` bits that survive `endurance` writes, published at `node`, and of what a
 * cell gives to a read of so many seconds.
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

/** Area (m²), energies (J) and time of one line's write (s), a cell each. */
export interface CellPrice {
  readonly area: number;
  readonly write: number;
  readonly read: number;
  readonly lineTime: number;
}

/** Price of one cell. A cell is written anew once a retention time, whatever it holds: that is its leakage. */
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

/** The nearest of `levels` equidistant levels from −range to range; without a range, of the largest magnitude. */
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

/** Holds and multiplies real numbers for nothing, and never forgets. Its converters are ideal. */
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
