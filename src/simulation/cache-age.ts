import { type Dense, dense, dot, type Estimate, estimate, mapped, normals, type Rng } from "#base";
import { meanNoiseVariance, outputCurrents } from "#crossbar-arrays";
import { exactAttention } from "../attention/exact-attention.ts";
import type { HashCode, Hasher } from "../attention/hash-code.ts";
import { drawProjections, randomBuckets, secondArray } from "../attention/hash-code.ts";
import { lshAttention } from "../attention/lsh-attention.ts";
import type { LshPlan } from "../attention/plan.ts";
import type { Design } from "../design/design.ts";
import { currentNoise, scaleNoise, unsettledShare } from "../design/front-end.ts";
import { hashCodeOf, hashOf, planOf, type Workload } from "../design/workload.ts";
import { duplicationActivations } from "./hash-duplication.ts";
import { agreement, type CollisionEvent } from "./hash-laws.ts";
import { crossbarHasher, dacLevels } from "./hashers.ts";
import type { Kernels } from "./kernels.ts";
import { cacheConditions, type Exposure, type ProgrammedSet, reachOfSet, setAt } from "./programmed-set.ts";
import { sampleQueries } from "./quality.ts";

/** Effect on a hash if its key was hashed earlier, or at another temperature, than its query. */
export interface CacheMoment {
  /** Share of events (signs, or buckets if there are none) in which a vector hashed twice disagrees. */
  readonly disagreement: Estimate;
  /** Share of rounds in which the bucket changes. */
  readonly buckets: Estimate;
  /** Disagreement of Gaussian outputs with these arrays' correlation, noise included: arccos(ρ)/π per bit. */
  readonly law: number;
  /** Exact softmax mass captured by LSH on constructed duplication, without own and near keys. */
  readonly recall: Estimate;
  /** The same relative to queries hashed right after these keys, on the array of that age, per array. */
  readonly kept: Estimate;
}

export interface CacheAge {
  readonly event: CollisionEvent;
  readonly arrays: number;
  /** °C at which keys are hashed. */
  readonly celsius: number | null;
  /** Query right after the key: only read noise. */
  readonly atOnce: CacheMoment;
  /** By array age when the key is hashed (s) and time to the query (s); null if the device does not age. */
  readonly lives: readonly (CacheMoment & { readonly arrayAge: number; readonly life: number })[] | null;
  /** By temperature when the query is hashed; null if the device has no temperature law. */
  readonly temperatures: readonly (CacheMoment & { readonly celsius: number })[] | null;
  /** Control: the query is hashed on another untuned array. */
  readonly replaced: CacheMoment;
  /** Control: attention recall of random buckets. */
  readonly randomBuckets: Estimate;
}

/** Tokens of the task, compared queries, and vectors hashed twice. */
const LENGTH = 512;
const QUERIES = 256;
const VECTORS = 256;

/**
 * Hashes keys now and queries later or warmer, on array samples of a design. Arrays are not rewritten in
 * between; each device drifts, relaxes and warms by its own law. Disturbance by reads is not included.
 */
export function measureCacheAge(
  design: Design,
  workload: Workload,
  arrays: number,
  rng: Rng,
  kernels?: Kernels,
): CacheAge {
  const code = hashCodeOf(workload.attention, LENGTH);
  const hash = hashOf(workload.attention);
  const { event } = hash;
  const conditions = cacheConditions(design);
  const samples = Array.from({ length: arrays }, (_, n) => {
    const sample = cacheSample(design, workload, code, rng.fork("cache age").fork(n), kernels);
    return {
      atOnce: sample.between(conditions.now, conditions.now),
      lives: conditions.lives?.map(({ key, query }) => sample.between(key, query)) ?? [],
      temperatures: conditions.temperatures?.map((query) => sample.between(conditions.now, query)) ?? [],
      replaced: sample.replaced(conditions.now),
      random: sample.random(),
    };
  });
  const moment = (of: (sample: (typeof samples)[number]) => SampledMoment): CacheMoment =>
    momentOf(samples.map(of), (cosine) => 1 - hash.law(code, cosine, 0));
  return {
    event,
    arrays,
    celsius: conditions.now.celsius,
    atOnce: moment(({ atOnce }) => atOnce),
    lives:
      conditions.lives?.map(({ key, query }, n) => ({
        arrayAge: key.age,
        life: query.age - key.age,
        ...moment(({ lives }) => lives[n]),
      })) ?? null,
    temperatures:
      conditions.temperatures?.map(({ celsius }, n) => ({
        celsius: celsius as number,
        ...moment(({ temperatures }) => temperatures[n]),
      })) ?? null,
    replaced: moment(({ replaced }) => replaced),
    randomBuckets: estimate(samples.map(({ random }) => random)),
  };
}

/** One array sample: measured shares, and the correlation of the outputs. */
interface SampledMoment {
  readonly disagreement: number;
  readonly buckets: number;
  readonly mass: number;
  /** Mass captured by the same queries when hashed under the keys' conditions. */
  readonly atOnce: number;
  readonly correlation: number;
}

