import { countingOrder } from "../peripherals/sorter/counting.ts";
import { type LshPlan, windowSlots } from "./plan.ts";

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
}

/** Bucket ids of queries and keys, rounds × tokens, round-major. */
export interface BucketIds {
  readonly queries: Int32Array;
  readonly keys: Int32Array;
}

export type RoutingPlan = Pick<LshPlan, "rounds" | "buckets" | "chunk" | "lookBack">;

/** Derives candidates from bucket ids; the first query is number `from`. */
export type Routing = (ids: BucketIds, plan: RoutingPlan, from?: number) => Candidates;

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
const prefixWindows: Routing = ({ queries, keys }, plan, from = 0) => {
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
const sameBucket: Routing = ({ queries, keys }, plan, from = 0) => {
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

/** Routings by their names. */
export const ROUTINGS = { "prefix-window": prefixWindows, bucket: sameBucket } as const;
