// Predicted solver work of a run's arrays; only passive ones, whose time grows as the cube of a side.

import { createRng } from "#base";
import {
  type ArrayElectrics,
  bitSides,
  columnPlan,
  hasFewLines,
  isStreamed,
  type ProgrammedArray,
  readColumns,
  tileCircuit,
  wordSides,
} from "#crossbar-arrays";
import { eliminationProducts, hasFronts, plannedFronts } from "#crossbar-solver";
import { isTiled } from "../design/array-design.ts";
import type { Design } from "../design/design.ts";
import { electricsOf } from "../design/electrics.ts";
import { hashCodeOf, type Workload } from "../design/workload.ts";
import type { Activations } from "./activations.ts";
import { solvedArrays } from "./operating-point.ts";
import { stackedGeometry } from "./programmed-set.ts";
import { sharingGroup } from "./trials.ts";

/** Equivalent multiply-adds of an elimination. */
export interface WorkRange {
  readonly least: number;
  readonly most: number;
}

/**
 * Elimination multiply-adds equal in time to one cell in one iterative drive, and to one product of the
 * noise's forms (assumed: 128² and 256² at 61.7 µS, where a drive takes about eight steps).
 */
const DRIVE_PRODUCTS = 600;
const FORM_PRODUCTS = 7;

/**
 * Work of `solvedResponse` for a single-tile array. An elimination is counted exactly from its plan, kept for
 * the solve; iterative drives are estimated, with a range as inputs may or may not couple in the noise.
 */
export function responseWork(array: ProgrammedArray, electrics: ArrayElectrics, isNoisy: boolean): WorkRange {
  const { cells, driven, outputs, geometry } = array;
  const { rows, columns } = geometry;
  const circuit = tileCircuit(array, { top: 0, left: 0, rows, columns }, electrics);
  const asksVoltages = isNoisy || cells.cubic !== null;
  const streams = isStreamed(array);
  if (hasFronts(circuit) && (!asksVoltages || (streams && hasFewLines(array)))) {
    const plan = plannedFronts(circuit, wordSides(electrics.drive), bitSides(electrics.drive), {
      backTo: asksVoltages ? driven : 0,
      amongInputs: true,
    });
    const products = eliminationProducts(plan) + (plan.way?.kept ?? 0) * driven;
    return { least: products, most: products };
  }
  const read = readColumns(array).reduce((sum, mark) => sum + mark, 0);
  const drives = DRIVE_PRODUCTS * rows * columns * (streams ? driven : driven + read);
  const forms = (FORM_PRODUCTS * outputs * rows * columns * driven * (driven + 1)) / 2;
  return { least: drives, most: drives + (isNoisy && !streams ? forms : 0) };
}

/** Whether `array-work` counts a design: passive arrays, solved as circuits and shared by heads. */
export const areCounted = ({ hashing }: Design): boolean =>
  hashing.unit === "crossbar" &&
  hashing.folding === "none" &&
  hashing.array.wires === "solved" &&
  hashing.array.rowSplit === "none" &&
  !isTiled(hashing.array);

/** Projections on each array of a set. */
function outputsOfSet({ hashing: { array } }: Design, { attention, length }: Workload): number[] {
  const { rounds, columns } = hashCodeOf(attention, length);
  const most = Math.max(1, columnPlan(array.pairing, array.columns).outputs - array.spares);
  const pairs = rounds * columns;
  return Array.from({ length: Math.ceil(pairs / most) }, (_, n) => Math.min(most, pairs - n * most));
}

/** Work of one array without line faults, for a number of projections. */
function workOfArray(design: Design, workload: Workload, outputs: number, isNoisy: boolean): WorkRange {
  const { array, memristor } = design.hashing;
  const geometry = stackedGeometry(array, workload.headWidth);
  const { rows, columns } = geometry;
  const { behaviour } = memristor;
  const sample = behaviour.initialise(new Float64Array(4).fill(behaviour.meanConductance), createRng(0), {
    rows: 2,
    columns: 2,
    index: 0,
  });
  const blank = new Float64Array(rows * columns);
  const nominal: ProgrammedArray = {
    geometry,
    cells: { conductance: blank, cubic: sample.cubic === null ? null : blank },
    driven: workload.headWidth,
    outputs,
    plan: columnPlan(array.pairing, columns),
    faults: {
      openWord: new Uint8Array(rows),
      openBit: new Uint8Array(columns),
      shortedBit: new Uint8Array(columns - 1),
    },
  };
  return responseWork(nominal, electricsOf(design), isNoisy);
}

/** Number of solved arrays, and their work. */
export interface ArrayWork extends WorkRange {
  readonly arrays: number;
}

/** Work of one operating point: the first arrays of a few sets, without noise. */
export function workOfPoint(design: Design, workload: Workload, { heads }: Activations): ArrayWork {
  const groups = new Set(heads.map((head) => sharingGroup(design.hashing.sharing, head))).size;
  const arrays = Math.min(groups, solvedArrays(design, workload.headWidth));
  const [outputs] = outputsOfSet(design, workload);
  return times(workOfArray(design, workload, outputs, false), arrays);
}

/** Work of `sets` hashing sets, including noise. */
export function workOfSets(design: Design, workload: Workload, sets: number): ArrayWork {
  const isNoisy = design.hashing.memristor.behaviour.readNoise > 0;
  // Avoids planning an elimination that is not needed.
  if (sets === 0) return totalWork([]);
  return totalWork(
    outputsOfSet(design, workload).map((outputs) =>
      times(workOfArray(design, workload, outputs, isNoisy), sets),
    ),
  );
}

/** Sets that a hash programs for the heads of one chip in sequence; only the last one is kept. */
export const setsOfChip = ({ hashing }: Design, { heads }: Activations): number =>
  heads.filter(
    (head, n) =>
      n === 0 || sharingGroup(hashing.sharing, head) !== sharingGroup(hashing.sharing, heads[n - 1]),
  ).length;

/** Key that distinguishes operating points of designs under the same inputs. */
export function pointKey(design: Design, workload: Workload): string {
  const { memristor, driver, dac } = design.hashing;
  const { rounds, columns } = hashCodeOf(workload.attention, workload.length);
  const most = columnPlan(design.hashing.array.pairing, design.hashing.array.columns).outputs;
  const electrics = JSON.stringify(electricsOf(design));
  const held = `${driver.behaviour.readVoltage} ${Math.min(rounds * columns, most)}`;
  return `${electrics} ${memristor.keyWithout()} ${dac.keyWithout()} ${held}`;
}

const times = ({ least, most }: WorkRange, arrays: number): ArrayWork => ({
  arrays,
  least: arrays * least,
  most: arrays * most,
});

export const totalWork = (all: readonly ArrayWork[]): ArrayWork =>
  all.reduce(
    (sum, { arrays, least, most }) => ({
      arrays: sum.arrays + arrays,
      least: sum.least + least,
      most: sum.most + most,
    }),
    { arrays: 0, least: 0, most: 0 },
  );
