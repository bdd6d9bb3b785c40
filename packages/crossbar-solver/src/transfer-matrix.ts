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
import { circuitFaults } from "./circuit-faults.ts";
import { conjugateGradient } from "./conjugate-gradient.ts";
import { type Dense, dense } from "./dense.ts";
import { driveLines, heldCurrent, holdDriven } from "./drive-lines.ts";
import { factorLines } from "./factor-lines.ts";
import { edgeConductances, edgeCount } from "./front-plan.ts";
import { plannedFronts } from "./front-planner.ts";
import { findFloatingLines } from "./islands.ts";
import { hasWeakTies } from "./line-resistance.ts";
import type { LineSystem, SolverKernel } from "./line-system.ts";
import { plainKernel } from "./plain-kernel.ts";
import { checkTolerance, DEFAULT_TOLERANCE, solveCircuit } from "./solve.ts";

export interface TransferOptions {
  /** Sides whose sources are the inputs, all on word lines or all on bit lines; two sides of a line are
   * driven together. `["left"]` by default. */
  readonly inputs?: readonly Side[];
  /** Sides whose currents are outputs, on the other family; two sides are added. `["bottom"]` by default. */
  readonly outputs?: readonly Side[];
  readonly tolerance?: number;
  readonly kernel?: SolverKernel;
}

/** I = Tᵀ·V of a linear array, every source that is no input at 0 V. */
export interface TransferMatrix {
  readonly circuit: Circuit;
  readonly inputs: readonly Side[];
  readonly outputs: readonly Side[];
  /** S, input lines × output lines: current out of the array at output o for 1 V at input i. */
  readonly values: Dense;
  /** Conjugate-gradient steps, summed over batches; 0 where nodes are eliminated. */
  readonly iterations: number;
}

/**
 * Exact transfer matrix, by elimination (`front-planner.ts`) or drive by drive. The nodal matrix is
 * symmetric: the current at o for 1 V at i equals that at i for 1 V at o, so only the fewer are driven.
 * Throws RangeError for nonlinear devices, faulty circuits or sides, and UnconvergedError.
 */
export function transferMatrix(circuit: Circuit, options: TransferOptions = {}): TransferMatrix {
  const inputs = options.inputs ?? ["left"];
  const outputs = options.outputs ?? ["bottom"];
  const tolerance = checkTolerance(options.tolerance ?? DEFAULT_TOLERANCE);
  const kernel = options.kernel ?? plainKernel;
  const [from, to] = checkSides(circuit, inputs, outputs);
  if (hasFronts(circuit)) {
    const values = eliminatedTransfer(circuit, inputs, outputs, [from.lines, to.lines], kernel);
    return { circuit, inputs, outputs, values, iterations: 0 };
  }
  // With equal numbers the bit lines: outputs on word lines need no last solve for b.
  const drivesInputs = from.lines < to.lines || (from.lines === to.lines && from.kind === "bit");
  const [driven, drivenSides] = drivesInputs ? [from, inputs] : [to, outputs];
  const [read, readSides] = drivesInputs ? [to, outputs] : [from, inputs];
  const values = dense(from.lines, to.lines);
  const lanes = Math.min(kernel.batch, driven.lines) === 1 ? 1 : kernel.batch;
  let iterations = 0;

  const store = (drive: number, line: number, current: number): void => {
    values.data[drivesInputs ? drive * to.lines + line : line * to.lines + drive] = current;
  };
  const refined = (drive: number): void => {
    const solved = refinedCurrents(circuit, drivenSides, drive, read, readSides, tolerance, kernel);
    iterations += solved.iterations;
    solved.currents.forEach((current, line) => {
      store(drive, line, current);
    });
  };
  if (hasWeakTies(circuit)) {
    for (let drive = 0; drive < driven.lines; drive++) refined(drive);
    return { circuit, inputs, outputs, values, iterations };
  }
  kernel.withSystem(circuit.rows, circuit.columns, lanes, (system) => {
    factorLines(system, circuit, findFloatingLines(circuit), circuit.conductance);
    for (let first = 0; first < driven.lines; first += lanes) {
      const count = Math.min(lanes, driven.lines - first);
      system.word.fill(0);
      const batch = Array.from({ length: count }, (_, lane) => first + lane);
      driveLines(system, circuit, driven, drivenSides, batch, 1);
      // A pin collects from the lines that cross it, so only unpinned word lines can do without b.
      const wordsOnly =
        read.kind === "word" &&
        readSides.every((side) => circuit.terminals[side]?.every((t) => t === null || !isPin(t)));
      const outcome = conjugateGradient(system, true, {
        tolerance,
        maxIterations: stepLimit(circuit),
        margin: TRANSFER_MARGIN,
        wordsOnly,
      });
      iterations += outcome.iterations;
      driveLines(system, circuit, driven, drivenSides, batch, -1);
      holdDriven(system, circuit, driven, drivenSides, batch);
      for (let lane = 0; lane < count; lane++) {
        if (outcome.error > tolerance) refined(first + lane);
        else
          receivedCurrents(system, circuit, read, readSides, lane).forEach((current, line) => {
            store(first + lane, line, current);
          });
      }
    }
  });
  // So small a share of the cells' conductance is a difference of potentials near their rounding.
  if (largestOf(values.data) < FEW_DIGITS * largestOf(circuit.conductance))
    for (let drive = 0; drive < driven.lines; drive++) refined(drive);
  return { circuit, inputs, outputs, values, iterations };
}

