import { type Dense, dense, dot, type Estimate, estimate, mapped, normals, type Rng } from "#base";
import { meanNoiseVariance, outputCurrents } from "#crossbar-arrays";
import type { HashCode, Hasher } from "../attention/hash-code.ts";
import { drawProjections, projectionHasher, secondArray } from "../attention/hash-code.ts";
import type { Design } from "../design/design.ts";
import { currentNoise, scaleNoise, unsettledShare } from "../design/front-end.ts";
import { hashCodeOf, hashOf, type Workload } from "../design/workload.ts";
import {
  agreement,
  type BitStatistics,
  bitStatistics,
  COSINES,
  type CollisionEvent,
  signsOf,
  vectorPairs,
} from "./hash-laws.ts";
import { crossbarHasher, dacLevels, wordLineInputs } from "./hashers.ts";
import type { Kernels } from "./kernels.ts";
import { type ProgrammedSet, programSet, reachOfSet } from "./programmed-set.ts";

/** Collisions at one angle over array samples, with their law and two controls. */
export interface CollisionPoint {
  readonly cosine: number;
  readonly memristor: Estimate;
  readonly software: Estimate;
  /** Negative control: keys hashed on another untuned array. */
  readonly secondArray: Estimate;
  /** The law for Gaussian projections, without noise and with the measured noise. */
  readonly law: number;
  readonly noisyLaw: number;
}

/** Read noise relative to a device and to a column. */
export interface NoiseUnits {
  /** Read noise of one device, relative to its current. */
  readonly perDevice: number;
  /** Read noise of an output, relative to its signal's deviation over inputs. */
  readonly perColumn: number;
  /** `perColumn` of independent devices without wires: perDevice · √(1 + 1/CV²) for differential pairs. */
  readonly perColumnFromSpread: number;
  /** Readout noise, also relative to the signal. */
  readonly readout: number;
  /** Relative error of input quantisation and clipping, which affects all outputs alike. */
  readonly input: number;
}

export interface HashQuality {
  readonly hash: string;
  readonly event: CollisionEvent;
  readonly code: HashCode;
  readonly arrays: number;
  readonly collision: readonly CollisionPoint[];
  /** Null for a hash without bits. */
  readonly bits: { readonly memristor: BitStatistics; readonly software: BitStatistics } | null;
  readonly noise: NoiseUnits;
}

/** Vector pairs per angle and array sample, and vectors for bit statistics and noise. */
const PAIRS = 256;
const TOKENS = 2048;

/** Statistics of a design's hash over array samples of Gaussian vectors; `onStep` after each sample. */
export function measureHash(
  design: Design,
  workload: Workload,
  arrays: number,
  rng: Rng,
  kernels?: Kernels,
  onStep: (done: number) => void = () => {},
): HashQuality {
  const code = hashCodeOf(workload.attention, workload.length);
  const hash = hashOf(workload.attention);
  const { event } = hash;
  const width = workload.headWidth;
  const samples = Array.from({ length: arrays }, (_, n) => {
    const sample = measureSample(design, code, event, width, rng.fork("sample").fork(n), kernels);
    onStep(n + 1);
    return sample;
  });
  const noise = meanNoise(design, samples);
  const fresh = Math.hypot(noise.perColumn, noise.readout);
  return {
    hash: hash.name,
    event,
    code,
    arrays,
    collision: COSINES.map((cosine, k) => ({
      cosine,
      memristor: estimate(samples.map((sample) => sample.collisions[k].memristor)),
      software: estimate(samples.map((sample) => sample.collisions[k].software)),
      secondArray: estimate(samples.map((sample) => sample.collisions[k].secondArray)),
      law: hash.law(code, cosine, 0),
      noisyLaw: hash.law(code, meanOf(samples.map(({ seen }) => seen[k])), fresh),
    })),
    bits: samples[0].bits === null ? null : { ...meanBits(samples.map(({ bits }) => bits!)) },
    noise,
  };
}

type Sample = ReturnType<typeof measureSample>;

function measureSample(
  design: Design,
  code: HashCode,
  event: CollisionEvent,
  width: number,
  rng: Rng,
  kernels: Kernels | undefined,
) {
  const { projections, set, memristor } = sampledHash(design, code, width, rng, kernels);
  const other = programSet(design, projections, rng.fork("second array"), kernels);
  const software = projectionHasher(projections, code);
  const second = secondArray(
    memristor,
    crossbarHasher(design, other, code, rng.fork("second reads"), { kernels }),
  );
  const pairsAt = COSINES.map((cosine) => vectorPairs(PAIRS, width, cosine, rng.fork(`cosine ${cosine}`)));
  const collisions = pairsAt.map((pairs) => {
    const share = (hasher: Hasher): number => agreement(event, code, hasher, pairs);
    return { memristor: share(memristor), software: share(software), secondArray: share(second) };
  });
  const statistics = bitsOf(code, width, rng);
  return {
    collisions,
    seen: pairsAt.map((pairs) => seenCosine(design, pairs)),
    bits: event === "bit" ? { memristor: statistics(memristor), software: statistics(software) } : null,
    noise: noiseOf(design, set, width, rng.fork("noise")),
  };
}

