import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Dense } from "../../src/base/dense.ts";
import { createRng } from "../../src/base/rng.ts";
import type { BackendCase } from "../../src/language-model/backends/backend.ts";
import { type Checkpoint, parseCheckpoint } from "../../src/language-model/checkpoint.ts";
import { type LmScore, lmTrials } from "../../src/language-model/lm-trial.ts";
import { recallSequence } from "../../src/language-model/recall-grammar.ts";
import type { Sidecar } from "../../src/language-model/sidecar.ts";
import { loadKernels } from "../../src/runtime/kernels.ts";
import { configOf, IDEAL_HARDWARE } from "../design-under-test.ts";
import { sharedData } from "../language-model/shared-data.ts";

const LENGTH = 1024;
const separate = { variant: "separate", keyNormalisation: "none", mask: "causal" } as const;
const shared = { variant: "shared-qk", keyNormalisation: "rms", mask: "causal-no-self" } as const;

function modelOf(file: string, attention: Sidecar["attention"]): Checkpoint | null {
  const path = sharedData(`recall-lm/${file}`);
  if (!existsSync(path)) return null;
  const reading = {
    name: file,
    checkpoint: file,
    sha256: null,
    attention,
    positions: "stored-tables",
  } as const;
  return parseCheckpoint(readFileSync(path), reading);
}

interface Row {
  readonly name: BackendCase["name"];
  readonly attention?: Readonly<Record<string, unknown>>;
  /** The hashing of a design in place of ideal hardware. */
  readonly hashing?: string;
  readonly candidates?: "chunk" | "bucket";
  readonly width?: number;
}

/** Mean and standard error of the published kind: sequences are the sample, each with projections of its own. */
function measure(checkpoint: Checkpoint, row: Row, windows: number, exactStates: Map<number, Dense>) {
  const { attention = {}, hashing, candidates = "chunk" } = row;
  const design = hashing === undefined ? IDEAL_HARDWARE : `hashing: { ${hashing} }`;
  const whole = { rounds: 8, chunk: 32, buckets: "L/chunk", ...attention };
  const config = configOf(`{ workload: { length: ${LENGTH}, heads: 2, kvHeads: 2, layers: 2, headWidth: 64,
      attention: ${JSON.stringify(whole)} },
    design: { ${design} }, languageModel: { candidates: "${candidates}" } }`);
  const run = lmTrials(
    {
      checkpoint,
      design: config.design,
      workload: config.workload,
      plan: config.languageModel,
      calibration: recallSequence(500_000, LENGTH).tokens.slice(0, LENGTH),
      windows: Array.from({ length: windows }, (_, w) => recallSequence(7000 + w, LENGTH).tokens),
      recall: true,
      rng: createRng(3),
      kernels: loadKernels(),
    },
    exactStates,
  );
  const budget = { computed: (row.width ?? 0) + 1, useful: 1 };
  const scores = Array.from({ length: windows }, (_, w) =>
    run({ name: row.name, sample: w, window: w, budget }),
  );
  const exact = Array.from({ length: windows }, (_, w) => run({ name: "exact", sample: 0, window: w }));
  return {
    recall: estimateOf(scores.map(({ recall }) => (100 * (recall?.correct ?? 0)) / (recall?.positions ?? 1))),
    pairs: estimateOf(scores.map(({ usefulPairs }) => 100 * usefulPairs)),
    loss: estimateOf(scores.map(({ nll }: LmScore, w) => nll - exact[w].nll)),
  };
}

function estimateOf(values: readonly number[]) {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const variance = values.reduce((a, x) => a + (x - mean) ** 2, 0) / (values.length - 1);
  return { mean, error: Math.sqrt(variance / values.length) };
}

/**
 * Three standard errors of the difference, with the published standard error where the table prints one; recall and
 * pairs are printed without, so ours stands for both. `floor`: half a unit of the last printed digit and, for recall
 * near 100 %, a miss or two. Over some 60 comparisons about one in six runs would see one by chance; the seed is fixed.
 */
function expectNear(
  ours: { mean: number; error: number },
  theirs: number,
  error: number | null,
  floor: number,
) {
  const both = Math.hypot(ours.error, error ?? ours.error);
  expect(Math.abs(ours.mean - theirs)).toBeLessThan(3 * both + floor);
}

type Published = [
  label: string,
  row: Row,
  /** Null where none are printed. */
  pairs: number | null,
  recall: number,
  ratio: number,
  error: number | null,
];

/** Untuned pairs of 61.7 ± 20.3 µS on ideal wires, 4 bits over ±3 rms, noise as a share of an output's deviation. */
const noisy = (noise: number): string => {
  // A device's share of its own current, where CV = 0.329: √(1 + 1/CV²) times as much in the output's deviation.
  const device = noise / Math.sqrt(1 + 1 / 0.329 ** 2);
  return `array: { rows: 64, columns: 128, wires: "ideal" }, tileSwitch: { model: "ideal" },
    memristor: { model: "normal", stuckOn: 0, stuckOff: 0, readNoise: ${device} },
    dac: { model: "capacitive", bits: 4, code: "offset-binary", clip: 3 }, readout: { model: "ideal" }`;
};

