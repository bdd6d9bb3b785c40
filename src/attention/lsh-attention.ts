import type { Dense } from "#base";
import { countingOrder } from "../peripherals/sorter/counting.ts";
import {
  type AttendingHead,
  attendNear,
  finish,
  isHidden,
  type LshAttended,
  nearOf,
  rowsOf,
} from "./attending-head.ts";
import { attendBuckets } from "./buckets.ts";
import type { Hasher } from "./hash-code.ts";
import type { LshPlan } from "./plan.ts";
import { type Route, routeRound, type StableSort } from "./routing.ts";
import { createBatch, type PairKernel, plainPairKernel, startSoftmax } from "./running-softmax.ts";

/** The digital units of the attention; the defaults are exact. */
export interface AttentionUnits {
  readonly sort: StableSort;
  readonly exponential: (x: number) => number;
  /** Weight of a raw score for a unit without maximum and normalisation: rounds simply add. */
  readonly unnormalised?: (score: number) => number;
}

export interface LshOptions {
  readonly units?: AttentionUnits;
  /** Hashed instead of k, for example centred keys. */
  readonly hashedKeys?: Dense;
  /** Query positions to attend from, one output row each; all tokens are hashed and sorted. All when null. */
  readonly queries?: Int32Array | null;
  /** @internal Loops over the pairs; all kernels give the same results. */
  readonly kernel?: PairKernel;
}

const EXACT_UNITS: AttentionUnits = { sort: countingOrder, exponential: Math.exp };

/**
 * LSH attention of one head: hash, sort, chunk, attend, merge rounds by their log-sum-exp [kitaev-2020]. q
 * and k are tokens × width, v tokens × value width. Software and crossbar differ only in the hash.
 */
export function lshAttention(
  q: Dense,
  k: Dense,
  v: Dense,
  hash: Hasher,
  plan: LshPlan,
  options: LshOptions = {},
): LshAttended {
  const { units = EXACT_UNITS, hashedKeys = k, queries = null, kernel = plainPairKernel } = options;
  const length = k.rows;
  if (q.rows !== length || v.rows !== length)
    throw new RangeError(
      `lshAttention: expected q, k and v of one length, received ${q.rows}, ${length}, ${v.rows}`,
    );
  const attending = queries ?? Int32Array.from({ length }, (_, i) => i);
  const state = startSoftmax(attending.length, v.columns);
  const head: AttendingHead = {
    q,
    k,
    v,
    plan,
    scale: plan.scale,
    exponential: units.exponential,
    unnormalised: units.unnormalised,
    state,
    queries: attending,
    rowOf: rowsOf(attending, length),
    kernel,
  };
  attendNear(head);
  if (plan.rounds > 0) {
    const keyIds = hash(hashedKeys, "key");
    const queryIds = plan.sharedQK ? null : hash(q, "query");
    if (plan.lists !== undefined) attendBuckets(head, queryIds ?? keyIds, keyIds, plan.lists);
    else attendChunks(head, routeAll(queryIds, keyIds, length, plan, units.sort));
  }
  return finish(head);
}

/** Routes of all rounds; ids are rounds × tokens, query ids null if queries and keys share them. */
export function routeAll(
  queryIds: Int32Array | null,
  keyIds: Int32Array,
  length: number,
  plan: LshPlan,
  sort: StableSort,
): Route[] {
  return Array.from({ length: plan.rounds }, (_, round) => {
    const slice = (ids: Int32Array): Int32Array => ids.subarray(round * length, (round + 1) * length);
    return routeRound(queryIds === null ? null : slice(queryIds), slice(keyIds), plan, sort);
  });
}

/**
 * Attends each query to its window of each round, with one merge per round. A pair in several rounds is
 * scored once, as its score is the same in all of them.
 */
function attendChunks(head: AttendingHead, routes: readonly Route[]): void {
  const { plan, q, k, v, scale, state, kernel } = head;
  const windows = routes.map(({ chunks }) => Math.min(plan.lookBack + 1, chunks));
  const most = Math.min(Math.max(0, ...windows) * plan.chunk, k.rows);
  const placed = kernel.place(q, k, v, most);
  const batch = createBatch(placed, head);
  const { keys, products } = placed;
  /** Keys of each round in sequence, as indices into the query's distinct keys. */
  const shown = new Int32Array(most * routes.length);
  const ends = new Int32Array(routes.length);
  /** The last query whose window had the key, and the key's index there. */
  const owner = new Int32Array(k.rows).fill(-1);
  const place = new Int32Array(k.rows);
  const isCounted = plan.duplicates === "count";
  for (const i of head.queries) {
    const isNear = nearOf(i, k.rows, plan);
    let [count, distinct] = [0, 0];
    for (let round = 0; round < routes.length; round++) {
      const { chunks, queryChunk, keyOrder } = routes[round];
      for (let back = windows[round] - 1; back >= 0; back--) {
        const chunk = (queryChunk[i] - back + chunks) % chunks;
        const end = Math.min(k.rows, (chunk + 1) * plan.chunk);
        for (let rank = chunk * plan.chunk; rank < end; rank++) {
          const j = keyOrder[rank];
          if (isHidden(i, j, plan) || isNear(j)) continue;
          if (owner[j] !== i) {
            owner[j] = i;
            keys[distinct] = j;
            place[j] = distinct++;
          } else if (!isCounted) continue;
          shown[count++] = place[j];
        }
      }
      ends[round] = count;
    }
    placed.multiply(i, distinct);
    let [n, fresh] = [0, 0];
    for (let round = 0; round < routes.length; round++) {
      batch.reset();
      // Distinct keys are numbered in the order in which they appear: the next number is a new key.
      for (; n < ends[round]; n++) {
        const isFirst = shown[n] === fresh;
        if (isFirst) fresh++;
        batch.add(keys[shown[n]], scale * products[shown[n]], isFirst ? 1 : 0);
      }
      batch.merge(head.rowOf[i]);
      state.computed += windows[round] * plan.chunk;
      state.merges++;
    }
  }
}
