import type { Dense } from "../base/dense.ts";
import { countingOrder } from "../peripherals/sorter/counting.ts";
import {
  type AttendingHead,
  attendNear,
  finish,
  isHidden,
  isNear,
  type LshAttended,
  rowsOf,
} from "./attending-head.ts";
import { attendBuckets } from "./buckets.ts";
import type { Hasher } from "./hash-code.ts";
import type { LshPlan } from "./plan.ts";
import { type Route, routeRound, type StableSort, sees } from "./routing.ts";
import { createBatch, startSoftmax } from "./running-softmax.ts";

/** The digital units that the attention runs on; the defaults are exact. */
export interface AttentionUnits {
  readonly sort: StableSort;
  readonly exponential: (x: number) => number;
  /** Weight of a raw score, where the softmax unit takes no maximum and divides by no sum: rounds simply add. */
  readonly unnormalised?: (score: number) => number;
}

export interface LshOptions {
  readonly units?: AttentionUnits;
  /** Hashed in place of k: centred keys, say. */
  readonly hashedKeys?: Dense;
  /** Query positions to attend from, one output row each; all tokens are hashed and sorted. All when null. */
  readonly queries?: Int32Array | null;
}

const EXACT_UNITS: AttentionUnits = { sort: countingOrder, exponential: Math.exp };

/**
 * LSH attention of one head: hash, sort, chunk, attend, merge rounds by their log-sum-exp [kitaev-2020]. q and
 * k are tokens × width, v tokens × value width. The hash is the only thing in which a software and a
 * crossbar implementation differ.
 */
export function lshAttention(
  q: Dense,
  k: Dense,
  v: Dense,
  hash: Hasher,
  plan: LshPlan,
  options: LshOptions = {},
): LshAttended {
  const { units = EXACT_UNITS, hashedKeys = k, queries = null } = options;
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

/** Routes of all rounds; ids are rounds × tokens, query ids null where the queries are the keys. */
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

function attendChunks(head: AttendingHead, routes: readonly Route[]): void {
  for (let round = 0; round < routes.length; round++) attendRound(head, routes, round);
}

/** One round: chunk by chunk, its window of keys and values gathered once, its queries against them. */
function attendRound(head: AttendingHead, routes: readonly Route[], round: number): void {
  const { plan, k, v } = head;
  const route = routes[round];
  const slots = Math.min(plan.lookBack + 1, route.chunks) * plan.chunk;
  const capacity = Math.min(slots, k.rows);
  const keys = new Float64Array(capacity * k.columns);
  const values = new Float64Array(capacity * v.columns);
  const positions = new Int32Array(capacity);
  const batch = createBatch(capacity, head);
  let chunk = -1;
  let count = 0;
  // Sorted queries come chunk by chunk, so each window is gathered once.
  for (const i of route.queryOrder) {
    const row = head.rowOf[i];
    if (row < 0) continue;
    if (route.queryChunk[i] !== chunk) {
      chunk = route.queryChunk[i];
      count = gather(head, route, chunk, keys, values, positions);
    }
    batch.reset();
    for (let slot = 0; slot < count; slot++) {
      const j = positions[slot];
      if (isHidden(i, j, plan) || isNear(i, j, k.rows, plan)) continue;
      const first = isFirst(i, j, routes, round, plan.lookBack);
      if (first || plan.duplicates === "count") batch.add(i, slot, keys, first ? 1 : 0);
    }
    batch.merge(row, values);
    head.state.computed += slots;
    head.state.merges++;
  }
}

/** Whether no earlier round shows key j to query i. */
function isFirst(i: number, j: number, routes: readonly Route[], round: number, lookBack: number): boolean {
  for (let r = 0; r < round; r++) {
    const route = routes[r];
    if (sees(route.queryChunk[i], route.keyChunk[j], route.chunks, lookBack)) return false;
  }
  return true;
}

/** Copies the window of chunk c into contiguous buffers; returns how many slots hold a key. */
function gather(
  head: AttendingHead,
  route: Route,
  c: number,
  keys: Float64Array,
  values: Float64Array,
  positions: Int32Array,
): number {
  const { plan, k, v } = head;
  const visible = Math.min(plan.lookBack + 1, route.chunks);
  let count = 0;
  for (let back = visible - 1; back >= 0; back--) {
    const chunk = (c - back + route.chunks) % route.chunks;
    const end = Math.min(k.rows, (chunk + 1) * plan.chunk);
    for (let rank = chunk * plan.chunk; rank < end; rank++) {
      const j = route.keyOrder[rank];
      positions[count] = j;
      keys.set(k.data.subarray(j * k.columns, (j + 1) * k.columns), count * k.columns);
      values.set(v.data.subarray(j * v.columns, (j + 1) * v.columns), count * v.columns);
      count++;
    }
  }
  return count;
}
