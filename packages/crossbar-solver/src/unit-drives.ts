// One unit drive at a time on a linear circuit: the cell voltages from which responses are computed.

import { bitLines, type Circuit, type Side, terminalAt, wordLines } from "./circuit.ts";
import { circuitFaults } from "./circuit-faults.ts";
import { conjugateGradient } from "./conjugate-gradient.ts";
import { type Dense, dense } from "./dense.ts";
import { driveLines, holdDriven } from "./drive-lines.ts";
import { UnconvergedError } from "./errors.ts";
import { factorLines } from "./factor-lines.ts";
import { findFloatingLines } from "./islands.ts";
import type { LineSystem, SolverKernel } from "./line-system.ts";
import { plainKernel } from "./plain-kernel.ts";
import { checkTolerance, DEFAULT_TOLERANCE } from "./solve.ts";
import { stepLimit, TRANSFER_MARGIN } from "./transfer-matrix.ts";

/**
 * Relative error that rounding may leave where devices and wires lie many decades apart: responses serve
 * noise, power and signals, none of which is known better.
 */
const ACCEPTED = 1e-5;

/** Which lines are driven, and how well. */
export interface UnitDrives {
  readonly family: "word" | "bit";
  /** Ends of a line that are driven together. */
  readonly sides: readonly Side[];
  /** Drives the first `lines` of the family; all where absent. */
  readonly lines?: number;
  readonly kernel?: SolverKernel;
  readonly tolerance?: number;
}

/**
 * Hands `visit` the voltage across every cell (word minus bit node, V, row-major) for 1 V on one line at a
 * time, every other source at 0 V. Lines that no given side ties are skipped; the array of voltages is
 * reused. Throws RangeError for devices that are not linear and faulty circuits, UnconvergedError.
 */
export function forEachUnitDrive(
  circuit: Circuit,
  { family, sides, lines, kernel = plainKernel, tolerance = DEFAULT_TOLERANCE }: UnitDrives,
  visit: (line: number, voltages: Float64Array) => void,
): void {
  checkTolerance(tolerance);
  if (circuit.device.model !== "linear")
    throw new RangeError(`unit drives: expected linear devices, received ${circuit.device.model}`);
  const [fault] = circuitFaults(circuit);
  if (fault !== undefined) throw new RangeError(`circuit ${fault.path.join(".")}: ${fault.message}`);
  const driven = family === "word" ? wordLines(circuit) : bitLines(circuit);
  const isTied = (line: number): boolean => sides.some((side) => terminalAt(circuit, side, line) !== null);
  const wanted = Array.from({ length: lines ?? driven.lines }, (_, line) => line).filter(isTied);
  const lanes = Math.min(kernel.batch, wanted.length) === 1 ? 1 : kernel.batch;
  const voltages = new Float64Array(circuit.rows * circuit.columns);
  kernel.withSystem(circuit.rows, circuit.columns, lanes, (system) => {
    factorLines(system, circuit, findFloatingLines(circuit), circuit.conductance);
    for (let first = 0; first < wanted.length; first += lanes) {
      const batch = wanted.slice(first, first + lanes);
      system.word.fill(0);
      driveLines(system, circuit, driven, sides, batch, 1);
      const { error, iterations } = conjugateGradient(system, true, {
        tolerance,
        maxIterations: stepLimit(circuit),
        margin: TRANSFER_MARGIN,
      });
      if (error > Math.max(tolerance, ACCEPTED))
        throw new UnconvergedError(
          `unit drives: expected an error within ${Math.max(tolerance, ACCEPTED)}, received ${error.toExponential(2)} after ${iterations} iterations`,
        );
      driveLines(system, circuit, driven, sides, batch, -1);
      holdDriven(system, circuit, driven, sides, batch);
      batch.forEach((line, lane) => {
        copyLane(system, lane, voltages);
        visit(line, voltages);
      });
    }
  });
}

function copyLane({ word, bit, lanes }: LineSystem, lane: number, into: Float64Array): void {
  for (let k = 0; k < into.length; k++) into[k] = word[k * lanes + lane] - bit[k * lanes + lane];
}

/**
 * The same as one matrix, driven lines × (rows · columns), 0 for lines that are not tied. Driving word lines
 * gives what the cells see of a read; driving bit lines gives, by reciprocity and with the sign turned, the
 * share of a current through a cell that comes out of each bit line (the adjoint sensitivity ∂I/∂I_cell).
 */
export function unitCellVoltages(circuit: Circuit, drives: UnitDrives): Dense {
  const all = drives.family === "word" ? circuit.rows : circuit.columns;
  const cells = circuit.rows * circuit.columns;
  const matrix = dense(drives.lines ?? all, cells);
  forEachUnitDrive(circuit, drives, (line, voltages) => {
    matrix.data.set(voltages, line * cells);
  });
  return matrix;
}
