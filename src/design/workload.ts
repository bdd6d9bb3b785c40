import { z } from "zod";
import { accept, choice, flag, groupDigits, integer, priceOnly, real, text } from "#base";
import type { HashCode } from "../attention/hash-code.ts";
import type { Hash } from "../attention/hashes/hash.ts";
import { HASH_NAMES, HASHES, hashFields, hashNamed } from "../attention/hashes/index.ts";
import { type ListPlan, type LshPlan, windowSlots } from "../attention/plan.ts";
import { SELECTOR_NAMES, selectorNamed } from "../attention/selectors/index.ts";
import type { Selector } from "../attention/selectors/selector.ts";
import { type Indexer, indexerOf, indexerSchema } from "./indexer.ts";
import { type ByCode, budgetSchema, type CodedWorkload, codesSchema } from "./key-codes.ts";
import { type ModelWidths, otherPreset, type PresetName, SHAPE_PRESETS } from "./shape-presets.ts";

const presetNames = Object.keys(SHAPE_PRESETS) as [PresetName, ...PresetName[]];

const BUCKET_RULE = /^([1-9]\d{0,3})?L\/chunk$/;

const MOST_BUCKETS = 1 << 20;

/** Number of buckets: a rule in L and chunk, or an even number. */
const buckets = accept(
  (input): string | number | undefined => {
    if (typeof input === "string") return BUCKET_RULE.test(input) ? input : undefined;
    const isEven = typeof input === "number" && Number.isSafeInteger(input) && input % 2 === 0;
    return isEven && input >= 2 && input <= MOST_BUCKETS ? input : undefined;
  },
  'a rule such as "2L/chunk" or an even number in [2, 1048576]',
  {
    doc: 'buckets of a round: "2L/chunk" or an even number; rounded down to what the hash can have',
    pattern: BUCKET_RULE.source,
    examples: ["2L/chunk", "L/chunk"],
    minimum: 2,
    maximum: MOST_BUCKETS,
    multipleOf: 2,
  },
);

const SCALE_RULE = "1/sqrt(d)";
const UNIT_KEYS = "unit-keys";

const scale = accept(
  (input): typeof SCALE_RULE | typeof UNIT_KEYS | number | undefined =>
    input === SCALE_RULE || input === UNIT_KEYS || (typeof input === "number" && input > 0 && input <= 1e3)
      ? input
      : undefined,
  `"${SCALE_RULE}", "${UNIT_KEYS}" or a number in (0, 1000]`,
  {
    doc: `logits: "${SCALE_RULE}" · q·k, a number · q·k, or "${UNIT_KEYS}": q·k / ‖k‖`,
    pattern: "^(1/sqrt\\(d\\)|unit-keys)$",
    examples: [SCALE_RULE, UNIT_KEYS],
    exclusiveMinimum: 0,
    maximum: 1e3,
  },
);

const PHASES = ["prefill", "decode"] as const;
export type Phase = (typeof PHASES)[number];

const PASSES = ["forward", "training"] as const;

const LOOKUPS = ["table", "scan"] as const;

export const attentionSchema = z.strictObject({
  kind: choice(["lsh", "exact"], "attention of the designs under study").prefault("lsh"),
  select: choice(
    SELECTOR_NAMES,
    `how the keys of a query are selected: by hash buckets, as the hardware does, or in another way that only language models are run with (default: ${SELECTOR_NAMES[0]})`,
  ).optional(),
  hash: choice(HASH_NAMES, "hash family").prefault(HASH_NAMES[0]),
  ...(hashFields() as Record<never, never>),
  rounds: integer({ min: 1, max: 256 }, "independent hash rounds; hash tables of a decode").prefault(8),
  chunk: integer({ min: 1, max: 1 << 20 }, "tokens of a chunk of the sorted sequence").prefault(32),
  lookBack: integer({ min: 0, max: 16 }, "chunks before its own that a query sees").prefault(1),
  buckets: buckets.prefault("2L/chunk"),
  candidates: choice(["chunk"], "what a query of a prefill is compared with").prefault("chunk"),
  lookup: choice(
    LOOKUPS,
    "how a decode finds the keys of a bucket: lists of positions, or a scan of the stored hashes of all keys",
  ).prefault("table"),
  collisions: integer(
    { min: 1, max: 256 },
    "rounds, of those that there are, in which a key must share the query's bucket to be attended by a decode",
  ).prefault(1),
  listCap: integer(
    { min: 1, max: 1 << 24 },
    "most recent keys that a decode takes from a bucket (default: (lookBack + 1) · chunk)",
  ).optional(),
  occupancy: real(
    { min: 1e-6, max: 1 << 20 },
    "keys in a query's bucket over those of a mean bucket, in a decode (default: measured on the activations)",
  ).optional(),
  duplicates: choice(["once", "count"], "weight of a pair that several rounds find").prefault("once"),
  scale: scale.prefault(SCALE_RULE),
  localWindow: integer(
    { min: 0, max: 1 << 20 },
    "near keys that every query sees, w in all: the latest where later positions are hidden, its own included, else the nearest on both sides",
  ).prefault(16),
  sink: integer({ min: 0, max: 1024 }, "first positions that every query sees").prefault(1),
  causal: flag("hide later positions; needed for a decode").prefault(true),
  sharedQK: flag("queries and keys are the same vectors, hashed once; needs kvHeads = heads").prefault(false),
  backwardHashes: priceOnly(
    choice(
      ["stored", "recomputed"],
      "order of a round's sort in a backward pass: kept from the forward pass, or hashed and sorted again",
    ).prefault("stored"),
  ),
  centreKeys: flag("subtract a calibrated mean from the keys before they are hashed").prefault(false),
  codes: codesSchema,
  budget: budgetSchema,
});

