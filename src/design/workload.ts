import { z } from "zod";
import { type LshPlan, windowSlots } from "../attention/plan.ts";
import { accept, choice, flag, integer } from "../base/fields.ts";
import { type PresetName, SHAPE_PRESETS } from "./shape-presets.ts";

const presetNames = Object.keys(SHAPE_PRESETS) as [PresetName, ...PresetName[]];

const BUCKET_RULE = /^([1-9]\d{0,3})?L\/chunk$/;

const isPowerOfTwo = (n: number): boolean =>
  Number.isSafeInteger(n) && n >= 2 && n <= 1 << 20 && (n & (n - 1)) === 0;

/** Number of buckets: a rule in L and chunk, or a number that a SimHash can have. */
const buckets = accept(
  (input): string | number | undefined =>
    (typeof input === "string" && BUCKET_RULE.test(input)) ||
    (typeof input === "number" && isPowerOfTwo(input))
      ? input
      : undefined,
  'a rule such as "2L/chunk" or a power of two in [2, 1048576]',
  {
    doc: 'buckets of a round: "2L/chunk" (rounded down to a power of two) or a power of two in [2, 1048576]',
    pattern: BUCKET_RULE.source,
    examples: ["2L/chunk", "L/chunk"],
    numbers: Array.from({ length: 20 }, (_, n) => 2 ** (n + 1)),
  },
);

const SCALE_RULE = "1/sqrt(d)";

const scale = accept(
  (input): typeof SCALE_RULE | number | undefined =>
    input === SCALE_RULE || (typeof input === "number" && input > 0 && input <= 1e3) ? input : undefined,
  `"${SCALE_RULE}" or a number in (0, 1000]`,
  {
    doc: `factor on q · k: "${SCALE_RULE}" or a number in (0, 1000]`,
    pattern: "^1/sqrt\\(d\\)$",
    examples: [SCALE_RULE],
    exclusiveMinimum: 0,
    maximum: 1e3,
  },
);

const attentionSchema = z.strictObject({
  kind: choice(["lsh", "exact"], "attention of the designs under study").prefault("lsh"),
  hash: choice(["simhash"], "hash family").prefault("simhash"),
  rounds: integer({ min: 1, max: 64 }, "independent hash rounds").prefault(8),
  chunk: integer({ min: 1, max: 1 << 20 }, "tokens of a chunk of the sorted sequence").prefault(32),
  lookBack: integer({ min: 0, max: 16 }, "chunks before its own that a query sees").prefault(1),
  buckets: buckets.prefault("2L/chunk"),
  candidates: choice(["chunk"], "what a query is compared with").prefault("chunk"),
  duplicates: choice(["once", "count"], "weight of a pair that several rounds find").prefault("once"),
  scale: scale.prefault(SCALE_RULE),
  localWindow: integer({ min: 0, max: 1 << 20 }, "recent positions that every query sees").prefault(16),
  sink: integer({ min: 0, max: 1024 }, "first positions that every query sees").prefault(1),
  causal: flag("hide later positions").prefault(true),
  sharedQK: flag("queries and keys are the same vectors, hashed once; needs kvHeads = heads").prefault(false),
  centreKeys: flag("subtract a calibrated mean from the keys before they are hashed").prefault(false),
});

export const workloadSchema = z.strictObject({
  preset: choice(presetNames, "model whose attention shape is used").prefault("recall-lm"),
  layers: integer({ min: 1, max: 1024 }, "layers; the preset's unless given").optional(),
  heads: integer({ min: 1, max: 1024 }, "query heads a layer; the preset's unless given").optional(),
  kvHeads: integer(
    { min: 1, max: 1024 },
    "key/value heads a layer, a divisor of heads; the preset's unless given",
  ).optional(),
  headWidth: integer({ min: 1, max: 1024 }, "width of a head; the preset's unless given").optional(),
  length: integer({ min: 1, max: 1 << 24 }, "tokens of a sequence, L").prefault(4096),
  phase: choice(["prefill"], "prefill: the whole sequence at once").prefault("prefill"),
  batch: integer({ min: 1, max: 65536 }, "sequences at once").prefault(1),
  attention: attentionSchema.prefault({}),
});

export type AttentionConfig = z.output<typeof attentionSchema>;

/** The attention problem: its sizes and how it is approximated. */
export interface Workload {
  readonly preset: PresetName;
  readonly layers: number;
  readonly heads: number;
  readonly kvHeads: number;
  readonly headWidth: number;
  readonly length: number;
  readonly phase: "prefill";
  readonly batch: number;
  readonly attention: AttentionConfig;
}

export function resolveWorkload(config: z.output<typeof workloadSchema>): Workload {
  const shape = SHAPE_PRESETS[config.preset];
  return {
    preset: config.preset,
    layers: config.layers ?? shape.layers,
    heads: config.heads ?? shape.heads,
    kvHeads: config.kvHeads ?? (config.heads === undefined ? shape.kvHeads : config.heads),
    headWidth: config.headWidth ?? shape.headWidth,
    length: config.length,
    phase: config.phase,
    batch: config.batch,
    attention: config.attention,
  };
}

/** Buckets of a round at length L: the rule of the config, rounded down to a power of two, at least 2. */
export function bucketCount(attention: AttentionConfig, length: number): number {
  if (typeof attention.buckets === "number") return attention.buckets;
  const factor = Number(BUCKET_RULE.exec(attention.buckets)?.[1] || 1);
  const wanted = Math.max(2, Math.floor((factor * length) / attention.chunk));
  return 2 ** Math.min(30, Math.floor(Math.log2(wanted)));
}

/** Sign bits of a SimHash with that many buckets. */
export const simHashBits = (attention: AttentionConfig, length: number): number =>
  Math.round(Math.log2(bucketCount(attention, length)));

/** The attention plan of one head. */
export function planOf(workload: Workload): LshPlan {
  const { attention, length, headWidth } = workload;
  return {
    causal: attention.causal,
    self: attention.sharedQK ? "last-resort" : "allowed",
    scale: attention.scale === SCALE_RULE ? 1 / Math.sqrt(headWidth) : attention.scale,
    rounds: attention.rounds,
    buckets: bucketCount(attention, length),
    chunk: attention.chunk,
    lookBack: attention.lookBack,
    localWindow: attention.localWindow,
    sink: attention.sink,
    duplicates: attention.duplicates,
    sharedQK: attention.sharedQK,
  };
}

/** Key slots that a query is compared with in one round of this workload. */
export const windowOf = (workload: Workload): number => windowSlots(workload.length, workload.attention);
