/** How one head attends; the same for the exact reference and for LSH. */
export interface Masking {
  /** Key positions after the query's are hidden. */
  readonly causal: boolean;
  /** `allowed`: the own position is a key like any other. `last-resort`: only when nothing else is visible. */
  readonly self: "allowed" | "last-resort";
  /** Factor on q · k. */
  readonly scale: number;
}

/** How a query finds keys in the lists of its buckets. */
export interface ListPlan {
  /** Rounds in which a key must share the query's bucket. */
  readonly collisions: number;
  /** Most recent keys that are taken out of one bucket. */
  readonly cap: number;
}

/** Everything about LSH attention that is not the hash. */
export interface LshPlan extends Masking {
  readonly rounds: number;
  /** Number of buckets; ids are below it. */
  readonly buckets: number;
  /** Tokens of a chunk of the sorted sequence. */
  readonly chunk: number;
  /** Chunks before the query's own that it sees. The first chunk looks back at the last one: Gray ranks close. */
  readonly lookBack: number;
  /** Recent positions that every query sees, its own included; 0 for none. */
  readonly localWindow: number;
  /** First positions that every query sees. */
  readonly sink: number;
  /** A pair that several rounds find is weighed once, or once a round. */
  readonly duplicates: "once" | "count";
  /** One hash serves query and key of a token. */
  readonly sharedQK: boolean;
  /** Where given, a query is compared with the keys of its buckets, as in a decode, and not with chunks of a sort. */
  readonly lists?: ListPlan;
}

/** Key slots that a query is compared with in one round, masked and repeated ones included. */
export function windowSlots(length: number, plan: Pick<LshPlan, "chunk" | "lookBack">): number {
  const chunks = Math.ceil(length / plan.chunk);
  return Math.min(plan.lookBack + 1, chunks) * plan.chunk;
}

/** QK pairs that the hardware computes for one head: rounds × window, plus local window and sink. */
export const computedPairs = (
  length: number,
  plan: Pick<LshPlan, "rounds" | "chunk" | "lookBack" | "localWindow" | "sink">,
): number =>
  length * (plan.rounds * windowSlots(length, plan) + Math.min(length, plan.localWindow + plan.sink));

/** Pairs of exact attention: L(L + 1)/2 when causal, L² otherwise. */
export const exactPairs = (length: number, causal: boolean): number =>
  causal ? (length * (length + 1)) / 2 : length * length;