export const workloadSchema = z.strictObject({
  preset: choice(presetNames, "model whose attention shape is used", otherPreset).prefault("recall-lm"),
  // The heads to attend, and their number, come with the activations.
  layers: priceOnly(integer({ min: 1, max: 1024 }, "layers (default: the preset's)").optional()),
  heads: priceOnly(integer({ min: 1, max: 1024 }, "query heads a layer (default: the preset's)").optional()),
  kvHeads: priceOnly(
    integer(
      { min: 1, max: 1024 },
      "key/value heads a layer, a divisor of heads (default: the preset's)",
    ).optional(),
  ),
  headWidth: integer({ min: 1, max: 1024 }, "width of a head (default: the preset's)").optional(),
  modelName: text(
    { max: 200 },
    "name of the model whose shape this is, where it is no preset (default: the preset's)",
  ).optional(),
  modelWidth: priceOnly(
    integer({ min: 1, max: 1 << 17 }, "width of the residual stream (default: the preset's)").optional(),
  ),
  hiddenWidth: priceOnly(
    integer({ min: 1, max: 1 << 19 }, "width of the feed-forward layer (default: the preset's)").optional(),
  ),
  gated: priceOnly(
    flag(
      "the feed-forward layer has a gate: three matrices in place of two (default: the preset's)",
    ).optional(),
  ),
  length: integer(
    { min: 1, max: 1 << 24 },
    "tokens of a sequence, L (default: the longest of a named preset)",
  ).prefault(4096),
  phase: choice(
    PHASES,
    "prefill: all tokens of a sequence at once; decode: one more token after a context of that length",
  ).prefault("prefill"),
  pass: priceOnly(
    choice(
      PASSES,
      "forward: attention alone; training: the same and its gradients, one step over all layers",
    ).prefault("forward"),
  ),
  batch: priceOnly(integer({ min: 1, max: 65536 }, "sequences at once").prefault(1)),
  attention: attentionSchema.prefault({}),
  indexer: indexerSchema,
});

export type AttentionSettings = z.output<typeof attentionSchema>;

/** A config sets exact or hash buckets; comparison designs that score every key by a code set others. */
export type AttentionConfig = Omit<AttentionSettings, "kind"> & {
  readonly kind: AttentionSettings["kind"] | ByCode;
};

/** The attention problem: its sizes and how it is approximated. */
export interface Workload extends CodedWorkload {
  /** Model whose attention shape this is: a preset, or the user's checkpoint. */
  readonly preset: string;
  /** Widths of the model's other layers; null where no model has this shape. */
  readonly model: ModelWidths | null;
  readonly layers: number;
  readonly heads: number;
  readonly kvHeads: number;
  readonly headWidth: number;
  readonly length: number;
  readonly phase: Phase;
  /** Counted work: attention, or attention and the gradients of its queries, keys and values. */
  readonly pass: (typeof PASSES)[number];
  readonly batch: number;
  readonly attention: AttentionConfig;
  /** The trained indexer that selects keys; left out where the model has none. */
  readonly indexer?: Indexer;
  /** Measured agreement, for a decode; left out where nothing was measured. */
  readonly agreement?: RoundAgreement;
}

/**
 * Keys that a decode finds over those that it would find if rounds, and query heads of one key head, were
 * independent.
 */
export interface RoundAgreement {
  readonly distinct: number;
  readonly fetched: number;
}

/** Sizes of a model's attention. */
export type Shape = Pick<Workload, "layers" | "heads" | "kvHeads" | "headWidth">;

