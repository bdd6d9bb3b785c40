import { createRng, type Dense, dense, type Rng } from "#base";
import {
  type ArrayGeometry,
  type ArrayResponse,
  columnPlan,
  idealResponse,
  type LineReach,
  type ProgrammedArray,
  programArray,
  reachOfLines,
  solvedResponse,
  stackResponses,
  timedResponse,
} from "#crossbar-arrays";
import { CELSIUS, type Memristor, type Wear } from "#memristors";
import { type ArrayDesign, rowBlocks } from "../design/array-design.ts";
import type { Design } from "../design/design.ts";
import { electricsOf, encodingOf } from "../design/electrics.ts";
import type { Kernels } from "./kernels.ts";

/** One set of projections on arrays, programmed once and used by all queries and keys of its heads. */
export interface ProgrammedSet {
  readonly arrays: readonly ProgrammedArray[];
  /** Response of all its arrays to one vector's word-line voltages, outputs in projection order. */
  readonly response: ArrayResponse;
  /** Readout offsets, A, one per projection and one per projection's negative; fixed for the chip. */
  readonly offsets: Float64Array;
  readonly oppositeOffsets: Float64Array;
}

/** Reach of the lines in a set's fullest array; in a stack of arrays, of one of them. */
export function reachOfSet({ hashing: { array } }: Design, { arrays }: ProgrammedSet): LineReach {
  const reaches = arrays.map(reachOfLines);
  return {
    rows: Math.min(array.rows, Math.max(...reaches.map(({ rows }) => rows))),
    columns: Math.max(...reaches.map(({ columns }) => columns)),
  };
}

/**
 * Programs arrays for projections (projections × width) and solves their response. The random streams of
 * conductances, line faults and offsets belong to the set, so they are the same for every head and every read
 * of it. Throws UnconvergedError.
 */
export const programSet = (design: Design, projections: Dense, rng: Rng, kernels?: Kernels): ProgrammedSet =>
  setOf(design, programArrays(design, projections, rng), projections.rows, rng, kernels);

/** The set of `count` projections on programmed arrays, with its readout offsets; streams as above. */
function setOf(
  design: Design,
  arrays: readonly ProgrammedArray[],
  count: number,
  rng: Rng,
  kernels?: Kernels,
): ProgrammedSet {
  const { readout } = design.hashing;
  const response = stackResponses(arrays.map((array) => responseOf(design, array, kernels)));
  const offsets = readout.behaviour.offsets(count, rng.fork("offset"));
  return {
    arrays,
    response: encodingOf(design).isTimed
      ? timedResponse(response, design.hashing.driver.behaviour.readVoltage)
      : response,
    offsets,
    oppositeOffsets: readout.behaviour.comparesOpposites
      ? readout.behaviour.offsets(count, rng.fork("opposite offset"))
      : offsets.map((offset) => -offset),
  };
}

/** Programs the arrays of a set, each with as many projections as its columns hold. */
export function programArrays(
  { hashing }: Design,
  projections: Dense,
  rng: Rng,
  geometry = stackedGeometry(hashing.array, projections.columns),
): ProgrammedArray[] {
  const { memristor, folding } = hashing;
  const { pairing, spares, openLines, shortedLines } = hashing.array;
  const most = Math.max(1, columnPlan(pairing, geometry.columns).outputs - spares);
  return Array.from({ length: Math.ceil(projections.rows / most) }, (_, n) => {
    const first = n * most;
    const count = Math.min(most, projections.rows - first);
    const { columns } = projections;
    const weights = projections.data.subarray(first * columns, (first + count) * columns);
    return programArray(
      memristor.behaviour,
      dense(count, columns, weights),
      { geometry, pairing, spares, openLines, shortedLines, isWritten: folding !== "none", index: n },
      rng.fork("array").fork(n),
    );
  });
}

/**
 * Geometry of the stacked arrays for a projection of `width` rows. A design that does not split projections
 * has no price if they are too long, and its quality is simulated on arrays with enough rows.
 */
export function stackedGeometry(
  array: Pick<ArrayDesign, "rows" | "columns" | "tileRows" | "tileColumns" | "rowSplit">,
  width: number,
): ArrayGeometry {
  const { rows, columns, tileRows, tileColumns, rowSplit } = array;
  const geometry = { columns, tileRows, tileColumns };
  if (rowSplit === "none") return { ...geometry, rows: Math.max(rows, width) };
  return {
    ...geometry,
    rows: rows * rowBlocks(array, width),
    blockRows: rows,
    readsBlocks: rowSplit === "digital",
  };
}

