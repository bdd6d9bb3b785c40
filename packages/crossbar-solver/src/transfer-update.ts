import { Matrix, solve } from "ml-matrix";
import {
  bitLines,
  type Circuit,
  isPin,
  isSingleNode,
  type LineFamily,
  type Side,
  terminalAt,
  terminalNode,
  wordLines,
} from "./circuit.ts";
import { conjugateGradient } from "./conjugate-gradient.ts";
import { dense } from "./dense.ts";
import { factorLines } from "./factor-lines.ts";
import { findFloatingLines } from "./islands.ts";
import { hasWeakTies } from "./line-resistance.ts";
import type { SolverKernel } from "./line-system.ts";
import { plainKernel } from "./plain-kernel.ts";
import { checkTolerance, DEFAULT_TOLERANCE } from "./solve.ts";
import {
  largestOf,
  receivedCurrents,
  stepLimit,
  TRANSFER_MARGIN,
  type TransferMatrix,
  transferMatrix,
} from "./transfer-matrix.ts";

export interface CellChange {
  readonly row: number;
  readonly column: number;
  /** New conductance (S). */
  readonly conductance: number;
}

/**
 * Transfer matrix after some cells changed, from k solves instead of min(inputs, outputs):
 *
 *   T' = T − Rᵢᵀ·ΔG·(I + K·ΔG)⁻¹·Rₒ
 *
 * where row c of R is what 1 A through cell c sends into each terminal (by reciprocity also the voltage each
 * terminal's 1 V leaves across the cell) and K[c, d] the voltage across c for 1 A through d. Exact for any
 * size of change. Falls back on a new matrix when k saves nothing, when lines start or cease to float, and
 * where lines are weakly tied to the sources before or after (`hasWeakTies`).
 * Throws RangeError for cells outside the array and conductances that are not finite and ≥ 0.
 */
export function updateTransfer(
  transfer: TransferMatrix,
  changes: readonly CellChange[],
  options: { readonly tolerance?: number; readonly kernel?: SolverKernel } = {},
): TransferMatrix {
  const { circuit } = transfer;
  const conductance = changedConductance(circuit, changes);
  const changed: Circuit = { ...circuit, conductance };
  const cells = [...new Set(changes.map(({ row, column }) => row * circuit.columns + column))].filter(
    (k) => conductance[k] !== circuit.conductance[k],
  );
  const solves = Math.min(transfer.values.rows, transfer.values.columns);
  if (cells.length >= solves || !floatAlike(circuit, changed) || hasWeakTies(circuit) || hasWeakTies(changed))
    return transferMatrix(changed, { ...transfer, ...options });
  if (cells.length === 0) return { ...transfer, circuit: changed, iterations: 0 };

  const tolerance = checkTolerance(options.tolerance ?? DEFAULT_TOLERANCE);
  const response = cellResponses(transfer, cells, tolerance, options.kernel ?? plainKernel);
  // Weakly tied arrays need the refinement that only full solves have.
  if (response.error > tolerance) return transferMatrix(changed, { ...transfer, ...options });
  const delta = cells.map((k) => conductance[k] - circuit.conductance[k]);
  const system = Matrix.eye(cells.length, cells.length);
  for (let c = 0; c < cells.length; c++)
    for (let d = 0; d < cells.length; d++)
      system.set(c, d, system.get(c, d) + response.across[d][c] * delta[d]);
  const toOutputs = Matrix.zeros(cells.length, transfer.values.columns);
  response.toInputs.forEach((_, c) => {
    toOutputs.setRow(c, Array.from(response.toOutputs[c]));
  });
  const weighted = solve(system, toOutputs);
  const values = dense(transfer.values.rows, transfer.values.columns, transfer.values.data.slice());
  for (let c = 0; c < cells.length; c++)
    for (let i = 0; i < values.rows; i++) {
      const factor = delta[c] * response.toInputs[c][i];
      for (let o = 0; o < values.columns; o++)
        values.data[i * values.columns + o] -= factor * weighted.get(c, o);
    }
  // A small remainder of a much larger matrix has lost the digits that cancelled.
  if (largestOf(values.data) < KEPT * largestOf(transfer.values.data))
    return transferMatrix(changed, { ...transfer, ...options });
  return { ...transfer, circuit: changed, values, iterations: response.iterations };
}

