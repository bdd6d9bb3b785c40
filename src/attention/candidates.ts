import { countingOrder } from "../peripherals/sorter/counting.ts";
import { type LshPlan, windowSlots } from "./plan.ts";
import { routeRound } from "./routing.ts";

/** The keys that each query of one head is compared with. Queries come in ascending order, each once. */
export interface Candidates {
  /** Most keys listed for one query, repeats included. */
  readonly most: number;
  /** Writes query i's key positions to the front of `into`, maybe later or repeated; returns their number. */
  list(i: number, into: Int32Array): number;
  /** Key slots that hardware compares with a query that has `listed` keys. */
  slots(listed: number): number;
}

/**
 * Tokens of one round by bucket, for a causal prefix: `advance(i)` adds token i, and no method reveals later
 * tokens. Sorted order is by (bucket, position).
 */
class BucketLists {
  readonly #ids: Int32Array;
  readonly #order: Int32Array;
  readonly #start: Int32Array;
  readonly #counts: Int32Array;

  /** `ids`: bucket of each token, below `buckets`. The first `from` tokens are added. */
  constructor(ids: Int32Array, buckets: number, from = 0) {
    this.#ids = ids;
    // Only the storage layout uses the whole sequence; lists show only tokens that were added.
    this.#order = countingOrder(ids, buckets);
    this.#start = new Int32Array(buckets + 1);
    for (const id of ids) this.#start[id + 1]++;
    for (let b = 0; b < buckets; b++) this.#start[b + 1] += this.#start[b];
    this.#counts = new Int32Array(buckets);
    for (let i = 0; i < from; i++) this.advance(i);
  }

  get buckets(): number {
    return this.#counts.length;
  }

  advance(i: number): void {
    this.#counts[this.#ids[i]]++;
  }

  count(bucket: number): number {
    return this.#counts[bucket];
  }

  /** Position of the n-th token of a bucket. */
  at(bucket: number, n: number): number {
    return this.#order[this.#start[bucket] + n];
  }

  /** Tokens in buckets below this one. */
  before(bucket: number): number {
    let sum = 0;
    for (let b = 0; b < bucket; b++) sum += this.#counts[b];
    return sum;
  }
}

/** Bucket ids of queries and keys, rounds × tokens, round-major. */
export interface BucketIds {
  readonly queries: Int32Array;
  readonly keys: Int32Array;
}

export type RoutingPlan = Pick<LshPlan, "rounds" | "buckets" | "chunk" | "lookBack">;

/** Derives candidates from bucket ids. */
export type Routing = (ids: BucketIds, plan: RoutingPlan) => Candidates;

/** A routing that does not depend on earlier queries: the first query may be number `from`. */
export type LaterRouting = (ids: BucketIds, plan: RoutingPlan, from?: number) => Candidates;

const roundsOf = (ids: Int32Array, rounds: number): Int32Array[] => {
  const length = rounds === 0 ? 0 : ids.length / rounds;
  return Array.from({ length: rounds }, (_, r) => ids.subarray(r * length, (r + 1) * length));
};

/** Lists of all rounds; ids are rounds × tokens. */
const bucketLists = (
  ids: Int32Array,
  { rounds, buckets }: Pick<RoutingPlan, "rounds" | "buckets">,
  from = 0,
): BucketLists[] => roundsOf(ids, rounds).map((round) => new BucketLists(round, buckets, from));

/** Key slots of one round; prefixes and whole sequences have the same window. */
const slotsOf = (ids: Int32Array, plan: RoutingPlan): number =>
  plan.rounds === 0 ? 0 : windowSlots(ids.length / plan.rounds, plan);

/**
 * Strictly causal windows, as sorting the prefix would give: of the keys up to i, sorted by (bucket,
 * position), the last (lookBack + 1) · chunk before the position of query i, wrapping to the last bucket.
 */
const prefixWindows: LaterRouting = ({ queries, keys }, plan, from = 0) => {
  const lists = bucketLists(keys, plan, from);
  const ids = roundsOf(queries, plan.rounds);
  const slots = slotsOf(keys, plan);
  return {
    most: plan.rounds * slots,
    list(i, into) {
      let count = 0;
      for (let r = 0; r < lists.length; r++) {
        lists[r].advance(i);
        count = takeBackwards(lists[r], ids[r][i], slots, into, count);
      }
      return count;
    },
    slots: () => plan.rounds * slots,
  };
};

