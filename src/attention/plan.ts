/** How one head attends; the same for the exact reference and for LSH. */
export interface Masking {
  /** Key positions after the query's are hidden. */
  readonly causal: boolean;
  /** `allowed`: a query's own key is like any other. `last-resort`: visible only if nothing else is. */
  readonly self: "allowed" | "last-resort";
  /** Factor on q · k. */
  readonly scale: number;
}

/** How a query finds keys in its buckets' lists. */
export interface ListPlan {
  /** Rounds in which a key must share the query's bucket. */
  readonly collisions: number;
  /** Most recent keys taken from one bucket. */
  readonly cap: number;
}

/** Everything about LSH attention that is not the hash. */
export interface LshPlan extends Masking {
  readonly rounds: number;
  /** Number of buckets; ids are below it. */
  readonly buckets: number;
  /** Tokens of a chunk of the sorted sequence. */
  readonly chunk: number;
  /** Chunks before its own that a query sees. The first one wraps to the last: their Gray ranks are close. */
  readonly lookBack: number;
  /** Keys of the local window, positioned by `windowStart`; 0 for none. */
  readonly localWindow: number;
  /** First positions that every query sees. */
  readonly sink: number;
  /** Whether a pair found in several rounds is weighed once, or once per round. */
  readonly duplicates: "once" | "count";
  /** One hash serves query and key of a token. */
  readonly sharedQK: boolean;
  /** If given, queries meet the keys of their buckets, as in a decode, not chunks of a sort. */
  readonly lists?: ListPlan;
}

/** Key slots that a query is compared with in one round, masked and repeated ones included. */
export function windowSlots(length: number, plan: Pick<LshPlan, "chunk" | "lookBack">): number {
  const chunks = Math.ceil(length / plan.chunk);
  return Math.min(plan.lookBack + 1, chunks) * plan.chunk;
}

/** The part of a plan that shows near keys to every query. */
export type NearPlan = Pick<LshPlan, "causal" | "self" | "localWindow" | "sink">;

/** Positions in the local window: one per key, plus the query's own if `self` is not `allowed`. */
export const windowSpan = ({ self, localWindow }: Pick<NearPlan, "self" | "localWindow">): number =>
  localWindow === 0 || self === "allowed" ? localWindow : localWindow + 1;

/**
 * First position of query i's local window, possibly before the sequence. A causal window ends at the query.
 * Otherwise the query is in the middle, right of it if the number of positions is even, and the window moves
 * inward at the ends, as a neighbourhood of [hassani-2023] does: every query sees the same number of keys.
 */
export function windowStart(i: number, length: number, plan: NearPlan): number {
  const span = windowSpan(plan);
  if (plan.causal) return i - span + 1;
  return Math.max(0, Math.min(i - Math.floor(span / 2), length - span));
}

/** Key slots of local window and sink that a query is compared with, masked and repeated ones included. */
export const nearSlots = (
  length: number,
  { localWindow, sink }: Pick<NearPlan, "localWindow" | "sink">,
): number => Math.min(length, localWindow + sink);

/** QK pairs that the hardware computes for one head: rounds × window, plus local window and sink. */
export const computedPairs = (
  length: number,
  plan: Pick<LshPlan, "rounds" | "chunk" | "lookBack" | "localWindow" | "sink">,
): number => length * (plan.rounds * windowSlots(length, plan) + nearSlots(length, plan));

/** Pairs of exact attention: L(L + 1)/2 when causal, L² otherwise. */
export const exactPairs = (length: number, causal: boolean): number =>
  causal ? (length * (length + 1)) / 2 : length * length;
