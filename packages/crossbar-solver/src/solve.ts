import { type BranchCurrents, branchCurrents } from "./branch-currents.ts";
import { type Circuit, SIDES, type Side, terminalAt } from "./circuit.ts";
import { circuitFaults, sourceRange } from "./circuit-faults.ts";
import { conjugateGradient, type IterationLimits, type LinearOutcome } from "./conjugate-gradient.ts";
import { isLinear, type Potentials, readPotentials } from "./device-law.ts";
import { isDirectlySolvable, solveDirectly } from "./direct-solve.ts";
import { UnconvergedError } from "./errors.ts";
import { factorLines, injectSources } from "./factor-lines.ts";
import { eliminationWork } from "./frontal-elimination.ts";
import { type FloatingLines, findFloatingLines, findIslands } from "./islands.ts";
import type { LineSystem, SolverKernel } from "./line-system.ts";
import { solveNonlinear } from "./newton.ts";
import { plainKernel } from "./plain-kernel.ts";
import { refine } from "./refine.ts";
import { type Resolution, resolve } from "./resolution.ts";

export interface SolveOptions {
  /** Requested relative error, 1e-14 … 1e-2; 1e-9 by default. */
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
  /** Largest KCL mismatch of any node over the largest current of its own line; see `Resolution`. */
  readonly residual: number;
  /** Lines without a conducting path to a source, ascending. */
  readonly floating: { readonly word: readonly number[]; readonly bit: readonly number[] };
  readonly kernel: string;
}

export const DEFAULT_TOLERANCE = 1e-9;

/** Share of the tolerance for the mismatch where a quick elimination can do better: an island sums the
 * mismatches of all its lines. */
const KCL_SHARE = 0.1;

/** Cell currents, and so the balance of the bit lines, need better potentials than requested. */
const MARGIN = 0.02;

/** Lines from which on more margin is needed: among many there is one whose cells' currents nearly cancel. */
const MARGIN_LINES = 1024;

const REFINEMENTS = 6;

/** Best relative accuracy of a sum of a line's currents, over the largest of them. */
const CURRENT_ROUNDING = 64 * Number.EPSILON;

/** Multiplications of an elimination that is cheaper than a refinement, a 24 × 24 array. */
const QUICK_ELIMINATION = 1e6;

/**
 * Exact DC solution of a crossbar. `tolerance` bounds the estimated relative error of the potentials and ten
 * times the KCL mismatch of every node over its own line's currents, that of an island over its terminals'.
 * Throws RangeError on a faulty circuit or option, UnconvergedError, which names the lines, rather than
 * return an unfinished value.
 */
export function solveCircuit(circuit: Circuit, options: SolveOptions = {}): Solution {
  const tolerance = checkTolerance(options.tolerance ?? DEFAULT_TOLERANCE);
  const kernel = options.kernel ?? plainKernel;
  const [fault] = circuitFaults(circuit);
  if (fault !== undefined) throw new RangeError(`circuit ${fault.path.join(".")}: ${fault.message}`);
  const most = options.maxIterations ?? 20 * (circuit.rows + circuit.columns) + 2000;
  const islands = findIslands(circuit);
  const floating = findFloatingLines(circuit, islands);
  const shift = referenceVoltage(circuit);

  // A caller that limits the iterations wants to see their own result.
  const mayGoDirect = options.maxIterations === undefined && isDirectlySolvable(circuit);
  const isQuick = mayGoDirect && eliminationWork(circuit) <= QUICK_ELIMINATION;
  const limits = {
    tolerance,
    maxIterations: most,
    margin: MARGIN * Math.min(1, MARGIN_LINES / (circuit.rows + circuit.columns)),
  };
  const scale = sourceScale(circuit, shift);
  const examine = (potentials: Potentials, share: number): Examined => {
    const currents = branchCurrents(circuit, floating, potentials, shift);
    const limit = Math.max(share * tolerance, CURRENT_ROUNDING);
    return { potentials, currents, ...resolve(circuit, islands, currents, scale, limit) };
  };
  let iterations = 0;
  let found: Examined | null = null;
  try {
    found = kernel.withSystem(circuit.rows, circuit.columns, 1, (system) => {
      const solveFirst = isLinear(circuit) ? solveLinear : solveNonlinear;
      let error: number;
      ({ iterations, error } = solveFirst(system, circuit, floating, shift, limits));
      const share = isQuick ? KCL_SHARE : 1;
      let at = examine(readPotentials(system, circuit, shift), share);
      // Where lines carry only rounding, a quick elimination gives more than that.
      const isExact = (): boolean => error <= tolerance && isResolved(at) && (at.isStrict || !isQuick);
      try {
        for (let pass = isQuick ? REFINEMENTS : 0; pass < REFINEMENTS && !isExact(); pass++) {
          const refined = refine(system, circuit, floating, at.potentials, shift, most - iterations);
          iterations += refined.iterations;
          error = refined.error;
          at = examine(refined.potentials, share);
        }
      } catch (failure) {
        // What is unresolved says more than which refinement ran out of steps.
        if (!(failure instanceof UnconvergedError)) throw failure;
      }
      if (isExact()) return at;
      if (mayGoDirect) return null;
      throw new UnconvergedError(describeUnresolved(at, error, tolerance, iterations));
    });
  } catch (error) {
    if (!(mayGoDirect && error instanceof UnconvergedError)) throw error;
  }
  if (found === null) {
    found = examine(solveDirectly(circuit, floating, shift), 1);
    if (!isResolved(found)) throw new UnconvergedError(describeUnresolved(found, 0, tolerance, iterations));
  }
  const { potentials, currents, residual } = found;
  return finish(circuit, floating, potentials, currents, residual, shift, iterations, kernel.name);
}

interface Examined extends Resolution {
  readonly potentials: Potentials;
  readonly currents: BranchCurrents;
}

const isResolved = ({ unresolved: { word, bit } }: Resolution): boolean => word.length + bit.length === 0;

/** Lines an error names. */
const NAMED_LINES = 12;

function describeUnresolved(
  { residual, unresolved: { word, bit } }: Resolution,
  error: number,
  tolerance: number,
  iterations: number,
): string {
  const names = [...word.map((line) => `word ${line}`), ...bit.map((line) => `bit ${line}`)];
  const more = names.length > NAMED_LINES ? ` and ${names.length - NAMED_LINES} more` : "";
  const lines =
    names.length === 0 ? "" : `; unresolved lines: ${names.slice(0, NAMED_LINES).join(", ")}${more}`;
  return (
    `crossbar solve: expected a relative error and a KCL mismatch of each line over its own currents within ` +
    `${tolerance}, received ${error.toExponential(2)} and ${residual.toExponential(2)} after ${iterations} ` +
    `iterations${lines}`
  );
}

/** Largest source over the reference (V). */
function sourceScale(circuit: Circuit, shift: number): number {
  const { low, high } = sourceRange(circuit);
  return Math.max(high - shift, shift - low);
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
  residual: number,
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
    residual,
    floating: { word: markedLines(floating.word), bit: markedLines(floating.bit) },
    kernel,
  };
}

const markedLines = (marks: Uint8Array): number[] =>
  Array.from(marks.keys()).filter((line) => marks[line] === 1);