function takeBackwards(
  list: BucketLists,
  from: number,
  slots: number,
  into: Int32Array,
  start: number,
): number {
  let count = start;
  for (let step = 0; step < list.buckets && count - start < slots; step++) {
    const bucket = (from - step + list.buckets) % list.buckets;
    for (let n = list.count(bucket) - 1; n >= 0 && count - start < slots; n--)
      into[count++] = list.at(bucket, n);
  }
  return count;
}

/** All keys up to i in the query's bucket, round by round. Computed pairs are the buckets' contents. */
const sameBucket: LaterRouting = ({ queries, keys }, plan, from = 0) => {
  const lists = bucketLists(keys, plan, from);
  const ids = roundsOf(queries, plan.rounds);
  return {
    most: keys.length,
    list(i, into) {
      let count = 0;
      for (let r = 0; r < lists.length; r++) {
        lists[r].advance(i);
        const bucket = ids[r][i];
        for (let n = 0; n < lists[r].count(bucket); n++) into[count++] = lists[r].at(bucket, n);
      }
      return count;
    },
    slots: (listed) => listed,
  };
};

/**
 * Balanced clusters on separate sorts, after SMYRF [daras-2020], strictly causal: queries and keys up to i
 * are each sorted by (bucket, position) and cut into clusters of (lookBack + 1) · chunk; a query's cluster
 * sees the key cluster of the same number.
 */
const balancedClusters: Routing = ({ queries, keys }, plan) => {
  const [queryLists, keyLists] = [bucketLists(queries, plan), bucketLists(keys, plan)];
  const ids = roundsOf(queries, plan.rounds);
  const slots = slotsOf(keys, plan);
  return {
    most: plan.rounds * slots,
    list(i, into) {
      let count = 0;
      for (let r = 0; r < keyLists.length; r++) {
        queryLists[r].advance(i);
        keyLists[r].advance(i);
        const bucket = ids[r][i];
        const rank = queryLists[r].before(bucket) + queryLists[r].count(bucket) - 1;
        count = takeRanks(keyLists[r], rank - (rank % slots), slots, into, count);
      }
      return count;
    },
    slots: () => plan.rounds * slots,
  };
};

function takeRanks(list: BucketLists, from: number, slots: number, into: Int32Array, start: number): number {
  let count = start;
  let rank = 0;
  for (let b = 0; b < list.buckets && rank < from + slots; b++) {
    const size = list.count(b);
    for (let n = Math.max(0, from - rank); n < size && rank + n < from + slots; n++)
      into[count++] = list.at(b, n);
    rank += size;
  }
  return count;
}

/**
 * Chunks of the whole sorted sequence, as the prefill hardware cuts them [kitaev-2020]. Later keys are never
 * attended, but the chunk boundaries depend on all tokens: which earlier keys a query sees is not causal.
 */
export const wholeChunks: Routing = ({ queries, keys }, plan) => {
  const queryRounds = roundsOf(queries, plan.rounds);
  const routes = roundsOf(keys, plan.rounds).map((round, r) =>
    routeRound(queries === keys ? null : queryRounds[r], round, plan, countingOrder),
  );
  const slots = slotsOf(keys, plan);
  return {
    most: plan.rounds * slots,
    list(i, into) {
      let count = 0;
      for (const { keyOrder, queryChunk, chunks } of routes)
        for (let back = Math.min(plan.lookBack + 1, chunks) - 1; back >= 0; back--) {
          const chunk = (queryChunk[i] - back + chunks) % chunks;
          const end = Math.min(keyOrder.length, (chunk + 1) * plan.chunk);
          for (let rank = chunk * plan.chunk; rank < end; rank++) into[count++] = keyOrder[rank];
        }
      return count;
    },
    slots: () => plan.rounds * slots,
  };
};

/** Routings by their config names. */
export const ROUTINGS = {
  "prefix-window": prefixWindows,
  bucket: sameBucket,
  clusters: balancedClusters,
  chunk: wholeChunks,
} as const satisfies Readonly<Record<string, Routing>>;

/** Routings that can begin after a context whose queries were not hashed. */
export const LATER_ROUTINGS = { "prefix-window": prefixWindows, bucket: sameBucket } as const;

/** No candidates: only local window and sink. */
export const NO_CANDIDATES: Candidates = { most: 0, list: () => 0, slots: () => 0 };
