import { memoised } from "#base";
import type { Design } from "../design/design.ts";
import { isScored } from "../design/key-codes.ts";
import type { Workload } from "../design/workload.ts";
import type { ComponentName, ForwardOperation, Operation } from "./action-counts.ts";
import type { Placement } from "./placement.ts";
import { backwardWorkingSetBits, type Sizes, workingSetBits } from "./sizes.ts";

export type ForwardStageName =
  | "load"
  | "write"
  | "hash"
  | "sort"
  | "insert"
  | "lookup"
  | "search"
  | "attend"
  | "store";
export type StageName = ForwardStageName | `backward-${ForwardStageName}`;

/**
 * One stage of a head on a core: its operations overlap. It runs in `parts`; part i of the next stage starts
 * when part i of this one is done (`stream`), or when all of them are (`barrier`).
 */
export interface Stage {
  readonly name: StageName;
  readonly operations: readonly Operation[];
  readonly parts: number;
  readonly next: "stream" | "barrier";
  /** Part i has 2i + 1 shares of the work: queries of a causal block see all previous blocks. */
  readonly grows: boolean;
}

/** How the heads of a layer pass through the chip. Layers run in sequence without overlap. */
export interface Schedule {
  readonly layers: number;
  /** Heads of a layer, over all sequences of the batch. */
  readonly heads: number;
  /** Pipelines that work on different heads. */
  readonly cores: number;
  /** Heads in flight on a core: at most its contexts, and those that fit its buffer. */
  readonly slots: number;
  /** Share of one head's data in the buffer, for a prefill by the fixed schedule; plans give it by tensor. */
  readonly held?: number;
  readonly stages: readonly Stage[];
  /** Components that all cores share, with the number of cores that each serves at the same time. */
  readonly shared: Readonly<Partial<Record<ComponentName, number>>>;
  /** Whether the next workload cannot start before this one has ended: a token waits for the previous one. */
  readonly autoregressive: boolean;
}

/** Most parts of a streaming stage: beyond this the first part is a small share of the whole. */
const MOST_PARTS = 64;

const stage = (
  name: StageName,
  operations: readonly Operation[],
  parts = 1,
  next: Stage["next"] = "barrier",
  grows = false,
): Stage => ({ name, operations, parts, next, grows });

const ATTEND: readonly ForwardOperation[] = ["gather", "score", "softmax", "weigh", "scatter", "combine"];

const partsOf = (length: number, block: number): number =>
  Math.min(MOST_PARTS, Math.max(1, Math.ceil(length / block)));

/** Stages of exact attention. A causal query block waits for its own keys, others for all. */
const exactStages = memoised(
  (parts: number, causal: boolean): Stage[] => [
    stage("load", ["input"], parts, causal ? "stream" : "barrier"),
    stage("attend", ATTEND, parts, "stream", causal),
    stage("store", ["output"], parts),
  ],
  (parts, causal) => `${parts} ${causal}`,
);

/**
 * Stages of LSH attention over a whole sequence. Vectors are hashed as they arrive. The sort is a barrier for
 * a head and a round: a permutation is known only when its last key is placed, so the first chunk of a round
 * waits for the last hash and the round's own sort, while later rounds are still being sorted. An output is
 * complete when the last round is merged into it.
 */
const lshStages = memoised(
  (parts: number, rounds: number): Stage[] => [
    stage("load", ["input"], parts, "stream"),
    stage("hash", ["hash"], parts),
    stage("sort", ["sort"], rounds, "stream"),
    stage("attend", ATTEND, rounds),
    stage("store", ["output"], parts),
  ],
  (parts, rounds) => `${parts} ${rounds}`,
  4096,
);

/**
 * Stages of attention to the keys of the best scores. A causal query searches once the keys before it are
 * written; without the mask all wait for the last key. Keys are fetched once they are known.
 */
const scoredStages = memoised(
  (parts: number, causal: boolean): Stage[] => [
    stage("load", ["input"], parts, "stream"),
    stage("hash", ["hash", "map", "code"], parts, causal ? "stream" : "barrier"),
    stage("search", ["search", "top-k"], parts, "stream", causal),
    stage("attend", ATTEND, parts, "stream"),
    stage("store", ["output"], parts),
  ],
  (parts, causal) => `${parts} ${causal}`,
);

const EXACT_DECODE: readonly Stage[] = [
  stage("load", ["input"]),
  stage("attend", ATTEND),
  stage("store", ["output"]),
];

/** A list is read after the token is hashed, keys after the list. */
const LSH_DECODE: readonly Stage[] = [
  stage("load", ["input"]),
  stage("hash", ["hash"]),
  stage("insert", ["insert"]),
  stage("lookup", ["lookup"]),
  stage("attend", ATTEND),
  stage("store", ["output"]),
];

const SCORED_DECODE: readonly Stage[] = [
  stage("load", ["input"]),
  stage("hash", ["hash", "map", "code"]),
  stage("search", ["search", "top-k"]),
  stage("attend", ATTEND),
  stage("store", ["output"]),
];

const backward = (
  name: ForwardStageName,
  operations: readonly ForwardOperation[],
  parts = 1,
  next: Stage["next"] = "barrier",
): Stage =>
  stage(
    `backward-${name}`,
    operations.map((operation): Operation => `backward-${operation}`),
    parts,
    next,
  );

