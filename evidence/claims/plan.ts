import { simHash } from "./model-plan.ts";

/**
 * The plan of `validate --claims`, fixed before its first run: hypotheses, thresholds, texts, seeds and settings.
 * Settings were chosen on recall sequences of seeds 3000 to 3005 and array samples of seed 77, which are scored nowhere
 * here. A change of this file after a run is a new plan and has to be said in the changelog.
 */

/** Relative perplexity within which two ways of attending count as equal, for both claims. */
export const PERPLEXITY_MARGIN = 0.01;

/**
 * Share of retrievable values within which recall counts as equal to exact attention's. In a first edition the mean
 * alone was held against it, which passes a true loss of the margin half the time; now both ends of its intervals are.
 */
export const RECALL_LOSS = 0.005;

/** What every control must cost in relative perplexity for a test to have power, besides standing above LSH's interval. */
export const CONTROL_LOSS = 0.05;

/** Negative controls of a language model. Random buckets and window know nothing of content, the second array is the device again. */
export const CONTROLS = ["random-buckets", "second-array", "local-window"] as const;

/** Seed of all random streams: array samples, reads, constructed tasks. */
export const PLAN_SEED = 20_261_125;

/** Seed of the recall sequence that sets full scales and means; it is scored nowhere. */
export const CALIBRATION_SEED = 500_000;

/** Constructed duplication: hits of the partner against rounds at one length. */
export const DUPLICATION = {
  length: 1024,
  chunk: 64,
  rounds: [1, 2, 4, 8],
  arrays: 20,
  quickArrays: 6,
  /** Measured reference curves, four seeds: cross-polytope, SimHash in Gray order, random buckets. */
  polytope: [0.473, 0.71, 0.906, 0.993],
  simHash: [0.486, 0.738, 0.925, 0.998],
  random: [0.125, 0.222, 0.407, 0.647],
  /** Largest distance to the reference curve. */
  tolerance: 0.03,
  /** The same for the nominal device at one round. */
  deviceToleranceAtOne: 0.06,
  /** Least gain from one round to four: what a published sibling reports for its own array, in points. */
  multiRoundGain: 0.12,
} as const;

/**
 * Constructed recall: how often the partner half a sequence back is found, and at which share of pairs. Revised after
 * the first quick run, which found 95.4 % at L = 4096: the threshold stands, but the task's partners have a cosine of 0.8,
 * which no one made for LSH, so the line is a finding; the rounds that a length needs are looked for up to `mostRounds`.
 */
export const RECALL_LENGTHS = {
  lengths: [1024, 2048, 4096, 8192],
  quickLengths: [1024, 2048],
  rounds: 16,
  mostRounds: 32,
  chunk: 16,
  arrays: 5,
  quickArrays: 3,
  /** Least share found at the longest length, and by how much controls must stay below it. */
  found: 0.95,
  controlGap: 0.3,
} as const;

/** Collision law and bit independence. */
export const HASH_LAWS = {
  arrays: 20,
  quickArrays: 4,
  /** Largest distance of the collision rate of ideal devices from 1 − θ/π; a bit's rate. */
  collision: 0.01,
  correlation: 0.1,
  /** What single-ended bits must exceed. */
  commonMode: 0.6,
} as const;

/**
 * Random initialisation of the published 16 × 48 array: mean and spread (µS) of the fitted conductances after 40 RESETs
 * and 15 SETs, then within the next cycle [cai-crossbar-2023]. How the notebook splits that cycle was not read; equal
 * thirds of both trains are assumed. Added after the first quick run.
 */
export const INITIALISATION = {
  steps: [
    { train: "set", pulses: 15, mean: 86.8, spread: 27.6 },
    { train: "reset", pulses: 13, mean: 76.8, spread: 23.2 },
    { train: "reset", pulses: 13, mean: 67.1, spread: 21.8 },
    { train: "reset", pulses: 14, mean: 61.8, spread: 20.3 },
    { train: "set", pulses: 5, mean: 72.6, spread: 25.2 },
    { train: "set", pulses: 5, mean: 77.3, spread: 29.1 },
  ],
  seeds: 4,
  celsius: 60,
  meanTolerance: 0.02,
  spreadTolerance: 0.1,
} as const;