/**
 * Mean cosine of the pairs' word-line levels. Near vectors are rounded alike, so the angle is measured on the
 * levels: assuming two independent errors would overestimate it.
 */
function seenCosine(design: Design, { queries, keys }: ReturnType<typeof vectorPairs>): number {
  const [q, k] = [dacLevels(design, queries), dacLevels(design, keys)];
  const product = (a: Dense, b: Dense, n: number): number =>
    dot(a.data, n * a.columns, b.data, n * b.columns, a.columns);
  return meanOf(
    Array.from(
      { length: q.rows },
      (_, n) => product(q, k, n) / Math.sqrt(product(q, q, n) * product(k, k, n)),
    ),
  );
}

const meanOf = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length;

/** A set of projections on arrays, and its hash. */
export function sampledHash(
  design: Design,
  code: HashCode,
  width: number,
  rng: Rng,
  kernels: Kernels | undefined,
) {
  const projections = drawProjections(code, width, rng.fork("projections"));
  const set = programSet(design, projections, rng.fork("array"), kernels);
  return { projections, set, memristor: crossbarHasher(design, set, code, rng.fork("reads"), { kernels }) };
}

/** Statistics of a sign hash's bits for random tokens. */
export function bitsOf(code: HashCode, width: number, rng: Rng): (hasher: Hasher) => BitStatistics {
  const vectors = dense(TOKENS, width, normals(TOKENS * width, rng.fork("tokens")));
  return (hasher) => bitStatistics(signsOf(code, hasher(vectors, "key")), width);
}

/** Mean squares of the signal and of unit read noise over outputs, A², and conductance moments. */
function noiseOf(design: Design, set: ProgrammedSet, width: number, rng: Rng) {
  const reads = 256;
  const { response, arrays } = set;
  const inputs = dense(reads, width, normals(reads * width, rng));
  const levels = dacLevels(design, inputs);
  const volts = mapped(levels, (x) => x * design.hashing.driver.behaviour.readVoltage);
  const currents = outputCurrents(response, volts).data;
  const { conductance } = arrays[0].cells;
  const mean = conductance.reduce((sum, g) => sum + g, 0) / conductance.length;
  const square = conductance.reduce((sum, g) => sum + g * g, 0) / conductance.length;
  return {
    signal: currents.reduce((sum, i) => sum + i * i, 0) / currents.length,
    noise: meanNoiseVariance(response, volts),
    input: quantisationError(wordLineInputs(design, inputs).data, levels.data),
    variation: Math.sqrt(Math.max(0, square - mean ** 2)) / mean,
    used: reachOfSet(design, set),
  };
}

/** Mean square error of levels against the best multiple of the signal, relative to that multiple's. */
function quantisationError(signal: Float64Array, levels: Float64Array): number {
  const n = signal.length;
  const gain = dot(signal, 0, levels, 0, n) / dot(signal, 0, signal, 0, n);
  const kept = gain ** 2 * dot(signal, 0, signal, 0, n);
  return Math.max(0, dot(levels, 0, levels, 0, n) / kept - 1);
}

function meanNoise(design: Design, samples: readonly Sample[]): NoiseUnits {
  const { memristor, readoutRange } = design.hashing;
  const perDevice = memristor.behaviour.readNoise;
  const sum = (of: (sample: Sample) => number): number => samples.reduce((total, s) => total + of(s), 0);
  const signal = sum(({ noise }) => noise.signal);
  const variation = sum(({ noise }) => noise.variation) / samples.length;
  const perColumn = perDevice * Math.sqrt(sum(({ noise }) => noise.noise) / signal);
  const deviation = Math.sqrt(signal / samples.length);
  const { used } = samples[0].noise;
  return {
    perDevice,
    perColumn,
    perColumnFromSpread: perDevice * Math.sqrt(1 + 1 / variation ** 2),
    readout: Math.hypot(
      currentNoise(design, used) / deviation,
      scaleNoise(design) * readoutRange,
      unsettledShare(design, used),
    ),
    input: Math.sqrt(sum(({ noise }) => noise.input) / samples.length),
  };
}

function meanBits(samples: readonly { memristor: BitStatistics; software: BitStatistics }[]) {
  const mean = (of: (sample: (typeof samples)[number]) => BitStatistics): BitStatistics => {
    const all = samples.map(of);
    const average = (value: (s: BitStatistics) => number): number =>
      all.reduce((sum, s) => sum + value(s), 0) / all.length;
    return {
      ...all[0],
      imbalance: {
        mean: average((s) => s.imbalance.mean),
        worst: Math.max(...all.map((s) => s.imbalance.worst)),
      },
      correlation: average((s) => s.correlation),
    };
  };
  return { memristor: mean((s) => s.memristor), software: mean((s) => s.software) };
}