/** All queries need the first block of keys: nothing starts before all of them are in. */
const exactBackwardStages = memoised(
  (parts: number): Stage[] => [
    backward("load", ["input"]),
    backward("attend", ATTEND, parts, "stream"),
    backward("store", ["output"], parts),
  ],
  String,
);

/** Rounds run in sequence, after their sorts if the order was not kept; the last completes all gradients. */
const lshBackwardStages = memoised(
  (parts: number, rounds: number): Stage[] => [
    backward("load", ["input"], parts, "stream"),
    backward("hash", ["hash"], parts),
    backward("sort", ["sort"], rounds, "stream"),
    backward("attend", ATTEND, rounds),
    backward("store", ["output"], parts),
  ],
  (parts, rounds) => `${parts} ${rounds}`,
  4096,
);

/** Stages of the backward pass, which starts when the forward pass of all layers has ended. */
export function backwardStagesOf({ attention, length }: Workload, blockRows: number): readonly Stage[] {
  const parts = partsOf(length, blockRows);
  return attention.kind === "exact" ? exactBackwardStages(parts) : lshBackwardStages(parts, attention.rounds);
}

/** Keys and values are written before the first query reads them. */
export const ANALOG_STAGES: readonly Stage[] = [
  stage("load", ["input"]),
  stage("write", ["write"]),
  stage("attend", ATTEND),
  stage("store", ["output"]),
];

/**
 * The same after a selection: keys and values are written, then codes, which are searched one block of
 * queries after another. A decode is one part.
 */
export const analogSelectionStages = memoised(
  (blocks: number, causal: boolean): Stage[] => {
    const parts = Math.min(MOST_PARTS, blocks);
    return [
      stage("load", ["input"]),
      stage("write", ["write"]),
      stage("hash", ["hash", "map", "code"], parts, causal ? "stream" : "barrier"),
      stage("search", ["search", "top-k"], parts, "stream", causal && parts > 1),
      stage("attend", ATTEND, parts, "stream"),
      stage("store", ["output"], parts),
    ];
  },
  (blocks, causal) => `${blocks} ${causal}`,
);

/** One fused kernel: data movement and computation overlap. */
export const KERNEL_STAGES: readonly Stage[] = [stage("attend", ATTEND)];
export const BACKWARD_KERNEL_STAGES: readonly Stage[] = [backward("attend", ATTEND)];

/** Stages of a workload; workloads with equal stages get the same list. */
export function stagesOf({ attention, phase, length }: Workload, blockRows: number): readonly Stage[] {
  const exact = attention.kind === "exact";
  const scored = isScored(attention);
  if (phase === "decode") return scored ? SCORED_DECODE : exact ? EXACT_DECODE : LSH_DECODE;
  const parts = partsOf(length, blockRows);
  if (scored) return scoredStages(parts, attention.causal);
  return exact ? exactStages(parts, attention.causal) : lshStages(parts, attention.rounds);
}

/** Heads in flight: at least the one being processed, which may spill out of the buffer. */
export const slotsOf = (bufferBits: number, workingSetBits: number, contexts: number): number =>
  Math.max(1, Math.min(contexts, Math.floor(bufferBits / Math.max(1, workingSetBits))));

/** The buffers of all cores together: a decode's caches are distributed over them. */
export const chipBuffer = ({ cores, digital }: Design): Design["digital"]["buffer"]["behaviour"] => {
  const { behaviour } = digital.buffer;
  return { ...behaviour, capacity: (behaviour.capacity * cores) as typeof behaviour.capacity };
};

/** Heads pass the stages of the workload on every core; a backward pass has a separate schedule. */
export function schedulesOf(
  design: Design,
  workload: Workload,
  sizes: Sizes,
  placement: Placement | null,
  workingSet = workingSetBits(sizes, workload),
): { readonly schedule: Schedule; readonly backward?: Schedule } {
  const { cores, digital, contexts } = design;
  const { blockRows } = sizes;
  const sets = placement?.setsOfLayer ?? cores;
  const bufferBits = digital.buffer.behaviour.capacity * 8;
  const scheduleOf = (stages: Schedule["stages"], bits: number): Schedule => ({
    layers: workload.layers,
    heads: workload.heads * workload.batch,
    cores,
    slots: design.plan?.headsInFlight ?? slotsOf(bufferBits, bits, contexts),
    ...(design.plan === undefined && workload.phase === "prefill"
      ? { held: Math.min(1, bufferBits / bits) }
      : {}),
    stages,
    // A set of arrays is one random matrix: cores take turns at it, or at its replicas.
    shared: {
      memory: 1,
      link: 1,
      ...(placement === null ? {} : { array: sets, dac: sets, driver: sets, readout: sets, mux: sets }),
    },
    autoregressive: workload.phase === "decode",
  });
  const schedule = scheduleOf(stagesOf(workload, blockRows), workingSet);
  if (workload.pass === "forward") return { schedule };
  const stages = backwardStagesOf(workload, blockRows);
  return { schedule, backward: scheduleOf(stages, backwardWorkingSetBits(sizes, workload)) };
}
