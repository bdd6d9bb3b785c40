import { type Dense, dense } from "../../base/dense.ts";
import { UnconvergedError } from "../../base/errors.ts";
import { bitLines, type Circuit, type Side, wordLines } from "./circuit.ts";
import { circuitFaults } from "./circuit-faults.ts";
import { conjugateGradient } from "./conjugate-gradient.ts";
import { driveLines, holdDriven } from "./drive-lines.ts";
import { factorLines } from "./factor-lines.ts";
import { findFloatingLines } from "./islands.ts";
import type { LineSystem, SolverKernel } from "./line-system.ts";
import { plainKernel } from "./plain-kernel.ts";
import { checkTolerance, DEFAULT_TOLERANCE } from "./solve.ts";
import { stepLimit, TRANSFER_MARGIN } from "./transfer-matrix.ts";

/**
 * Relative error that rounding may leave where devices and wires lie many decades apart: responses serve noise, power
 * and signals, of which none is known better.
 */
const ACCEPTED = 1e-6;

/**
 * Voltage across every cell (word minus bit node, V) for 1 V on one line of a family at a time, driven at the given
 * sides together, every other source at 0 V: lines × (rows · columns). Driving word lines gives what the cells
 * see of a read; driving bit lines gives, by reciprocity and with the sign turned, the share of a current
 * through a cell that comes out of each bit line (the adjoint sensitivity ∂I/∂I_cell).
 * Throws RangeError for devices that are not linear and faulty circuits, UnconvergedError.
 */
export function unitCellVoltages(
  circuit: Circuit,
  family: "word" | "bit",
  sides: readonly Side[],
  kernel: SolverKernel = plainKernel,
  tolerance: number = DEFAULT_TOLERANCE,
): Dense {
  checkTolerance(tolerance);
  if (circuit.device.model !== "linear")
    throw new RangeError(`unitCellVoltages: expected linear devices, received ${circuit.device.model}`);
  const [fault] = circuitFaults(circuit);
  if (fault !== undefined) throw new RangeError(`circuit ${fault.path.join(".")}: ${fault.message}`);
  const driven = family === "word" ? wordLines(circuit) : bitLines(circuit);
  const cells = circuit.rows * circuit.columns;
  const voltages = dense(driven.lines, cells);
  const lanes = Math.min(kernel.batch, driven.lines) === 1 ? 1 : kernel.batch;
  kernel.withSystem(circuit.rows, circuit.columns, lanes, (system) => {
    factorLines(system, circuit, findFloatingLines(circuit), circuit.conductance);
    for (let first = 0; first < driven.lines; first += lanes) {
      const count = Math.min(lanes, driven.lines - first);
      system.word.fill(0);
      driveLines(system, circuit, driven, sides, first, count, 1);
      const { error, iterations } = conjugateGradient(system, true, {
        tolerance,
        maxIterations: stepLimit(circuit),
        margin: TRANSFER_MARGIN,
      });
      if (error > Math.max(tolerance, ACCEPTED))
        throw new UnconvergedError(
          `unitCellVoltages: expected an error within ${Math.max(tolerance, ACCEPTED)}, received ${error.toExponential(2)} after ${iterations} iterations`,
        );
      driveLines(system, circuit, driven, sides, first, count, -1);
      holdDriven(system, circuit, driven, sides, first, count);
      for (let lane = 0; lane < count; lane++) copyLane(system, lane, voltages.data, (first + lane) * cells);
    }
  });
  return voltages;
}

function copyLane({ word, bit, lanes }: LineSystem, lane: number, into: Float64Array, at: number): void {
  const cells = word.length / lanes;
  for (let k = 0; k < cells; k++) into[at + k] = word[k * lanes + lane] - bit[k * lanes + lane];
}