function momentOf(samples: readonly SampledMoment[], lawOf: (cosine: number) => number): CacheMoment {
  const over = (of: (sample: SampledMoment) => number): Estimate => estimate(samples.map(of));
  return {
    disagreement: over(({ disagreement }) => disagreement),
    law: lawOf(over(({ correlation }) => correlation).mean),
    buckets: over(({ buckets }) => buckets),
    recall: over(({ mass }) => mass),
    kept: over(({ mass, atOnce }) => mass / atOnce),
  };
}

function cacheSample(
  design: Design,
  workload: Workload,
  code: HashCode,
  stream: Rng,
  kernels: Kernels | undefined,
) {
  const width = workload.headWidth;
  const { event } = hashOf(workload.attention);
  const projections = drawProjections(code, width, stream.fork("projections"));
  const vectors = dense(VECTORS, width, normals(VECTORS * width, stream.fork("vectors")));
  const massOf = recall(workload, stream);
  const make = (name: string, exposure: Exposure): Made => {
    const set = setAt(design, projections, exposure, stream.fork(name), kernels);
    const hash = crossbarHasher(design, set, code, stream.fork("reads"), { kernels });
    return { hash, outputs: outputsOf(design, set, vectors) };
  };
  const known = new Map<string, Made>();
  const made = (exposure: Exposure): Made => {
    const name = `${exposure.age} ${exposure.celsius}`;
    const array = known.get(name) ?? make("array", exposure);
    known.set(name, array);
    return array;
  };
  const atOnce = new Map<Made, number>();
  const massAtOnce = (key: Made): number => {
    const mass = atOnce.get(key) ?? massOf(key.hash);
    atOnce.set(key, mass);
    return mass;
  };
  const compare = (key: Made, query: Made): SampledMoment => {
    const hash = secondArray(query.hash, key.hash);
    const pairs = { queries: vectors, keys: vectors };
    return {
      disagreement: 1 - agreement(event, code, hash, pairs),
      buckets: 1 - agreement("bucket", code, hash, pairs),
      mass: key === query ? massAtOnce(key) : massOf(hash),
      atOnce: massAtOnce(key),
      correlation: correlation(key.outputs, query.outputs),
    };
  };
  return {
    between: (key: Exposure, query: Exposure) => compare(made(key), made(query)),
    replaced: (now: Exposure) => compare(made(now), make("second array", now)),
    random: () => massOf(randomBuckets(code, stream.fork("random buckets"))),
  };
}

/** An array at one exposure: its hash, and its outputs for the vectors hashed twice. */
interface Made {
  readonly hash: Hasher;
  readonly outputs: Outputs;
}

/** Attention recall of a hasher on one task: queries of the second half, partners half a sequence earlier. */
function recall(workload: Workload, stream: Rng): (hash: Hasher) => number {
  const { headWidth, attention } = workload;
  const plan: LshPlan = {
    ...planOf({ ...workload, length: LENGTH, phase: "prefill" }),
    scale: 1 / Math.sqrt(headWidth),
    sharedQK: false,
    self: "last-resort",
    localWindow: 0,
    sink: 0,
    chunk: Math.min(attention.chunk, LENGTH),
  };
  const {
    heads: [{ q, k, v }],
  } = duplicationActivations({ layers: 1, heads: 1, headWidth, length: LENGTH }, stream.fork("task"));
  const queries = sampleQueries(LENGTH / 2, QUERIES, stream.fork("queries")).map((i) => i + LENGTH / 2);
  const exact = exactAttention(q, k, v, plan, { queries });
  return (hash) => {
    const { logSum } = lshAttention(q, k, v, hash, plan, { queries });
    return (
      logSum.reduce((sum, log, n) => sum + Math.min(1, Math.exp(log - exact.logSum[n])), 0) / queries.length
    );
  };
}

/** Outputs without noise, A, and the noise variance relative to theirs. */
interface Outputs {
  readonly data: Float64Array;
  readonly noise: number;
}

/** Vectors over which the noise variance is averaged. */
const NOISE_VECTORS = 32;

function outputsOf(design: Design, set: ProgrammedSet, vectors: Dense): Outputs {
  const { driver, memristor, readoutRange } = design.hashing;
  const { response } = set;
  const used = reachOfSet(design, set);
  const volts = mapped(dacLevels(design, vectors), (x) => x * driver.behaviour.readVoltage);
  const { data } = outputCurrents(response, volts);
  const signal = dot(data, 0, data, 0, data.length) / data.length;
  const { readNoise } = memristor.behaviour;
  const few = dense(NOISE_VECTORS, volts.columns, volts.data.slice(0, NOISE_VECTORS * volts.columns));
  const read = readNoise === 0 ? 0 : readNoise ** 2 * meanNoiseVariance(response, few);
  const converted = (scaleNoise(design) * readoutRange) ** 2;
  return {
    data,
    noise: (read + currentNoise(design, used) ** 2) / signal + converted + unsettledShare(design, used) ** 2,
  };
}

/** Correlation of two sets' outputs for the same vectors, including the noise of both. */
function correlation(a: Outputs, b: Outputs): number {
  const product = (x: Outputs, y: Outputs): number => dot(x.data, 0, y.data, 0, x.data.length);
  return product(a, b) / Math.sqrt(product(a, a) * (1 + a.noise) * product(b, b) * (1 + b.noise));
}
