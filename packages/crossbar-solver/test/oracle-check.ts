import { type Circuit, SIDES } from "../src/circuit.ts";
import { circuitFaults } from "../src/circuit-faults.ts";
import { UnconvergedError } from "../src/errors.ts";
import type { SolverKernel } from "../src/line-system.ts";
import { type Solution, solveCircuit } from "../src/solve.ts";
import { exactNewton } from "./exact-newton.ts";
import { exactNodal } from "./exact-nodal.ts";

/** What a set of circuits showed against the exact analysis. */
export interface OracleTally {
  readonly solved: number;
  readonly refused: number;
  /** Largest difference of a potential over the largest source. */
  readonly potential: number;
  /** Largest difference of a cell's or terminal's current over the largest current. */
  readonly current: number;
  /** Largest |Σ terminal currents| over the largest of them. */
  readonly closure: number;
}

/** Currents below this (A) are sums of rounding in the oracle itself: every source is at one voltage. */
const NO_CURRENT = 1e-30;

/**
 * Solves circuits and compares each with the exact analysis; circuits that are faulty are passed over, refusals counted. Throws
 * what is no UnconvergedError, and where the oracle itself finds no operating point.
 */
export function compareWithOracle(circuits: Iterable<Circuit>, kernel: SolverKernel): OracleTally {
  let [solved, refused, potential, current, closure] = [0, 0, 0, 0, 0];
  for (const circuit of circuits) {
    if (circuitFaults(circuit).length > 0) continue;
    let ours: Solution;
    try {
      ours = solveCircuit(circuit, { kernel });
    } catch (error) {
      if (!(error instanceof UnconvergedError)) throw error;
      refused++;
      continue;
    }
    solved++;
    const error = errorsOf(circuit, ours);
    potential = Math.max(potential, error.potential);
    current = Math.max(current, error.current);
    closure = Math.max(closure, error.closure);
  }
  return { solved, refused, potential, current, closure };
}

function errorsOf(
  circuit: Circuit,
  ours: Solution,
): { readonly potential: number; readonly current: number; readonly closure: number } {
  const start = Float64Array.of(...ours.word, ...ours.bit);
  const exact = circuit.device.model === "linear" ? exactNodal(circuit) : exactNewton(circuit, start);
  if (exact === null) throw new Error("the oracle found no operating point near the solution");
  const sources = SIDES.flatMap((side) =>
    (circuit.terminals[side] ?? []).map((t) => Math.abs(t?.voltage ?? 0)),
  );
  const potential = largestDifference(start, [...exact.word, ...exact.bit]);
  let error = largestDifference(ours.deviceCurrent, exact.device);
  let largest = exact.device.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  let sum = 0;
  let ends = 0;
  for (const side of SIDES) {
    const own = ours.terminalCurrent[side];
    const theirs = exact.terminal[side];
    if (own === null || theirs === null) continue;
    error = Math.max(error, largestDifference(own, theirs));
    for (const value of own) {
      if (Number.isNaN(value)) continue;
      sum += value;
      ends = Math.max(ends, Math.abs(value));
    }
    for (const value of theirs) if (!Number.isNaN(value)) largest = Math.max(largest, Math.abs(value));
  }
  const flows = largest > NO_CURRENT;
  return {
    potential: potential / (Math.max(...sources) || 1),
    current: flows ? error / largest : 0,
    closure: flows && ends > 0 ? Math.abs(sum) / ends : 0,
  };
}

/** Infinity where one floats and the other does not. */
function largestDifference(ours: ArrayLike<number>, theirs: ArrayLike<number>): number {
  let largest = 0;
  for (let k = 0; k < theirs.length; k++) {
    if (Number.isNaN(ours[k]) !== Number.isNaN(theirs[k])) return Number.POSITIVE_INFINITY;
    if (!Number.isNaN(theirs[k])) largest = Math.max(largest, Math.abs(ours[k] - theirs[k]));
  }
  return largest;
}