const WINDOWS = 6;
const A: Published[] = [
  ["simhash chunk 32, 8 rounds", { name: "lsh-software" }, 37.9, 100, 1.0, 0.0001],
  [
    "simhash chunk 32, 4 rounds",
    { name: "lsh-software", attention: { rounds: 4 } },
    23.6,
    98.8,
    1.0043,
    0.0009,
  ],
  [
    "simhash chunk 32, 2 rounds",
    { name: "lsh-software", attention: { rounds: 2 } },
    14.4,
    91.5,
    1.0309,
    0.0035,
  ],
  [
    "simhash chunk 16, 8 rounds",
    { name: "lsh-software", attention: { chunk: 16 } },
    23,
    99.9,
    1.0004,
    0.0004,
  ],
  [
    "simhash chunk 32, no local window",
    { name: "lsh-software", attention: { localWindow: 0 } },
    36,
    99.95,
    1.0033,
    0.0009,
  ],
  [
    "cross-polytope chunk 32, 4 rounds",
    { name: "lsh-software", attention: { hash: "cross-polytope", rounds: 4 } },
    24,
    98.5,
    1.0056,
    0.0015,
  ],
  [
    "cross-polytope, 64 buckets whole, 8 rounds",
    { name: "lsh-software", candidates: "bucket", attention: { hash: "cross-polytope", buckets: 64 } },
    16,
    99.9,
    1.0003,
    0.0002,
  ],
  [
    "centred keys, 4 rounds",
    { name: "lsh-software", attention: { rounds: 4, centreKeys: true } },
    24,
    99.1,
    1.0032,
    0.0009,
  ],
  [
    "memristors, 4-bit inputs, 5 % noise",
    { name: "lsh-memristor", hashing: noisy(0.05) },
    null,
    100,
    1.0,
    0.0001,
  ],
  [
    "memristors, 4-bit inputs, 100 % noise",
    { name: "lsh-memristor", hashing: noisy(1) },
    null,
    93,
    1.026,
    0.002,
  ],
  ["random buckets, 8 rounds", { name: "random-buckets" }, 42, 47, 1.213, 0.008],
  ["random buckets, 4 rounds", { name: "random-buckets", attention: { rounds: 4 } }, 25, 29, 1.296, 0.008],
  ["local window 64", { name: "local-window", width: 64 }, 12, 15.1, 1.366, 0.0085],
  ["local window 128", { name: "local-window", width: 128 }, 24, 27.6, 1.303, 0.0085],
];

const S: Published[] = [
  ["simhash chunk 32, 8 rounds", { name: "lsh-software" }, 38, 99.9, 1.001, 0.0005],
  [
    "simhash chunk 32, 4 rounds",
    { name: "lsh-software", attention: { rounds: 4 } },
    24,
    98.3,
    1.0097,
    0.0023,
  ],
  ["random buckets, 8 rounds", { name: "random-buckets" }, 41, 24, 1.411, 0.01],
  ["local window 64", { name: "local-window", width: 64 }, 12, 14.8, 1.367, 0.009],
];

const PLAIN: Published[] = [
  // The published row is of this model's ancestor, cosine 0.77, and of the model itself, 0.79: 95.6 and 93.3 %.
  ["simhash chunk 32, 8 rounds", { name: "lsh-software" }, 40, 93.3, 1.0251, 0.0027],
  [
    "simhash chunk 32, 16 rounds",
    { name: "lsh-software", attention: { rounds: 16 } },
    61,
    99.1,
    1.0034,
    0.0017,
  ],
  ["random buckets, 8 rounds", { name: "random-buckets" }, 42, 50, 1.21, 0.01],
];

const CAPPED: Published[] = [
  ["simhash chunk 32, 8 rounds", { name: "lsh-software" }, 40, 100, 1.0006, 0.0011],
  ["simhash chunk 32, 4 rounds", { name: "lsh-software", attention: { rounds: 4 } }, 24, 95.6, 1.0197, 0.004],
  ["random buckets, 8 rounds", { name: "random-buckets" }, 42, 51, 1.205, 0.01],
];

const MODELS: [string, string, Sidecar["attention"], Published[]][] = [
  ["recall-lm", "model.bin", separate, A],
  ["shared queries and keys", "model-sharedqk.bin", shared, S],
  ["plainly trained", "model-plain.bin", separate, PLAIN],
  ["capped norms", "model-capped.bin", separate, CAPPED],
];

describe.each(MODELS)("%s against its published table", (_, file, attention, rows) => {
  const checkpoint = modelOf(file, attention);
  const exactStates = new Map<number, Dense>();
  test.skipIf(checkpoint === null).each(rows)("%s", (_label, row, pairs, recall, ratio, error) => {
    const ours = measure(checkpoint as Checkpoint, row, WINDOWS, exactStates);
    // Pairs printed as whole per cent may have been cut as well as rounded.
    if (pairs !== null) expectNear(ours.pairs, pairs, null, Number.isInteger(pairs) ? 1 : 0.1);
    expectNear(ours.recall, recall, null, 0.3);
    expectNear(ours.loss, Math.log(ratio), error, 0.0002);
  });
});