/** Response of one array with the design's wires; includes noise by default if the devices have any. */
export function responseOf(
  design: Design,
  array: ProgrammedArray,
  kernels?: Kernels,
  isNoisy = design.hashing.memristor.behaviour.readNoise > 0,
): ArrayResponse {
  const { readVoltage } = design.hashing.driver.behaviour;
  return design.hashing.array.wires === "ideal"
    ? idealResponse(array, readVoltage)
    : solvedResponse(array, electricsOf(design), readVoltage, kernels?.solver, isNoisy);
}

/** Time since an array was programmed, s, and its temperature, °C; null without a temperature law. */
export interface Exposure {
  readonly age: number;
  readonly celsius: number | null;
}

/** Times from key to query, s: one second, minute, hour, day, thirty days. */
export const LIVES: readonly number[] = [1, 60, 3600, 86_400, 30 * 86_400];

/** Ages of the array when a key is hashed, s: just programmed, and one day. */
export const ARRAY_AGES: readonly number[] = [1, 86_400];

/** Temperature differences, K. */
const STEPS: readonly number[] = [-15, 5, 10, 20, 45];

/** Exposures of a device between key and query; nulls if its model has no such change. */
export interface CacheConditions {
  /** The exposure at which keys without ageing are hashed. */
  readonly now: Exposure;
  readonly lives: readonly { readonly key: Exposure; readonly query: Exposure }[] | null;
  readonly temperatures: readonly Exposure[] | null;
}

export function cacheConditions(design: Design): CacheConditions {
  const { memristor, folding } = design.hashing;
  const { behaviour, params } = memristor;
  const isWritten = folding !== "none";
  const own = params.temperatureCelsius;
  // Written devices are verified at one temperature, and no model describes their drift from it.
  const celsius = behaviour.atTemperature === null || isWritten || typeof own !== "number" ? null : own;
  const at = (age: number): Exposure => ({ age, celsius });
  return {
    now: at(0),
    lives: ages(behaviour)
      ? ARRAY_AGES.flatMap((age) => LIVES.map((life) => ({ key: at(age), query: at(age + life) })))
      : null,
    temperatures:
      celsius === null
        ? null
        : STEPS.map((step) => celsius + step)
            .filter((other) => other >= CELSIUS.min && other <= CELSIUS.max)
            .map((other) => ({ age: 0, celsius: other })),
  };
}

/** Whether a device changes with time: if not, `age` returns the same cells. */
function ages({ meanConductance, age }: Memristor): boolean {
  const cells = { conductance: Float64Array.of(meanConductance), cubic: null };
  return age(cells, LIVES[LIVES.length - 1], 0, createRng(0)) !== cells;
}

/**
 * A set programmed with the stream's devices, at some age and temperature: the same chip for every exposure.
 * Streams as in `programSet`, plus `age` for device-to-device differences of ageing.
 */
export function setAt(
  design: Design,
  projections: Dense,
  { age, celsius }: Exposure,
  rng: Rng,
  kernels?: Kernels,
): ProgrammedSet {
  const { memristor } = design.hashing;
  const behaviour =
    celsius === null || memristor.behaviour.atTemperature === null
      ? memristor.behaviour
      : memristor.behaviour.atTemperature(celsius);
  const warm: Design = { ...design, hashing: { ...design.hashing, memristor: { ...memristor, behaviour } } };
  const arrays = programArrays(warm, projections, rng).map((array, n) => ({
    ...array,
    cells: behaviour.age(array.cells, age, 0, rng.fork("age").fork(n)),
  }));
  return setOf(warm, arrays, projections.rows, rng, kernels);
}

/** The design with its devices after wear, which increases their read noise. */
export function wornDesign(design: Design, wear: Wear): Design {
  const { memristor } = design.hashing;
  const behaviour = memristor.behaviour.worn(wear).memristor;
  return { ...design, hashing: { ...design.hashing, memristor: { ...memristor, behaviour } } };
}

/**
 * The set that `programSet` makes from this stream, after wear; to be read with `wornDesign`. Streams as in
 * `programSet`, plus `worn` for device-to-device differences.
 */
export function wornSet(
  design: Design,
  projections: Dense,
  wear: Wear,
  rng: Rng,
  kernels?: Kernels,
): ProgrammedSet {
  const { cells } = design.hashing.memristor.behaviour.worn(wear);
  const arrays = programArrays(design, projections, rng).map((array, n) => ({
    ...array,
    cells: cells(array.cells, rng.fork("worn").fork(n)),
  }));
  return setOf(wornDesign(design, wear), arrays, projections.rows, rng, kernels);
}
