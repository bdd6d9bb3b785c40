import {
  createRng,
  type Dense,
  dense,
  dot,
  fourthPower,
  mapped,
  quadraticForms,
  type Rng,
  rowProducts,
} from "#base";
import {
  columnPlan,
  type DrivenResponse,
  drivenResponse,
  idealResponse,
  type KnownChains,
  type ProgrammedArray,
  type SignalRetention,
  signalRetention,
} from "#crossbar-arrays";
import { drawProjections } from "../attention/hash-code.ts";
import { isTiled } from "../design/array-design.ts";
import type { Design } from "../design/design.ts";
import { electricsOf, encodingOf } from "../design/electrics.ts";
import { linesInUse } from "../design/lines-in-use.ts";
import { hashCodeOf, type Workload } from "../design/workload.ts";
import type { OperatingPoint } from "../mapping/action-counts.ts";
import type { Activations, HeadActivations, HeadPlace } from "./activations.ts";
import { wordLineInputs } from "./hashers.ts";
import type { Kernels } from "./kernels.ts";
import { programArrays, stackedGeometry } from "./programmed-set.ts";
import { sharingGroup, streamOfSet } from "./trials.ts";

/** Sets whose inputs are sampled, with one solved array each: it averages thousands of devices. */
const SOLVED_SETS = 4;

/** Devices on the driven lines of four 64 × 128 arrays: one passive array with as many replaces four. */
const SOLVED_DEVICES = 4 * 64 * 128;

/**
 * Number of arrays that an operating point solves. Tiles are solved separately and quickly; a passive array
 * is one circuit, whose time grows as the cube of its side while its many devices average out.
 */
export function solvedArrays({ hashing }: Design, width: number): number {
  const { array } = hashing;
  if (isTiled(array) || array.wires === "ideal") return SOLVED_SETS;
  return Math.max(1, Math.min(SOLVED_SETS, Math.ceil(SOLVED_DEVICES / (width * array.columns))));
}

/** Sampled vectors per head, evenly spaced. */
const VECTORS = 1024;

/** Moments of word-line levels over the vectors of some heads, in fractions of the read voltage. */
export interface Moments {
  /** Mean of level_i · level_k while both are driven, width × width. */
  readonly second: Dense;
  /** Mean of |level_i| while driven. */
  readonly first: Float64Array;
  /** Mean of level_i⁴ while driven. */
  readonly fourth: Float64Array;
}

/**
 * How the workload's vectors drive the arrays: mean driver power per projection and phase, from the solved
 * circuit of the first array of a few sets (`solvedArrays`), averaged over the inputs of four. If the priced
 * heads differ in width from those of the activations, levels are taken as independent with the same moments.
 * Folded arrays are driven by a layer's input and modelled by random weights of its width. The arrays are
 * separate samples, so that a price does not depend on a simulation's seed.
 */
export const solveOperatingPoint = (
  design: Design,
  workload: Workload,
  activations: Activations,
  kernels?: Kernels,
): OperatingPoint =>
  operatingPointOf(design, workload, activations, kernels, { momentsOf: levelMoments, arrayOf: solveArray });

/** `solveOperatingPoint` with parts that a caller may cache. */
export function operatingPointOf(
  design: Design,
  workload: Workload,
  activations: Activations,
  kernels: Kernels | undefined,
  { momentsOf, arrayOf }: PointParts,
): OperatingPoint {
  const { array, folding } = design.hashing;
  const width = folding === "none" ? workload.headWidth : (workload.model?.modelWidth ?? workload.headWidth);
  // Placement refuses such a design with its reason, so there is nothing to solve.
  if (width > array.rows && array.rowSplit === "none")
    return { pairPower: 0, peakLineCurrent: 0, peakGlobalCurrent: 0, peakDriverCurrent: 0 };
  const groups = new Map<string, HeadActivations[]>();
  for (const head of activations.heads) {
    const name = sharingGroup(design.hashing.sharing, head);
    groups.set(name, [...(groups.get(name) ?? []), head]);
  }
  const used = linesInUse(design, workload);
  const isWhole = used.rows === array.rows && used.columns === array.columns;
  const chosen = [...groups.values()].slice(0, SOLVED_SETS);
  const arrays = chosen
    .slice(0, solvedArrays(design, width))
    .map(([first]) => arrayOf(design, workload, width, first, kernels));
  const solved = chosen.map((heads, n) =>
    drivenPoint(design, arrays[n % arrays.length], forWidth(momentsOf(design, heads), width)),
  );
  const mean = (of: (point: OperatingPoint) => number): number =>
    solved.reduce((sum, point) => sum + of(point), 0) / solved.length;
  return {
    pairPower: mean(({ pairPower }) => pairPower),
    pairCurrent: mean(({ pairCurrent = 0 }) => pairCurrent),
    peakLineCurrent: Math.max(...solved.map(({ peakLineCurrent }) => peakLineCurrent)),
    peakGlobalCurrent: Math.max(...solved.map(({ peakGlobalCurrent = 0 }) => peakGlobalCurrent)),
    peakDriverCurrent: Math.max(...solved.map(({ peakDriverCurrent = 0 }) => peakDriverCurrent)),
    ...(isWhole ? {} : { linesInUse: used }),
  };
}