/**
 * Whether nodes are eliminated: not where a line is one node, with the whole array as its neighbour or,
 * between two pins, two sources; nor in long narrow or very large arrays, whose fronts exceed their lines.
 */
export function hasFronts(circuit: Circuit): boolean {
  const { rows, columns } = circuit;
  if (isSingleNode(wordLines(circuit)) || isSingleNode(bitLines(circuit))) return false;
  return (
    Math.max(rows, columns) <= MOST_ELIMINATED && Math.max(rows, columns) <= 16 * Math.min(rows, columns)
  );
}

/** Lines up to which fronts take less memory (some 300 MB) and less time than iterating does. */
const MOST_ELIMINATED = 1280;

function eliminatedTransfer(
  circuit: Circuit,
  inputs: readonly Side[],
  outputs: readonly Side[],
  [from, to]: readonly [number, number],
  kernel: SolverKernel,
): Dense {
  const plan = plannedFronts(circuit, inputs, outputs);
  const values = dense(from, to);
  const fill = (conductance: Float64Array): void => edgeConductances(circuit, conductance);
  kernel.withFronts(plan, edgeCount(circuit), fill, ({ data, from, stride }) => {
    plan.inputs.forEach((input, i) => {
      const row = from + i * stride + plan.inputs.length;
      plan.outputs.forEach((output, o) => {
        values.data[input * to + output] = data[row + o];
      });
    });
  });
  return values;
}

/** Share of the largest cell below which the whole matrix is solved again in paired arithmetic. */
const FEW_DIGITS = 1e-6;

/** Largest magnitude. */
export function largestOf(values: ArrayLike<number>): number {
  let largest = 0;
  for (let k = 0; k < values.length; k++) largest = Math.max(largest, Math.abs(values[k]));
  return largest;
}

/** How far below the tolerance a batch aims. */
export const TRANSFER_MARGIN = 0.2;

export const stepLimit = (circuit: Circuit): number => 20 * (circuit.rows + circuit.columns) + 2000;

function checkSides(
  circuit: Circuit,
  inputs: readonly Side[],
  outputs: readonly Side[],
): [LineFamily, LineFamily] {
  if (circuit.device.model !== "linear")
    throw new RangeError(`transferMatrix: expected linear devices, received ${circuit.device.model}`);
  const [fault] = circuitFaults(circuit);
  if (fault !== undefined) throw new RangeError(`circuit ${fault.path.join(".")}: ${fault.message}`);
  for (const side of [...inputs, ...outputs])
    if (circuit.terminals[side] === null)
      throw new RangeError(`transferMatrix: no terminals on the ${side} side`);
  const families = [inputs, outputs].map((sides) => {
    const kinds = new Set(sides.map((side) => (side === "left" || side === "right" ? "word" : "bit")));
    return kinds.size === 1 ? [...kinds][0] : null;
  });
  if (families[0] === null || families[1] === null || families[0] === families[1])
    throw new RangeError(
      `transferMatrix: expected inputs on one line family and outputs on the other, received ${inputs} and ${outputs}`,
    );
  return families[0] === "word"
    ? [wordLines(circuit), bitLines(circuit)]
    : [bitLines(circuit), wordLines(circuit)];
}

/** Currents out of the array at every line of a family, the given sides added. */
export function receivedCurrents(
  system: LineSystem,
  circuit: Circuit,
  family: LineFamily,
  sides: readonly Side[],
  lane: number,
): Float64Array {
  const { lanes } = system;
  const currents = new Float64Array(family.lines);
  const own = family.kind === "word" ? system.word : system.bit;
  for (const side of sides)
    for (let line = 0; line < family.lines; line++) {
      const terminal = terminalAt(circuit, side, line);
      if (terminal === null) continue;
      const node = terminalNode(family, side, line);
      currents[line] += isPin(terminal)
        ? heldCurrent(system, circuit, family, side, line, lane)
        : own[node * lanes + lane] / terminal.resistance;
    }
  return currents;
}

/** The same by a full solve, for arrays so weakly tied to their sources that a batch cannot reach the
 * tolerance, or know that it has not. */
function refinedCurrents(
  circuit: Circuit,
  drivenSides: readonly Side[],
  driven: number,
  read: LineFamily,
  readSides: readonly Side[],
  tolerance: number,
  kernel: SolverKernel,
): { readonly currents: Float64Array; readonly iterations: number } {
  const drive = (side: Side): Circuit["terminals"][Side] =>
    circuit.terminals[side]?.map(
      (terminal, line) =>
        terminal && { ...terminal, voltage: line === driven && drivenSides.includes(side) ? 1 : 0 },
    ) ?? null;
  const terminals = {
    left: drive("left"),
    right: drive("right"),
    top: drive("top"),
    bottom: drive("bottom"),
  };
  const { terminalCurrent, iterations } = solveCircuit({ ...circuit, terminals }, { tolerance, kernel });
  const currents = new Float64Array(read.lines);
  for (const side of readSides)
    terminalCurrent[side]?.forEach((current, line) => {
      if (!Number.isNaN(current)) currents[line] += current;
    });
  return { currents, iterations };
}
