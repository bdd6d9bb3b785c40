import type { LshPlan } from "./plan.ts";

/** Stable order of ids below `buckets`: position of the token of each rank. */
export type StableSort = (ids: Int32Array, buckets: number) => Int32Array;

/** Who meets whom in one round. */
export interface Route {
  /** Key positions in sorted order, length L. */
  readonly keyOrder: Int32Array;
  /** Chunk of each key position. */
  readonly keyChunk: Int32Array;
  /** Chunk to which each query position belongs. */
  readonly queryChunk: Int32Array;
  readonly chunks: number;
}

/**
 * Keys are sorted by (bucket, position) and cut in chunks. A query belongs to the chunk of the last key whose
 * (bucket, position) is not after its own, chunk 0 when there is none; where queries are the keys (shared
 * QK) that is its own key's chunk, as in Reformer.
 */
export function routeRound(
  queryIds: Int32Array,
  keyIds: Int32Array,
  plan: Pick<LshPlan, "buckets" | "chunk">,
  sort: StableSort,
): Route {
  const length = keyIds.length;
  const keyOrder = sort(keyIds, plan.buckets);
  const keyChunk = new Int32Array(length);
  const before = new Int32Array(plan.buckets + 1);
  for (let rank = 0; rank < length; rank++) {
    keyChunk[keyOrder[rank]] = Math.floor(rank / plan.chunk);
    before[keyIds[keyOrder[rank]] + 1]++;
  }
  for (let b = 0; b < plan.buckets; b++) before[b + 1] += before[b];
  // Walking positions upwards, `before` grows into "keys with a smaller (bucket, position)" of each bucket.
  const queryChunk = new Int32Array(queryIds.length);
  for (let i = 0; i < queryIds.length; i++) {
    if (i < length) before[keyIds[i]]++;
    queryChunk[i] = Math.max(0, Math.floor((before[queryIds[i]] - 1) / plan.chunk));
  }
  return { keyOrder, keyChunk, queryChunk, chunks: Math.ceil(length / plan.chunk) };
}

/** Whether a query of chunk `q` sees a key of chunk `k`; looking back from the first chunks wraps to the last. */
export function sees(q: number, k: number, chunks: number, lookBack: number): boolean {
  const distance = q - k;
  return (distance < 0 ? distance + chunks : distance) <= lookBack;
}

/** Query positions grouped by chunk: `order` holds them, chunk c at [start[c], start[c + 1]). */
export function groupByChunk(
  queryChunk: Int32Array,
  chunks: number,
): { order: Int32Array; start: Int32Array } {
  const start = new Int32Array(chunks + 1);
  for (const c of queryChunk) start[c + 1]++;
  for (let c = 0; c < chunks; c++) start[c + 1] += start[c];
  const next = start.slice();
  const order = new Int32Array(queryChunk.length);
  for (let i = 0; i < queryChunk.length; i++) order[next[queryChunk[i]]++] = i;
  return { order, start };
}