/** The driver load of a solved array, and its number of outputs. */
export interface DrivenArray extends DrivenResponse {
  readonly outputs: number;
}

/** The first array of a head's set, as one tile: the drawn devices do not depend on tiles. */
export function firstArray(
  design: Design,
  workload: Workload,
  width: number,
  head: HeadPlace,
): ProgrammedArray {
  const { rows, columns, rowSplit, pairing } = design.hashing.array;
  const code = hashCodeOf(workload.attention, workload.length);
  const stream = streamOfSet(createRng("operating point"), design, 0, head);
  const projections = drawProjections(code, width, stream.fork("projections"));
  const outputs = Math.min(projections.rows, columnPlan(pairing, columns).outputs);
  const first = dense(outputs, width, projections.data.subarray(0, outputs * width));
  const geometry = stackedGeometry({ rows, columns, rowSplit, tileRows: rows, tileColumns: columns }, width);
  return programArrays(design, first, stream.fork("array"), geometry)[0];
}

/** Solves that array's driver load. Noise needs a separate solve and adds no power. */
export function solveArray(
  design: Design,
  workload: Workload,
  width: number,
  head: HeadPlace,
  kernels: Kernels | undefined,
  { chains, programmedOf = firstArray }: ArrayParts = {},
): DrivenArray {
  const programmed = {
    ...programmedOf(design, workload, width, head),
    geometry: stackedGeometry(design.hashing.array, width),
  };
  const { outputs } = programmed;
  const volts = design.hashing.driver.behaviour.readVoltage;
  if (design.hashing.array.wires !== "ideal")
    return { outputs, ...drivenResponse(programmed, electricsOf(design), volts, kernels?.solver, chains) };
  const { transfer: _, noise: __, cubic: ___, ...driven } = idealResponse(programmed, volts);
  return { outputs, ...driven };
}

/** Parts of solved arrays that a caller caches. */
interface ArrayParts {
  readonly chains?: KnownChains;
  readonly programmedOf?: typeof firstArray;
}

/** Operating point of an array for inputs with these moments. */
function drivenPoint(
  design: Design,
  response: DrivenArray,
  { first: magnitude, second, fourth }: Moments,
): OperatingPoint {
  const { outputs, delivered } = response;
  const volts = design.hashing.driver.behaviour.readVoltage;
  const cubic = fourth.reduce((sum, m, i) => sum + m * response.cubicPower[i], 0) * fourthPower(volts);
  const width = magnitude.length;
  const linear = dot(delivered.data, 0, second.data, 0, width * width);
  const currents = supplied(delivered, second, magnitude);
  return {
    pairPower: (linear * volts ** 2 + cubic) / outputs,
    pairCurrent: (volts * currents) / outputs,
    peakLineCurrent: response.peakLineConductance * volts,
    peakGlobalCurrent: response.peakGlobalConductance * volts,
    peakDriverCurrent: response.peakDriverConductance * volts,
  };
}

/**
 * Sum over lines of the mean magnitude of their currents, S. With the levels' second moments M, a line's
 * current has variance (D·M·Dᵀ)_ii; its magnitude over deviation is taken to equal that of the line's level.
 */
function supplied(delivered: Dense, second: Dense, magnitude: Float64Array): number {
  const width = magnitude.length;
  const variances = quadraticForms(delivered, second);
  let sum = 0;
  for (let i = 0; i < width; i++) {
    const level = Math.sqrt(second.data[i * width + i]);
    if (level === 0) continue;
    sum += Math.sqrt(Math.max(0, variances[i])) * (magnitude[i] / level);
  }
  return sum;
}

