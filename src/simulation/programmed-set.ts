import { type ArrayResponse, solvedResponse } from "../arrays/array-response.ts";
import { idealResponse } from "../arrays/ideal-response.ts";
import { stackResponses, timedResponse } from "../arrays/output-currents.ts";
import {
  type ArrayGeometry,
  columnPlan,
  type ProgrammedArray,
  programArray,
} from "../arrays/programmed-array.ts";
import { type LineReach, reachOfLines } from "../arrays/tile-circuit.ts";
import { type Dense, dense } from "../base/dense.ts";
import { createRng, type Rng } from "../base/rng.ts";
import { type ArrayDesign, rowBlocks } from "../design/array-design.ts";
import type { Design } from "../design/design.ts";
import { electricsOf, encodingOf } from "../design/electrics.ts";
import type { Memristor, Wear } from "../devices/memristor.ts";
import { CELSIUS } from "../devices/non-idealities.ts";
import type { Kernels } from "./kernels.ts";

/** One set of projections on arrays, programmed once: every query and key of its heads goes through it. */
export interface ProgrammedSet {
  readonly arrays: readonly ProgrammedArray[];
  /** What all its arrays do to one vector's word-line voltages, outputs in the order of the projections. */
  readonly response: ArrayResponse;
  /** Readout offsets, A, one a projection, and one a projection's negative; fixed for the chip. */
  readonly offsets: Float64Array;
  readonly oppositeOffsets: Float64Array;
}

/** How far the lines of a set's fullest array reach; of one of those that stand on top of one another. */
export function reachOfSet({ hashing: { array } }: Design, { arrays }: ProgrammedSet): LineReach {
  const reaches = arrays.map(reachOfLines);
  return {
    rows: Math.min(array.rows, Math.max(...reaches.map(({ rows }) => rows))),
    columns: Math.max(...reaches.map(({ columns }) => columns)),
  };
}

/**
 * Programs arrays for projections (projections × width) and solves what they do. Streams: conductances, line
 * faults and offsets belong to the set, so they are the same for every head and every read of it.
 * Throws UnconvergedError.
 */
export const programSet = (design: Design, projections: Dense, rng: Rng, kernels?: Kernels): ProgrammedSet =>
  setOf(design, programArrays(design, projections, rng), projections.rows, rng, kernels);

/** The set of `count` projections that programmed arrays make, with the offsets of its readouts; streams as above. */
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

/** The arrays of a set, as many projections on each as its columns hold. */
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
 * Arrays on top of one another that hold a projection of `width` rows. A design that refuses to split projections has no
 * price where they are too long, and its quality is that of arrays with enough rows.
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

/** What one array does, with the wires that the design asks for; its noise where the devices have any, or not at all. */
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

/** Time since an array was programmed, s, and its temperature, °C; null where the device has no law for that. */
export interface Exposure {
  readonly age: number;
  readonly celsius: number | null;
}

/** Times from key to query, s: a second, a minute, an hour, a day, thirty days. */
export const LIVES: readonly number[] = [1, 60, 3600, 86_400, 30 * 86_400];

/** Ages of the array when a key is hashed, s: just programmed, and a day old. */
export const ARRAY_AGES: readonly number[] = [1, 86_400];

/** Differences of temperature, K. */
const STEPS: readonly number[] = [-15, 5, 10, 20, 45];

/** What a device can be exposed to between key and query; nulls where its model knows no change. */
export interface CacheConditions {
  /** When keys are hashed that do not age. */
  readonly now: Exposure;
  readonly lives: readonly { readonly key: Exposure; readonly query: Exposure }[] | null;
  readonly temperatures: readonly Exposure[] | null;
}

export function cacheConditions(design: Design): CacheConditions {
  const { memristor, folding } = design.hashing;
  const { behaviour, params } = memristor;
  const isWritten = folding !== "none";
  const own = params.temperatureCelsius;
  // Written devices are verified at one temperature, and no model here says how they leave it.
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

/** Whether a device changes with time: one that does not gives back the very cells. */
function ages({ meanConductance, age }: Memristor): boolean {
  const cells = { conductance: Float64Array.of(meanConductance), cubic: null };
  return age(cells, LIVES[LIVES.length - 1], 0, createRng(0)) !== cells;
}

/**
 * A set that was programmed with the stream's devices, after some time and at a temperature: the same chip for every
 * exposure. Streams are those of `programSet`, and `age` for what differs between devices as they age.
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

/** The design with its devices after wear: they read louder. */
export function wornDesign(design: Design, wear: Wear): Design {
  const { memristor } = design.hashing;
  const behaviour = memristor.behaviour.worn(wear).memristor;
  return { ...design, hashing: { ...design.hashing, memristor: { ...memristor, behaviour } } };
}

/**
 * The set that `programSet` makes of the same stream, after wear; to be read with `wornDesign`. Streams are those of
 * `programSet`, and `worn` for what differs between devices.
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
