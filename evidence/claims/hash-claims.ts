// Claims about the hash: collision laws, and the noise that it bears.

import { dense, type Estimate, estimate, normals, type Rng } from "#base";
import { exactAttention } from "../../src/attention/exact-attention.ts";
import { randomBuckets } from "../../src/attention/hash-code.ts";
import { lshAttention } from "../../src/attention/lsh-attention.ts";
import type { LshPlan } from "../../src/attention/plan.ts";
import type { Design } from "../../src/design/design.ts";
import { hashCodeOf, type Workload } from "../../src/design/workload.ts";
import { type DuplicationTask, duplicationSample } from "../../src/simulation/hash-duplication.ts";
import { bitsOf, measureHash, sampledHash } from "../../src/simulation/hash-quality.ts";
import type { Kernels } from "../../src/simulation/kernels.ts";
import { ATTENTION, type Experiment, FLAWLESS, HASHING, type JudgedClaim, judged } from "./claim.ts";
import { HASH_LAWS, KNEE } from "./plan.ts";

/** cos 0.99 lies on the steepest part of the law and is not among the six angles. */
const ANGLES = (cosine: number): boolean => cosine < 0.99;

const simHash: readonly string[] = [`${ATTENTION}.hash=simhash`, `${ATTENTION}.rounds=8`];

/** What is measured of the SimHash of a design, over array samples. */
function measured<Result>(
  of: (...args: Parameters<typeof bitCorrelation>) => Result,
  { settingOf, rng, kernels, quick }: Experiment,
  settings: readonly string[],
): Result {
  const { design, workload } = settingOf([...simHash, ...settings]);
  return of(
    design,
    workload,
    quick ? HASH_LAWS.quickArrays : HASH_LAWS.arrays,
    rng.fork("hash laws"),
    kernels,
  );
}

/** E3: collisions of a bit follow 1 − θ/π. Control: keys through a second untuned array. */
export function collisionLaw(experiment: Experiment): JudgedClaim {
  const points = measured(measureHash, experiment, FLAWLESS).collision.filter(({ cosine }) => ANGLES(cosine));
  const error = Math.max(...points.map(({ memristor, law }) => Math.abs(memristor.mean - law)));
  const control = Math.max(...points.map(({ secondArray, law }) => Math.abs(secondArray.mean - law)));
  return {
    id: "E3",
    hypothesis: "A bit of the differential memristor hash collides with probability 1 − θ/π",
    threshold: `absolute error at most ${HASH_LAWS.collision} at ${points.length} angles`,
    control: `keys through a second untuned array: error ${control.toFixed(3)}`,
    power: control > 0.1 ? "the control is off by more than 0.1" : "none",
    measured: `largest error ${error.toFixed(4)}`,
    verdict: judged(error <= HASH_LAWS.collision, control > 0.1),
    role: "check",
  };
}

/** E4: bits of differential pairs are independent; single-ended columns share the common mode. */
export function bitIndependence(experiment: Experiment): JudgedClaim {
  const correlation = (settings: readonly string[]): number => measured(bitCorrelation, experiment, settings);
  const differential = correlation([]);
  const single = correlation([`${HASHING}.array.pairing=single-ended`, `${HASHING}.array.wires=ideal`]);
  return {
    id: "E4",
    hypothesis: "Hash bits of differential pairs are independent",
    threshold: `mean |correlation| at most ${HASH_LAWS.correlation}`,
    control: `single-ended columns must exceed ${HASH_LAWS.commonMode}: ${single.toFixed(3)}`,
    power: single > HASH_LAWS.commonMode ? "the control repeats its bits" : "none",
    measured: `mean |correlation| ${differential.toFixed(4)}`,
    verdict: judged(differential <= HASH_LAWS.correlation, single > HASH_LAWS.commonMode),
    role: "check",
  };
}

const LENGTH = 128;
const WIDTH = 16;

/** E5: one chunk that covers the sequence is exact attention. Control: chunks of an eighth. */
export function lshExactness({ rng }: Experiment): JudgedClaim {
  const stream = rng.fork("exactness");
  const [q, k, v] = ["q", "k", "v"].map((name) =>
    dense(LENGTH, WIDTH, normals(LENGTH * WIDTH, stream.fork(name))),
  );
  const plan: LshPlan = {
    rounds: 1,
    buckets: 2,
    chunk: LENGTH,
    lookBack: 0,
    localWindow: 0,
    sink: 0,
    causal: true,
    self: "allowed",
    scale: 1 / Math.sqrt(WIDTH),
    duplicates: "once",
    sharedQK: false,
  };
  const exact = exactAttention(q, k, v, plan).output.data;
  const error = (chunk: number): number => {
    const hash = randomBuckets(plan, stream.fork("ids"));
    const { data } = lshAttention(q, k, v, hash, { ...plan, chunk }).output;
    return data.reduce((most, x, i) => Math.max(most, Math.abs(x - exact[i])), 0);
  };
  const [whole, part] = [error(LENGTH), error(LENGTH / 8)];
  return {
    id: "E5",
    hypothesis: "LSH attention whose one chunk covers the sequence is exact attention",
    threshold: "largest absolute error 1e-6",
    control: `chunks of L/8 must differ: ${part.toFixed(3)}`,
    power: part > 1e-2 ? "the control differs by more than 0.01" : "none",
    measured: `largest error ${whole.toExponential(1)}`,
    verdict: judged(whole <= 1e-6, part > 1e-2),
    role: "check",
  };
}