export type MomentsOf = typeof levelMoments;

/** The two expensive parts of an operating point. */
interface PointParts {
  readonly momentsOf: MomentsOf;
  readonly arrayOf: typeof solveArray;
}

/** Moments over the queries and keys of the heads, averaged over the phases of a read. */
export function levelMoments(design: Design, heads: readonly HeadActivations[]): Moments {
  const { dac } = design.hashing;
  const { phases, isTimed } = encodingOf(design);
  const signals = heads
    .flatMap(({ q, k, projected }) => {
      if (design.hashing.folding !== "none" && projected !== undefined) return [projected.inputs];
      return q === k ? [q] : [q, k];
    })
    .map((signal) => wordLineInputs(design, signal));
  const stepOf = ({ rows }: Dense): number => Math.max(1, Math.floor(rows / VECTORS));
  const count = signals.reduce(
    (sum, signal) => sum + Math.ceil(signal.rows / stepOf(signal)) * phases.length,
    0,
  );
  const width = signals[0].columns;
  // One row per word line, so that a moment of two lines is a product of rows.
  const levels = dense(width, count);
  const first = new Float64Array(width);
  const fourth = new Float64Array(width);
  let n = 0;
  for (const signal of signals) {
    const scale = dac.behaviour.fullScale(signal);
    const step = stepOf(signal);
    for (let i = 0; i < width; i++) {
      let at = i * count + n;
      for (let t = 0; t < signal.rows; t += step) {
        const x = dac.behaviour.level(signal.data[t * width + i], scale);
        for (const { level } of phases) {
          const own = level(x);
          const size = Math.abs(own);
          levels.data[at++] = own;
          first[i] += size;
          fourth[i] += isTimed ? size : fourthPower(own);
        }
      }
    }
    n += Math.ceil(signal.rows / step) * phases.length;
  }
  const second = isTimed ? overlaps(levels) : products(levels);
  const mean = (sum: number): number => sum / count;
  return { first: first.map(mean), second: mapped(second, mean), fourth: fourth.map(mean) };
}

/** Products of all pairs of lines; symmetry gives half of them. */
function products({ rows, columns, data }: Dense): Dense {
  const sums = dense(rows, rows);
  for (let i = 0; i < rows; i++) {
    const count = Math.min(rows, 4 * Math.ceil((i + 1) / 4));
    rowProducts(data, i * columns, data, count, columns, 1, sums.data, i * rows);
    for (let k = 0; k < i; k++) sums.data[k * rows + i] = sums.data[i * rows + k];
  }
  return sums;
}

/** Overlaps of pairs of lines: pulses that start together overlap for the shorter width at full voltage. */
function overlaps({ rows, columns, data }: Dense): Dense {
  const sums = dense(rows, rows);
  for (let i = 0; i < rows; i++)
    for (let k = 0; k <= i; k++) {
      let sum = 0;
      for (let n = 0; n < columns; n++) {
        const [a, b] = [data[i * columns + n], data[k * columns + n]];
        sum += Math.sign(a * b) * Math.min(Math.abs(a), Math.abs(b));
      }
      sums.data[i * rows + k] = sum;
      sums.data[k * rows + i] = sum;
    }
  return sums;
}

/** The moments, or for heads of another width those of independent levels with the same means. */
function forWidth(moments: Moments, width: number): Moments {
  if (moments.fourth.length === width) return moments;
  const own = moments.fourth.length;
  const trace = moments.fourth.reduce((sum, _, i) => sum + moments.second.data[i * own + i], 0) / own;
  const fourth = moments.fourth.reduce((sum, m) => sum + m, 0) / own;
  const first = moments.first.reduce((sum, m) => sum + m, 0) / own;
  const second = dense(width, width);
  for (let i = 0; i < width; i++) second.data[i * width + i] = trace;
  return {
    first: new Float64Array(width).fill(first),
    second,
    fourth: new Float64Array(width).fill(fourth),
  };
}

/** Share of the signal left by wires, switches and ends in the first array of a design. */
export function retainedSignal(
  design: Design,
  workload: Workload,
  rng: Rng,
  kernels?: Kernels,
): SignalRetention {
  const code = hashCodeOf(workload.attention, workload.length);
  const projections = drawProjections(code, workload.headWidth, rng.fork("projections"));
  const [array] = programArrays(design, projections, rng.fork("array"));
  return signalRetention(array, electricsOf(design), kernels?.solver);
}
