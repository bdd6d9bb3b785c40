import type { Operation } from "./action-counts.ts";

/** One stage of a head's way through the chip; its operations overlap, stages of one head do not. */
export interface Stage {
  readonly name: "load" | "write" | "hash" | "sort" | "attend" | "store";
  readonly operations: readonly Operation[];
}

/**
 * Stages of a head. The sort is a barrier: a permutation is known only when its last key is placed, so the
 * first chunk waits for the last hash. Heads follow one another through the stages as through a pipeline.
 */
export const STAGES: readonly Stage[] = [
  { name: "load", operations: ["input"] },
  { name: "write", operations: ["write"] },
  { name: "hash", operations: ["hash"] },
  { name: "sort", operations: ["sort"] },
  { name: "attend", operations: ["gather", "score", "softmax", "weigh", "unsort", "combine"] },
  { name: "store", operations: ["output"] },
];
