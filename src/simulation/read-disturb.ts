// Effect of a run's reads on devices that voltages change.

import { type Dense, dense, InfeasibleError, normals, type Rng, row } from "#base";
import { columnPlan, type ProgrammedArray, tileCircuit, tileRegions } from "#crossbar-arrays";
import { type SolverKernel, solveCircuit } from "#crossbar-solver";
import type { DeviceState, Dynamics } from "#memristors";
import { drawProjections } from "../attention/hash-code.ts";
import type { Design } from "../design/design.ts";
import { electricsOf, encodingOf } from "../design/electrics.ts";
import { hashCodeOf, type Workload } from "../design/workload.ts";
import { placeProjections } from "../mapping/placement.ts";
import { sizesOf } from "../mapping/sizes.ts";
import { dacLevels } from "./hashers.ts";
import type { Kernels } from "./kernels.ts";
import { programArrays } from "./programmed-set.ts";

/** How many reads an array's hashes survive; nulls if reads change no device, or too little to see. */
export interface ReadDisturb {
  /** Reads of one array in a run of the workload; null if it cannot be placed. */
  readonly runReads: number | null;
  /** Reads after which one sign in a hundred differs from its value before the first read. */
  readonly toOnePercent: number | null;
  /** Reads after which one sign in four differs: half the flips of a fully erased array. */
  readonly toErased: number | null;
  /** The same with the full word-line voltage across every device: a bound on what better lines would do. */
  readonly unshielded: { readonly toOnePercent: number | null; readonly toErased: number | null };
  /** Largest voltage across a device in the solved reads, and on a word line, V. */
  readonly largestVoltage: number;
  readonly wordVoltage: number;
  /** Largest magnitudes at which a pulse changes no device, V. */
  readonly threshold: Dynamics["threshold"];
}

/** Reads whose cell voltages are solved, used in rotation, and vectors whose signs are compared. */
const PATTERNS = 8;
const WATCHED = 64;
/** Projections used as a sample, and limit of simulated reads. */
const PROJECTIONS = 16;
const MOST_READS = 1e15;
/** Growth factor of the number of reads between checks. */
const STEP = 1.3;

/**
 * Applies the device's dynamics to the reads of an array. The cell voltages are solved for a few reads of
 * Gaussian vectors in the initial state, and each read lasts its share of the time between two checks.
 * Returns null if the model has no voltage dynamics. Throws UnconvergedError.
 */
export function measureDisturb(
  design: Design,
  workload: Workload,
  rng: Rng,
  kernels?: Kernels,
): ReadDisturb | null {
  const { memristor, array } = design.hashing;
  const { dynamics } = memristor.behaviour;
  if (dynamics === null || design.hashing.unit !== "crossbar") return null;
  const width = workload.headWidth;
  const code = hashCodeOf(workload.attention, workload.length);
  const count = Math.min(
    PROJECTIONS,
    code.rounds * code.columns,
    columnPlan(array.pairing, array.columns).outputs,
  );
  const all = drawProjections(code, width, rng.fork("projections"));
  const projections = dense(count, width, all.data.subarray(0, count * width));
  const [programmed] = programArrays(design, projections, rng.fork("array"));
  const levels = dacLevels(
    design,
    dense(PATTERNS + WATCHED, width, normals((PATTERNS + WATCHED) * width, rng.fork("vectors"))),
  );
  const patternsOf = (isIdeal: boolean): readonly Pattern[] =>
    Array.from({ length: PATTERNS }, (_, n) =>
      cellVoltages(design, programmed, row(levels, n), n, isIdeal, kernels?.solver),
    );
  const whole = patternsOf(true);
  const patterns = array.wires === "ideal" ? whole : patternsOf(false);
  const watched = dense(WATCHED, width, levels.data.subarray(PATTERNS * width));
  const least = Math.min(dynamics.threshold.set, dynamics.threshold.reset);
  const livesOf = (reads: readonly Pattern[]): ReadDisturb["unshielded"] =>
    largestOf(reads) <= least
      ? { toOnePercent: null, toErased: null }
      : lives(programmed, dynamics, reads, watched, rng.fork("devices"));
  return {
    runReads: readsOfRun(design, workload),
    ...livesOf(patterns),
    unshielded: livesOf(whole),
    largestVoltage: largestOf(patterns),
    wordVoltage: largestOf(whole),
    threshold: dynamics.threshold,
  };
}

const largestOf = (patterns: readonly Pattern[]): number =>
  patterns.reduce(
    (most, { voltage }) => voltage.reduce((largest, v) => Math.max(largest, Math.abs(v)), most),
    0,
  );