/** Noise at one level: of the column's deviation and of each device, and the hits it costs. */
export interface NoiseLevel {
  readonly perColumn: number;
  readonly perDevice: number;
  /** Share of partners lost against the same arrays without read noise, paired by array. */
  readonly drop: Estimate;
}

/** A noise of the column's deviation with its 95 % interval. */
export interface Knee {
  readonly mean: number;
  readonly lower: number;
  readonly upper: number;
}

export interface NoiseKnee {
  readonly device: string;
  readonly seeds: number;
  readonly arrays: number;
  readonly levels: readonly NoiseLevel[];
  /** Where the mean drop crosses the limit; null where it does not over the levels. */
  readonly knee: Knee | null;
  /** A device's noise over its own current, for 1 of the column's deviation. */
  readonly devicePerColumn: number;
}

const task: readonly string[] = [
  `${ATTENTION}.hash=simhash`,
  `${ATTENTION}.rounds=${KNEE.rounds}`,
  `${ATTENTION}.chunk=${KNEE.chunk}`,
  `${ATTENTION}.buckets=2L/chunk`,
];
const readNoise = (noise: number): string => `${HASHING}.memristor.readNoise=${noise}`;

/** Noise of devices that is converted to a column's on the very arrays; small enough to be linear. */
const PROBE = 0.01;

/** E12: every level on the arrays of every seed, and the noise at which the mean drop crosses the limit. */
export function noiseKnee(experiment: Experiment, device: (typeof KNEE.devices)[number]): NoiseKnee {
  const { rng, kernels, settingOf } = experiment;
  const stream = rng.fork(`knee ${device.name}`);
  const probe = settingOf([...task, ...device.settings, readNoise(PROBE)]);
  const { perColumn } = measureHash(probe.design, probe.workload, 2, stream.fork("probe"), kernels).noise;
  const devicePerColumn = PROBE / perColumn;
  const levels = KNEE.levels.filter((level) => level * devicePerColumn <= 1);
  const designs = [0, ...levels].map(
    (level) => settingOf([...task, ...device.settings, readNoise(level * devicePerColumn)]).design,
  );
  // Drops by array: a row for each array of each seed, a column for each level.
  const drops = Array.from({ length: KNEE.seeds }, (_, seed) => {
    const sharesOf = duplicationByNoise(
      probe.design,
      probe.workload,
      { length: KNEE.length, arrays: KNEE.arraysPerSeed },
      stream.fork("seed").fork(seed),
      kernels,
    );
    const [quiet, ...noisy] = designs.map((design) =>
      sharesOf(design).map((share) => share[KNEE.rounds - 1]),
    );
    return quiet.map((hit, a) => noisy.map((shares) => hit - shares[a]));
  }).flat();
  return {
    device: device.name,
    seeds: KNEE.seeds,
    arrays: drops.length,
    levels: levels.map((level, n) => ({
      perColumn: level,
      perDevice: level * devicePerColumn,
      drop: estimate(drops.map((row) => row[n])),
    })),
    knee: kneeOf(levels, drops, KNEE.drop, stream.fork("resamples")),
    devicePerColumn,
  };
}

/**
 * Noise at which the mean drop crosses `limit`, with its interval over resampled arrays. `drops`: arrays × levels. Null where
 * the mean, or more than one in 40 of the resamples, does not cross it.
 */
export function kneeOf(
  levels: readonly number[],
  drops: readonly (readonly number[])[],
  limit: number,
  rng: Rng,
  resamples: number = KNEE.resamples,
): Knee | null {
  const crossingOf = (rows: readonly (readonly number[])[]): number | null =>
    crossing(
      levels,
      levels.map((_, n) => rows.reduce((sum, row) => sum + row[n], 0) / rows.length),
      limit,
    );
  const mean = crossingOf(drops);
  const found = Array.from({ length: resamples }, () =>
    crossingOf(drops.map(() => drops[rng.integer(drops.length)])),
  );
  const sorted = found.map((x) => x ?? Number.POSITIVE_INFINITY).sort((a, b) => a - b);
  const lower = sorted[Math.floor(0.025 * sorted.length)];
  const upper = sorted[Math.ceil(0.975 * sorted.length) - 1];
  return mean === null || !Number.isFinite(upper) ? null : { mean, lower, upper };
}