/**
 * Yield: quality of each of many dies on the duplication task, and what the worst twentieth of them loses against the
 * mean die and, die by die, against software projections. Added after the first quick run. Its control became random buckets
 * after one trial of it had been seen, to save time.
 */
export const DIES = {
  dies: 200,
  length: 1024,
  chunk: 32,
  rounds: 8,
  quantile: 0.05,
  /** Most that the quantile may lie below the software hash's own. */
  loss: 0.02,
} as const;

/**
 * Dies on the embedded model: each reads one recall sequence whose seed is scored nowhere else. One text of 1 024 tokens a
 * die instead of the claims' several longer ones, as 200 dies are dear; software on as many draws of its projections.
 */
export const MODEL_DIES = {
  model: "recall-lm",
  dies: 200,
  controlDies: 40,
  length: 1024,
  seed: 6000,
  settings: simHash(8, 8),
  quantile: 0.05,
} as const;

/**
 * Age of the KV cache: attention recall of constructed duplication that is kept when the query comes `life` seconds after its
 * key on an array of `arrayAge`, or `warmer` kelvin. Later than the plan's first run; thresholds were fixed before its own.
 * That one, at 8 rounds of chunk 32 over 512 tokens, found every line to hold beside random buckets at 66 % of the mass:
 * too easy a task, so rounds and chunk were halved, and all queries of the second half looked at for narrower intervals.
 */
export const CACHE_AGE = {
  arrays: 10,
  rounds: 4,
  chunk: 16,
  /** Most of the mass that may be lost, as a lower 95 % bound. */
  loss: 0.01,
  arrayAge: 86_400,
  life: 86_400,
  warmer: 20,
  devices: [
    {
      name: "TiOx, published law of temperature, 10 % of G lost in ten years at 85 °C (assumed)",
      settings: ["design.hashing.memristor.model=tiox", "design.hashing.memristor.retentionLoss=0.1"],
    },
    {
      name: "drifting, lognormal with MemTorch's ν = 0.1, d2d 0.02 and 0.1 ± 0.05 %/K (assumed)",
      settings: [
        "design.hashing.memristor.model=lognormal",
        "design.hashing.memristor.drift=0.1",
        "design.hashing.memristor.driftSpread=0.02",
        "design.hashing.memristor.temperatureCoefficient=1e-3",
        "design.hashing.memristor.temperatureSpread=5e-4",
      ],
    },
  ],
} as const;

/** Growth of counted actions with L. */
export const GROWTH = { lengths: [512, 1024, 2048, 4096, 8192, 16384], tolerance: 0.02 } as const;

/**
 * Read-noise knee: the noise, of the column's deviation, that costs `drop` of the hits. Every level is run on the arrays of
 * every seed, whatever the levels before it gave, and the knee lies where the mean drops cross `drop`. In a first
 * edition levels were run upward on one seed until one was shown to cost more, and such a stop picks a level that came out high.
 */
export const KNEE = {
  length: 1024,
  chunk: 64,
  rounds: 4,
  seeds: 20,
  arraysPerSeed: 6,
  drop: 0.01,
  /** Fixed beforehand; the first is the control that must cost nothing. */
  levels: [0.02, 0.08, 0.113, 0.16, 0.226, 0.32],
  resamples: 2000,
  devices: [
    { name: "lognormal, 61.7 µS, σ/µ 0.329", settings: ["design.hashing.memristor.model=lognormal"] },
    {
      name: "lognormal, 6.9 µS, σ/µ 0.8 (assumed)",
      settings: [
        "design.hashing.memristor.model=lognormal",
        "design.hashing.memristor.mean=6.9 µS",
        "design.hashing.memristor.spread=0.8",
        "design.hashing.memristor.off=0.1 µS",
        "design.hashing.memristor.on=100 µS",
      ],
    },
  ],
  /** Expected place of the knee. */
  expected: [0.1, 0.5],
} as const;