interface Pattern {
  /** Voltage of every cell, V, and its duration in one read, s. */
  readonly voltage: Float64Array;
  readonly duration: number;
}

/** Voltages across the cells in one phase of a read, and its length. */
function cellVoltages(
  design: Design,
  array: ProgrammedArray,
  levels: Float64Array,
  n: number,
  isIdeal: boolean,
  kernel: SolverKernel | undefined,
): Pattern {
  const { driver, readTime } = design.hashing;
  const { phases, isTimed, duration } = encodingOf(design);
  const { level } = phases[n % phases.length];
  const held = levels.map(level);
  const volts = held.map((x) => driver.behaviour.readVoltage * (isTimed ? Math.sign(x) : x));
  // A pulse's length is its level; the mean over the vector is used for all.
  const share = isTimed ? held.reduce((sum, x) => sum + Math.abs(x), 0) / held.length : 1;
  const { columns } = array.geometry;
  const voltage = new Float64Array(array.cells.conductance.length);
  for (const region of tileRegions(array)) {
    if (region.top >= array.driven || region.left >= 2 * PROJECTIONS) continue;
    if (isIdeal) {
      for (let i = 0; i < region.rows; i++)
        for (let j = 0; j < region.columns; j++)
          voltage[(region.top + i) * columns + region.left + j] = volts[region.top + i] ?? 0;
      continue;
    }
    const circuit = tileCircuit(array, region, electricsOf(design), volts);
    const { word, bit } = solveCircuit(circuit, { kernel });
    for (let i = 0; i < region.rows; i++)
      for (let j = 0; j < region.columns; j++) {
        const across = word[i * region.columns + j] - bit[i * region.columns + j];
        voltage[(region.top + i) * columns + region.left + j] = Number.isNaN(across) ? 0 : across;
      }
  }
  return { voltage, duration: readTime * duration * share * phases.length };
}

/** Reads until one sign in a hundred and one in four differ, by linear interpolation between checks. */
function lives(
  array: ProgrammedArray,
  dynamics: Dynamics,
  patterns: readonly Pattern[],
  watched: Dense,
  rng: Rng,
): Pick<ReadDisturb, "toOnePercent" | "toErased"> {
  const fresh = dynamics.fresh(array.cells.conductance, rng);
  const before = signsOf(array, dynamics.cells(fresh).conductance, watched);
  let state: DeviceState = fresh;
  let reads = 0;
  let share = 0;
  let toOnePercent: number | null = null;
  for (let next = 1; next <= MOST_READS; next *= STEP) {
    for (const { voltage, duration } of patterns)
      state = dynamics.pulse(state, voltage, ((next - reads) * duration) / patterns.length);
    const now = signsOf(array, dynamics.cells(state).conductance, watched);
    const flipped = now.reduce((sum, sign, k) => sum + Number(sign !== before[k]), 0) / now.length;
    const crossing = (at: number): number =>
      reads + (next - reads) * ((at - share) / Math.max(flipped - share, 1e-12));
    if (toOnePercent === null && flipped >= 0.01) toOnePercent = crossing(0.01);
    if (flipped >= 0.25) return { toOnePercent, toErased: crossing(0.25) };
    [reads, share] = [next, flipped];
  }
  return { toOnePercent, toErased: null };
}

/** Signs of the vectors' projections, vectors × projections. */
function signsOf(array: ProgrammedArray, conductance: Float64Array, vectors: Dense): Int8Array {
  const { columns } = array.geometry;
  const signs = new Int8Array(vectors.rows * array.outputs);
  for (let p = 0; p < array.outputs; p++) {
    const [plus, minus] = [array.plan.plus(p), array.plan.minus(p)];
    for (let t = 0; t < vectors.rows; t++) {
      let sum = 0;
      for (let i = 0; i < vectors.columns; i++) {
        const g = conductance[i * columns + plus] - (minus === null ? 0 : conductance[i * columns + minus]);
        sum += g * vectors.data[t * vectors.columns + i];
      }
      signs[t * array.outputs + p] = sum >= 0 ? 1 : -1;
    }
  }
  return signs;
}

/** Reads of one array in a run: its vectors times the drives of each. */
function readsOfRun(design: Design, workload: Workload): number | null {
  try {
    const { groups } = placeProjections(design, workload);
    const { hashedVectors, tokens } = sizesOf(design, workload);
    const vectors = design.hashing.folding === "none" ? hashedVectors : tokens;
    const firings = encodingOf(design).phases.length * design.hashing.mux.behaviour.share;
    return (vectors * workload.layers * workload.batch * firings) / groups;
  } catch (error) {
    if (error instanceof InfeasibleError) return null;
    throw error;
  }
}