/** Share of the old matrix that an update must leave. */
const KEPT = 0.1;

function changedConductance(circuit: Circuit, changes: readonly CellChange[]): Float64Array {
  const conductance = circuit.conductance.slice();
  for (const { row, column, conductance: value } of changes) {
    const isInside =
      Number.isInteger(row) &&
      Number.isInteger(column) &&
      row >= 0 &&
      row < circuit.rows &&
      column >= 0 &&
      column < circuit.columns;
    if (!isInside)
      throw new RangeError(
        `updateTransfer: expected a cell of ${circuit.rows} × ${circuit.columns}, received (${row}, ${column})`,
      );
    if (!(value >= 0 && value < Number.POSITIVE_INFINITY))
      throw new RangeError(`updateTransfer: expected a finite conductance ≥ 0, received ${value}`);
    conductance[row * circuit.columns + column] = value;
  }
  return conductance;
}

function floatAlike(before: Circuit, after: Circuit): boolean {
  const a = findFloatingLines(before);
  const b = findFloatingLines(after);
  return a.word.every((mark, i) => mark === b.word[i]) && a.bit.every((mark, j) => mark === b.bit[j]);
}

interface CellResponses {
  /** For 1 A from bit to word node of each cell: A out at the inputs and outputs. */
  readonly toInputs: readonly Float64Array[];
  readonly toOutputs: readonly Float64Array[];
  /** V across every changed cell, for 1 A through each. */
  readonly across: readonly (readonly number[])[];
  readonly iterations: number;
  readonly error: number;
}

function cellResponses(
  { circuit, inputs, outputs }: TransferMatrix,
  cells: readonly number[],
  tolerance: number,
  kernel: SolverKernel,
): CellResponses {
  const lanes = cells.length === 1 ? 1 : kernel.batch;
  const drivesWords = inputs[0] === "left" || inputs[0] === "right";
  const [from, to] = drivesWords
    ? [wordLines(circuit), bitLines(circuit)]
    : [bitLines(circuit), wordLines(circuit)];
  const toInputs: Float64Array[] = [];
  const toOutputs: Float64Array[] = [];
  const across: number[][] = [];
  let iterations = 0;
  let error = 0;
  kernel.withSystem(circuit.rows, circuit.columns, lanes, (system) => {
    factorLines(system, circuit, findFloatingLines(circuit), circuit.conductance);
    for (let first = 0; first < cells.length; first += lanes) {
      const batch = cells.slice(first, first + lanes);
      system.wordInjection.fill(0);
      system.bitInjection.fill(0);
      system.word.fill(0);
      batch.forEach((k, lane) => {
        system.wordInjection[k * lanes + lane] = 1;
        system.bitInjection[k * lanes + lane] = -1;
      });
      const outcome = conjugateGradient(system, true, {
        tolerance,
        maxIterations: stepLimit(circuit),
        margin: TRANSFER_MARGIN,
      });
      iterations += outcome.iterations;
      error = Math.max(error, outcome.error);
      batch.forEach((k, lane) => {
        const atInputs = receivedCurrents(system, circuit, from, inputs, lane);
        const atOutputs = receivedCurrents(system, circuit, to, outputs, lane);
        addHeld(atInputs, circuit, from, inputs, k);
        addHeld(atOutputs, circuit, to, outputs, k);
        toInputs.push(atInputs);
        toOutputs.push(atOutputs);
        across.push(cells.map((k) => system.word[k * lanes + lane] - system.bit[k * lanes + lane]));
      });
    }
  });
  return { toInputs, toOutputs, across, iterations, error };
}

/** Current injected into a held node never enters the array: its pin takes it, or its pins share it. */
function addHeld(
  currents: Float64Array,
  circuit: Circuit,
  family: LineFamily,
  sides: readonly Side[],
  cell: number,
): void {
  const isWord = family.kind === "word";
  const line = isWord ? Math.floor(cell / circuit.columns) : cell % circuit.columns;
  const pins = [family.firstSide, family.lastSide].filter((side) => {
    const terminal = terminalAt(circuit, side, line);
    const holds = isSingleNode(family) || terminalNode(family, side, line) === cell;
    return terminal !== null && isPin(terminal) && holds;
  });
  for (const side of pins) if (sides.includes(side)) currents[line] += (isWord ? 1 : -1) / pins.length;
}
