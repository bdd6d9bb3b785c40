import { UnconvergedError } from "../../base/errors.ts";
import { type BranchCurrents, branchCurrents } from "./branch-currents.ts";
import { type Circuit, SIDES, type Side, terminalAt } from "./circuit.ts";
import { circuitFaults, sourceRange } from "./circuit-faults.ts";
import { conjugateGradient, type IterationLimits, type LinearOutcome } from "./conjugate-gradient.ts";
import { isLinear } from "./device-law.ts";
import { factorLines, injectSources } from "./factor-lines.ts";
import { type FloatingLines, findFloatingLines } from "./islands.ts";
import { largestMagnitude } from "./kirchhoff-balance.ts";
import type { LineSystem, SolverKernel } from "./line-system.ts";
import { solveNonlinear } from "./newton.ts";
import { plainKernel } from "./plain-kernel.ts";
import { type Potentials, readPotentials } from "./potentials.ts";
import { refine } from "./refine.ts";

export interface SolveOptions {
  /** Relative error asked for, 1e-14 … 1e-2; 1e-9 by default. */
  readonly tolerance?: number;
  readonly kernel?: SolverKernel;
  /** Conjugate-gradient steps in all; 20 × (rows + columns) + 2000 by default. */
  readonly maxIterations?: number;
}

/** The operating point of a circuit. Arrays are rows × columns, row-major. */
export interface Solution {
  /** Node potentials (V); NaN on floating lines. */
  readonly word: Float64Array;
  readonly bit: Float64Array;
  /** A from word to bit line; 0 on floating lines. */
  readonly deviceCurrent: Float64Array;
  /** A out of the array into each source; NaN where there is none, null where the side is. */
  readonly terminalCurrent: Readonly<Record<Side, Float64Array | null>>;
  /** Σ source voltage × current into the array (W), series resistances included. */
  readonly power: number;
  /** Conjugate-gradient steps, over all Newton steps. */
  readonly iterations: number;
  /** Largest KCL mismatch over the largest branch current. */
  readonly residual: number;
  /** Lines without a conducting path to a source, ascending. */
  readonly floating: { readonly word: readonly number[]; readonly bit: readonly number[] };
  readonly kernel: string;
}

export const DEFAULT_TOLERANCE = 1e-9;

/** The mismatch must stay this far below the tolerance: a terminal gathers those of its whole line. */
const KCL_SHARE = 0.1;

/** Cell currents, and with them the balance of the bit lines, need the potentials better than asked for. */
const MARGIN = 0.02;

const REFINEMENTS = 6;

/** Rounding of the currents at a node, as a share of Σ |conductance·potential|. */
const NODE_ROUNDING = 64 * Number.EPSILON;

/**
 * Exact DC solution of a crossbar. `tolerance` bounds the estimated relative error of the potentials and the
 * relative KCL mismatch (down to the rounding of each node's own currents).
 * Throws RangeError on a faulty circuit or option, UnconvergedError rather than hand out an unfinished value.
 */
export function solveCircuit(circuit: Circuit, options: SolveOptions = {}): Solution {
  const tolerance = checkTolerance(options.tolerance ?? DEFAULT_TOLERANCE);
  const kernel = options.kernel ?? plainKernel;
  const [fault] = circuitFaults(circuit);
  if (fault !== undefined) throw new RangeError(`circuit ${fault.path.join(".")}: ${fault.message}`);
  const most = options.maxIterations ?? 20 * (circuit.rows + circuit.columns) + 2000;
  const floating = findFloatingLines(circuit);
  const shift = referenceVoltage(circuit);

  return kernel.withSystem(circuit.rows, circuit.columns, 1, (system) => {
    const solveFirst = isLinear(circuit) ? solveLinear : solveNonlinear;
    const limits = { tolerance, maxIterations: most, margin: MARGIN };
    let { iterations, error } = solveFirst(system, circuit, floating, shift, limits);
    let potentials = readPotentials(system, circuit, shift);
    let currents = branchCurrents(circuit, floating, potentials, shift);
    const isExact = (): boolean => error <= tolerance && currents.residual <= KCL_SHARE * tolerance;
    for (let pass = 0; pass < REFINEMENTS && !isExact(); pass++) {
      const refined = refine(system, circuit, floating, potentials, shift, most - iterations);
      iterations += refined.iterations;
      error = refined.error;
      potentials = refined.potentials;
      currents = branchCurrents(circuit, floating, potentials, shift);
    }
    const rounding = NODE_ROUNDING * (isExact() ? 0 : largestMagnitude(circuit, potentials, currents.device));
    if (!(isExact() || (error <= tolerance && currents.mismatch <= rounding)))
      throw new UnconvergedError(
        `crossbar solve: expected error and KCL mismatch within ${tolerance}, received ` +
          `${error.toExponential(2)} and ${currents.residual.toExponential(2)} after ${iterations} iterations`,
      );
    // Where every current is rounding (each source feeds an island of its own), so is their mismatch.
    if (currents.largest <= rounding) currents = { ...currents, residual: 0 };
    return finish(circuit, floating, potentials, currents, shift, iterations, kernel.name);
  });
}

export function checkTolerance(tolerance: number): number {
  if (!(tolerance >= 1e-14 && tolerance <= 1e-2))
    throw new RangeError(`solver tolerance: expected 1e-14 … 1e-2, received ${tolerance}`);
  return tolerance;
}

/**
 * Only differences of potential carry current: where all sources lie on one side of 0 V, the one nearest to
 * 0 becomes the reference, and a common offset costs no digits.
 */
function referenceVoltage(circuit: Circuit): number {
  const { low, high } = sourceRange(circuit);
  return low > 0 ? low : Math.min(high, 0);
}

function solveLinear(
  system: LineSystem,
  circuit: Circuit,
  floating: FloatingLines,
  shift: number,
  limits: IterationLimits,
): LinearOutcome {
  factorLines(system, circuit, floating, circuit.conductance);
  injectSources(
    system,
    circuit,
    circuit.conductance,
    0,
    (side, line) => terminalAt(circuit, side, line)!.voltage - shift,
  );
  return conjugateGradient(system, true, limits);
}

function finish(
  circuit: Circuit,
  floating: FloatingLines,
  { word, bit, wordTail, bitTail }: Potentials,
  currents: BranchCurrents,
  shift: number,
  iterations: number,
  kernel: string,
): Solution {
  let power = 0;
  for (const side of SIDES)
    currents.terminal[side]?.forEach((current, line) => {
      const terminal = terminalAt(circuit, side, line);
      // The currents sum to zero, so the shift does no work.
      if (terminal !== null) power -= (terminal.voltage - shift) * current;
    });
  const { rows, columns } = circuit;
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) {
      const k = i * columns + j;
      word[k] = floating.word[i] === 1 ? Number.NaN : word[k] + (wordTail?.[k] ?? 0) + shift;
      bit[k] = floating.bit[j] === 1 ? Number.NaN : bit[k] + (bitTail?.[k] ?? 0) + shift;
    }
  return {
    word,
    bit,
    deviceCurrent: currents.device,
    terminalCurrent: currents.terminal,
    power,
    iterations,
    residual: currents.residual,
    floating: { word: markedLines(floating.word), bit: markedLines(floating.bit) },
    kernel,
  };
}

const markedLines = (marks: Uint8Array): number[] =>
  Array.from(marks.keys()).filter((line) => marks[line] === 1);
