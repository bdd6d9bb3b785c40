import type { Cells } from "#memristors";
import { type BiasScheme, type DrivenArray, dynamicsOf, selectCell } from "./operating-point.ts";
import { applyTrain, type Programmed } from "./pulse-train.ts";

/** Reads the conductance (S) of one cell, by whatever readout the caller supplies. */
export type VerifyRead = (cells: Cells, cell: number) => number;

/** Amplitudes (V) of successive pulses in one direction: `start`, then + `step` each up to `limit`. */
export interface Staircase {
  readonly start: number;
  readonly step: number;
  readonly limit: number;
  /** s. */
  readonly duration: number;
}

export interface WriteVerify {
  /** S, rows × columns. */
  readonly targets: Float64Array;
  /** Largest relative error that passes, above 0. */
  readonly tolerance: number;
  /** Most pulses for one cell. */
  readonly budget: number;
  readonly scheme: BiasScheme;
  readonly set: Staircase;
  readonly reset: Staircase;
  /** Pulses above threshold that a cell endures; unlimited by default. */
  readonly endurance?: number;
}

/** Result and cost of writing an array; vectors are rows × columns. */
export interface WriteReport {
  readonly programmed: Programmed;
  /** Pulses applied to each selected cell. */
  readonly pulses: Float64Array;
  /** Reads of all cells. */
  readonly reads: number;
  /** 1 where verify passed a cell while it was selected. */
  readonly verified: Uint8Array;
  /** True relative error of each cell after the last pulse on the array. */
  readonly error: Float64Array;
  /** Relative change of each cell between its own last verification and the end: half-select disturb. */
  readonly disturb: Float64Array;
}

/**
 * Writes an array cell by cell, row by row: read; if the error exceeds the tolerance, apply a SET or RESET
 * pulse with the other lines at V/2 or V/3, and read again, until it passes or the budget is spent. Reversing
 * the direction restarts that direction's staircase. Node voltages are solved at every pulse, so that wires
 * weaken the selected cell's pulse and half-selected cells are stressed with their true voltage. Throws
 * RangeError for invalid targets, tolerances and staircases.
 */
export function writeVerify(
  array: DrivenArray,
  before: Programmed,
  plan: WriteVerify,
  read: VerifyRead,
): WriteReport {
  checkPlan(array, plan);
  const cells = plan.targets.length;
  const pulses = new Float64Array(cells);
  const verified = new Uint8Array(cells);
  const atVerify = new Float64Array(cells);
  let programmed = before;
  let reads = 0;
  for (let k = 0; k < cells; k++) {
    const outcome = writeCell(array, programmed, plan, read, k);
    programmed = outcome.programmed;
    pulses[k] = outcome.pulses;
    reads += outcome.reads;
    verified[k] = Number(outcome.isVerified);
    atVerify[k] = conductances(array, programmed)[k];
  }
  const end = conductances(array, programmed);
  return {
    programmed,
    pulses,
    reads,
    verified,
    error: end.map((g, k) => g / plan.targets[k] - 1),
    disturb: end.map((g, k) => g / atVerify[k] - 1),
  };
}

interface CellOutcome {
  readonly programmed: Programmed;
  readonly pulses: number;
  readonly reads: number;
  readonly isVerified: boolean;
}

function writeCell(
  array: DrivenArray,
  before: Programmed,
  plan: WriteVerify,
  read: VerifyRead,
  k: number,
): CellOutcome {
  const { columns } = array;
  const { setPolarity, cells } = dynamicsOf(array.memristor);
  const target = plan.targets[k];
  let programmed = before;
  let direction = 0;
  let amplitude = 0;
  for (let pulses = 0; ; pulses++) {
    const error = read(cells(programmed.state), k) / target - 1;
    if (Number.isNaN(error)) throw new RangeError(`writeVerify: expected a number from read, received NaN`);
    const isVerified = Math.abs(error) <= plan.tolerance;
    if (isVerified || pulses === plan.budget) return { programmed, pulses, reads: pulses + 1, isVerified };
    const wanted = error < 0 ? 1 : -1;
    const { start, step, limit, duration } = wanted > 0 ? plan.set : plan.reset;
    amplitude = wanted === direction ? Math.min(limit, amplitude + step) : start;
    direction = wanted;
    const volts = wanted * setPolarity * amplitude;
    const lines = selectCell(array.rows, columns, Math.floor(k / columns), k % columns, volts, plan.scheme);
    const { endurance = Number.POSITIVE_INFINITY } = plan;
    programmed = applyTrain(array, programmed, { lines, duration, pulses: 1, endurance }).programmed;
  }
}

const conductances = ({ memristor }: DrivenArray, { state }: Programmed): Float64Array =>
  dynamicsOf(memristor).cells(state).conductance;

function checkPlan(
  { rows, columns }: DrivenArray,
  { targets, tolerance, budget, set, reset }: WriteVerify,
): void {
  const fail = (expected: string, received: unknown): never => {
    throw new RangeError(`writeVerify: expected ${expected}, received ${received}`);
  };
  if (targets.length !== rows * columns)
    fail(`${rows} × ${columns} = ${rows * columns} targets`, targets.length);
  const wrong = targets.findIndex((g) => !(g > 0 && g < Number.POSITIVE_INFINITY));
  if (wrong >= 0) fail("finite targets above 0 S", targets[wrong]);
  if (!(tolerance > 0)) fail("a tolerance above 0", tolerance);
  if (!(Number.isInteger(budget) && budget >= 0)) fail("a whole number of pulses ≥ 0", budget);
  for (const { start, step, limit } of [set, reset])
    if (!(start > 0 && step >= 0 && limit >= start && limit < Number.POSITIVE_INFINITY))
      fail("a staircase that rises from above 0 V to its limit", `${start} V, ${step} V, ${limit} V`);
}
