import { type ArrayResponse, idealResponse, solvedResponse } from "../arrays/array-response.ts";
import { columnPlan } from "../arrays/column-plan.ts";
import { type ArrayGeometry, type ProgrammedArray, programArray } from "../arrays/programmed-array.ts";
import { stackResponses, timedResponse } from "../arrays/stacked-response.ts";
import { type Dense, dense } from "../base/dense.ts";
import type { Rng } from "../base/rng.ts";
import { type ArrayDesign, rowBlocks } from "../design/array-design.ts";
import type { Design } from "../design/design.ts";
import { electricsOf } from "../design/electrics.ts";
import { encodingOf } from "../design/encoding.ts";
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

/**
 * Programs arrays for projections (projections × width) and solves what they do. Streams: conductances, line
 * faults and offsets belong to the set, so they are the same for every head and every read of it.
 * Throws UnconvergedError.
 */
export const programSet = (design: Design, projections: Dense, rng: Rng, kernels?: Kernels): ProgrammedSet =>
  setOf(design, programArrays(design, projections, rng), projections.rows, rng, kernels);

/** The set of `count` projections that programmed arrays make, with the offsets of its readouts; streams as above. */
export function setOf(
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
export function programArrays(design: Design, projections: Dense, rng: Rng): ProgrammedArray[] {
  const { array, memristor, folding } = design.hashing;
  const most = Math.max(1, columnPlan(array.pairing, array.columns).outputs - array.spares);
  const geometry = stackedGeometry(array, projections.columns);
  return Array.from({ length: Math.ceil(projections.rows / most) }, (_, n) => {
    const first = n * most;
    const count = Math.min(most, projections.rows - first);
    const { columns } = projections;
    const weights = projections.data.subarray(first * columns, (first + count) * columns);
    return programArray(
      memristor.behaviour,
      dense(count, columns, weights),
      { ...array, geometry, isWritten: folding !== "none" },
      rng.fork("array").fork(n),
    );
  });
}

/**
 * Arrays on top of one another that hold a projection of `width` rows. A design that refuses to split projections has no
 * price where they are too long, and its quality is that of arrays with enough rows.
 */
function stackedGeometry(array: ArrayDesign, width: number): ArrayGeometry {
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
