import { countingOrder } from "../peripherals/sorter/counting.ts";
import { type AttendingHead, isHidden, nearOf } from "./attending-head.ts";
import type { ListPlan, LshPlan } from "./plan.ts";
import { createBatch } from "./running-softmax.ts";

/** Keys found by one query; entry n is the n-th distinct key. */
export interface Found {
  count: number;
  readonly keys: Int32Array;
  /** Rounds that found the key. */
  readonly rounds: Int32Array;
  /** Bucket entries read, over all rounds. */
  listed: number;
}

/** Buckets of all rounds, each with the positions of its keys in ascending order. */
export interface BucketTables {
  /**
   * Returns the keys that share a bucket with query i in some round (not later ones if the plan is causal),
   * at most the `cap` most recent ones per bucket. The next call overwrites the result.
   */
  find(i: number): Found;
}

type TablePlan = Pick<LshPlan, "rounds" | "buckets" | "causal">;

/** Ids are rounds × tokens, round-major; a query's ids are at its own position. */
export function bucketTables(
  queryIds: Int32Array,
  keyIds: Int32Array,
  { rounds, buckets, causal }: TablePlan,
  cap: number,
): BucketTables {
  const length = rounds === 0 ? 0 : keyIds.length / rounds;
  const tables = Array.from({ length: rounds }, (_, r) =>
    tableOf(keyIds.subarray(r * length, (r + 1) * length), buckets),
  );
  const found: Found = { count: 0, keys: new Int32Array(length), rounds: new Int32Array(length), listed: 0 };
  /** Index in `found` of key j for query `owner[j]`. */
  const place = new Int32Array(length);
  const owner = new Int32Array(length).fill(-1);
  return {
    find(i) {
      found.count = 0;
      found.listed = 0;
      for (let r = 0; r < rounds; r++) {
        const { order, start } = tables[r];
        const id = queryIds[r * length + i];
        const end = causal ? afterPosition(order, start[id], start[id + 1], i) : start[id + 1];
        const first = Math.max(start[id], end - cap);
        found.listed += end - first;
        for (let n = first; n < end; n++) {
          const j = order[n];
          if (owner[j] !== i) {
            owner[j] = i;
            place[j] = found.count;
            found.keys[found.count] = j;
            found.rounds[found.count++] = 1;
          } else found.rounds[place[j]]++;
        }
      }
      return found;
    },
  };
}

/** Keys by (bucket, position); those of bucket b are at start[b] to start[b + 1]. */
function tableOf(ids: Int32Array, buckets: number): { order: Int32Array; start: Int32Array } {
  const start = new Int32Array(buckets + 1);
  for (const id of ids) start[id + 1]++;
  for (let b = 0; b < buckets; b++) start[b + 1] += start[b];
  return { order: countingOrder(ids, buckets), start };
}

/** First index in [from, to) of an ascending run whose position is after i. */
function afterPosition(order: Int32Array, from: number, to: number, i: number): number {
  let [low, high] = [from, to];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (order[middle] <= i) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Attends each query to the keys that share its bucket in at least `collisions` rounds, as a decode does with
 * the bucket tables of its context. A key found in several rounds is computed and weighed once, or once per
 * round with `duplicates: "count"`. Ids are rounds × tokens.
 */
export function attendBuckets(
  head: AttendingHead,
  queryIds: Int32Array,
  keyIds: Int32Array,
  { collisions, cap }: ListPlan,
): void {
  const { plan, q, k, v, scale, queries, rowOf, state, kernel } = head;
  const tables = bucketTables(queryIds, keyIds, plan, cap);
  const isCounted = plan.duplicates === "count";
  const placed = kernel.place(q, k, v, k.rows * (isCounted ? plan.rounds : 1));
  const batch = createBatch(placed, head);
  const { keys, products } = placed;
  const repeats = new Int32Array(k.rows);
  for (const i of queries) {
    const found = tables.find(i);
    const isNear = nearOf(i, k.rows, plan);
    let count = 0;
    for (let n = 0; n < found.count; n++) {
      const j = found.keys[n];
      if (found.rounds[n] < collisions || isHidden(i, j, plan) || isNear(j)) continue;
      keys[count] = j;
      repeats[count++] = isCounted ? found.rounds[n] : 1;
    }
    placed.multiply(i, count);
    batch.reset();
    for (let n = 0; n < count; n++) {
      const score = scale * products[n];
      for (let repeat = 0; repeat < repeats[n]; repeat++) batch.add(keys[n], score, repeat === 0 ? 1 : 0);
      state.computed += repeats[n];
    }
    batch.merge(rowOf[i]);
    state.merges++;
  }
}