/**
 * Where means over rising levels, made monotone by pooling neighbours that fall, cross a limit; null where they do not. Between
 * levels a drop is straight in the square of the noise, as what noise costs starts with its variance.
 */
export function crossing(levels: readonly number[], means: readonly number[], limit: number): number | null {
  const rising = monotone(means);
  const above = rising.findIndex((mean) => mean >= limit);
  if (above < 0) return null;
  const [x0, y0] = above === 0 ? [0, 0] : [levels[above - 1], rising[above - 1]];
  const [x1, y1] = [levels[above], rising[above]];
  return Math.sqrt(x0 ** 2 + ((x1 ** 2 - x0 ** 2) * (limit - y0)) / (y1 - y0));
}

/** The nearest sequence that does not fall: pool-adjacent-violators. */
function monotone(means: readonly number[]): number[] {
  const blocks: { mean: number; size: number }[] = [];
  for (const value of means) {
    let block = { mean: value, size: 1 };
    for (let last = blocks.at(-1); last !== undefined && last.mean > block.mean; last = blocks.at(-1)) {
      blocks.pop();
      const size = last.size + block.size;
      block = { mean: (last.mean * last.size + block.mean * block.size) / size, size };
    }
    blocks.push(block);
  }
  return blocks.flatMap(({ mean, size }) => Array.from({ length: size }, () => mean));
}

const percent = (x: number): string => `${(100 * x).toFixed(1)} %`;

/** A knee with its interval, of the column's deviation and of a device's own current. */
export function kneeText({ knee, devicePerColumn }: Pick<NoiseKnee, "knee" | "devicePerColumn">): string {
  if (knee === null) return "no knee found";
  const interval = (scale: number): string =>
    `${percent(knee.mean * scale)} [${percent(knee.lower * scale)}, ${percent(knee.upper * scale)}]`;
  return `${interval(1)} of the column's deviation, ${interval(devicePerColumn)} of a device's own current`;
}

/** Whether the knees lie where they were expected; the quietest level is the control that must cost nothing. */
export function kneeClaim(knees: readonly NoiseKnee[]): JudgedClaim {
  const [low, high] = KNEE.expected;
  const met = knees.every(({ knee }) => knee !== null && knee.lower >= low && knee.upper <= high);
  const quiet = knees.every(({ levels: [first] }) => first.drop.mean - first.drop.interval <= 0);
  return {
    id: "E12",
    hypothesis: `Read noise is free up to a knee between ${percent(low)} and ${percent(high)} of the column's deviation`,
    threshold: `95 % interval of the noise whose mean drop over ${KNEE.seeds} seeds is ${100 * KNEE.drop} point, ${KNEE.rounds} rounds of chunk ${KNEE.chunk}`,
    control: `the quietest level must cost nothing: ${knees.map(({ levels: [first] }) => `${percent(first.drop.mean)} ± ${percent(first.drop.interval)}`).join("; ")}`,
    power: quiet ? "the quietest level cannot be separated from no noise" : "none",
    measured: knees.map((knee) => `${knee.device}: ${kneeText(knee)}`).join("; "),
    verdict: judged(met, quiet),
    role: "finding",
  };
}

/** Mean |correlation| of the bits of a hash of signs on arrays, over array samples: what `measureHash` gives, without the rest. */
function bitCorrelation(
  design: Design,
  workload: Workload,
  arrays: number,
  rng: Rng,
  kernels?: Kernels,
): number {
  const code = hashCodeOf(workload.attention, workload.length);
  const width = workload.headWidth;
  const all = Array.from({ length: arrays }, (_, n) => {
    const stream = rng.fork("sample").fork(n);
    return bitsOf(code, width, stream)(sampledHash(design, code, width, stream, kernels).memristor)
      .correlation;
  });
  return all.reduce((sum, correlation) => sum + correlation, 0) / arrays;
}

/**
 * The memristor variant on array samples whose arrays are programmed and solved once, for designs that differ from the first
 * in their read noise alone: their shares are those of `duplicationShares`, and pairs.
 */
function duplicationByNoise(
  noisiest: Design,
  workload: Workload,
  { length, arrays }: Omit<DuplicationTask, "variants">,
  rng: Rng,
  kernels?: Kernels,
): (design: Design) => Float64Array[] {
  const samples = Array.from({ length: arrays }, (_, n) =>
    duplicationSample(noisiest, workload, length, rng.fork("duplication").fork(n), kernels),
  );
  return (design) => samples.map((sharesOf) => sharesOf("memristor", design));
}
