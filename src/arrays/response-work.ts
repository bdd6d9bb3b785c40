// What the response of a passive array takes, before it is solved.

import { eliminationProducts, hasFronts, plannedFronts } from "#crossbar-solver";
import { isStreamed } from "./array-response.ts";
import type { ProgrammedArray } from "./programmed-array.ts";
import { hasFewLines } from "./streamed-drives.ts";
import { type ArrayElectrics, bitSides, readColumns, tileCircuit, wordSides } from "./tile-circuit.ts";

/** Multiply-adds, in the unit of an elimination's. */
export interface WorkRange {
  readonly least: number;
  readonly most: number;
}

/**
 * Multiply-adds of an elimination that take the time of one cell in one drive of the iteration, and of one product of the
 * noise's forms (assumed: 128² and 256² at 61.7 µS, where a drive takes some eight steps).
 */
const DRIVE_PRODUCTS = 600;
const FORM_PRODUCTS = 7;

/**
 * Work of `solvedResponse` for an array that is one tile. An elimination is counted to the last product, from its plan, which is kept for
 * the solve; drives that are iterated are estimated, and of the noise it is not known whether inputs couple.
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