export function resolveWorkload(config: z.output<typeof workloadSchema>): Workload {
  const shape = SHAPE_PRESETS[config.preset];
  const { modelWidth, hiddenWidth, gated } = shape;
  const own = [config.heads, config.kvHeads, config.headWidth].some((size) => size !== undefined);
  // A changed shape belongs to no model, unless the config also gives that model's widths.
  const indexer = indexerOf(config.preset, config.indexer);
  const isWhole = !own || (config.modelWidth !== undefined && config.hiddenWidth !== undefined);
  return {
    preset: config.modelName ?? config.preset,
    model: isWhole
      ? {
          modelWidth: config.modelWidth ?? modelWidth,
          hiddenWidth: config.hiddenWidth ?? hiddenWidth,
          gated: config.gated ?? gated,
        }
      : null,
    layers: config.layers ?? shape.layers,
    heads: config.heads ?? shape.heads,
    kvHeads: config.kvHeads ?? (config.heads === undefined ? shape.kvHeads : config.heads),
    headWidth: config.headWidth ?? shape.headWidth,
    length: config.length,
    phase: config.phase,
    pass: config.pass,
    batch: config.batch,
    attention: ownAttention(config.attention),
    ...(indexer === undefined ? {} : { indexer }),
  };
}

/** Removes keys that only other hashes read: a study of several hashes has all parameters in one base. */
function ownAttention(attention: AttentionConfig): AttentionConfig {
  const other = HASHES.filter(({ name }) => name !== attention.hash).flatMap(({ params, stated }) =>
    Object.keys(params.shape).filter((key) => !stated.includes(key)),
  );
  if (other.length === 0) return attention;
  return Object.fromEntries(
    Object.entries(attention).filter(([key]) => !other.includes(key)),
  ) as AttentionConfig;
}

/** The workload with a model's shape in place of its preset's, where the config does not set its own. */
export const shapedLike = (
  workload: Workload,
  given: Partial<Shape>,
  name: string,
  shape: Shape,
  model: ModelWidths | null,
): Workload => ({
  ...workload,
  preset: name,
  model,
  layers: given.layers ?? shape.layers,
  heads: given.heads ?? shape.heads,
  kvHeads: given.kvHeads ?? given.heads ?? shape.kvHeads,
  headWidth: given.headWidth ?? shape.headWidth,
});

/** Buckets of a round at length L that the config requests, before the hash rounds them. */
function wantedBuckets(attention: AttentionConfig, length: number): number {
  if (typeof attention.buckets === "number") return attention.buckets;
  const factor = Number(BUCKET_RULE.exec(attention.buckets)?.[1] || 1);
  return Math.max(2, Math.floor((factor * length) / attention.chunk));
}

/** The selector that attention is approximated with. */
export const selectorOf = ({ select = SELECTOR_NAMES[0] }: Pick<AttentionConfig, "select">): Selector =>
  selectorNamed(select);

/** The hash that attention is approximated with. */
export const hashOf = ({ hash }: Pick<AttentionConfig, "hash">): Hash => hashNamed(hash);

/** The code of the hash at length L, with the largest possible number of buckets up to the requested one. */
export const hashCodeOf = (attention: AttentionConfig, length: number): HashCode =>
  hashOf(attention).code({ ...attention, buckets: Math.min(wantedBuckets(attention, length), 1 << 30) });

/** The attention plan of one head. */
export function planOf(workload: Workload): LshPlan {
  const { attention, length, headWidth } = workload;
  return {
    causal: attention.causal,
    self: attention.sharedQK ? "last-resort" : "allowed",
    scale: scaleOf(attention.scale, headWidth),
    rounds: attention.rounds,
    buckets: hashCodeOf(attention, length).buckets,
    chunk: attention.chunk,
    lookBack: attention.lookBack,
    localWindow: attention.localWindow,
    sink: attention.sink,
    duplicates: attention.duplicates,
    sharedQK: attention.sharedQK,
    ...(workload.phase === "decode" ? { lists: listsOf(workload) } : {}),
  };
}

/** How a decode of this workload takes keys out of its buckets. */
export const listsOf = (workload: Workload): ListPlan => ({
  collisions: workload.attention.collisions,
  cap: workload.attention.listCap ?? windowOf(workload),
});

const scaleOf = (scale: AttentionConfig["scale"], width: number): number =>
  scale === UNIT_KEYS ? 1 : scale === SCALE_RULE ? 1 / Math.sqrt(width) : scale;

/** Key slots that a query is compared with in one round of this workload. */
export const windowOf = (workload: Workload): number => windowSlots(workload.length, workload.attention);

/** A workload in words. */
export const workloadText = ({ preset, layers, heads, headWidth, phase, length, batch }: Workload): string =>
  `${preset}, ${layers} layers × ${heads} heads of ${headWidth}, ${phase}, L = ${groupDigits(length)}, batch ${batch}`;
