import type { LshPlan } from "./plan.ts";

/** Stable sort of ids below `buckets`: the position of the token of each rank. */
export type StableSort = (ids: Int32Array, buckets: number) => Int32Array;

/** Assignment of queries and keys to chunks in one round. */
export interface Route {
  /** Key positions in sorted order, length L. */
  readonly keyOrder: Int32Array;
  /** Chunk of each key position. */
  readonly keyChunk: Int32Array;
  /** Query positions in sorted order; their chunks are non-decreasing. */
  readonly queryOrder: Int32Array;
  /** Chunk to which each query position belongs. */
  readonly queryChunk: Int32Array;
  readonly chunks: number;
}

/**
 * Sorts queries and keys by (bucket, position) and cuts the keys into chunks. A query belongs to the chunk of
 * the last key whose (bucket, position) is not after its own, or chunk 0 if there is none; if queries and
 * keys are shared (`null`: shared QK), that is its own key's chunk, as in Reformer.
 */
export function routeRound(
  queryIds: Int32Array | null,
  keyIds: Int32Array,
  plan: Pick<LshPlan, "buckets" | "chunk">,
  sort: StableSort,
): Route {
  const length = keyIds.length;
  const chunks = Math.ceil(length / plan.chunk);
  const keyOrder = sort(keyIds, plan.buckets);
  const keyChunk = new Int32Array(length);
  for (let rank = 0; rank < length; rank++) keyChunk[keyOrder[rank]] = Math.floor(rank / plan.chunk);
  if (queryIds === null) return { keyOrder, keyChunk, queryOrder: keyOrder, queryChunk: keyChunk, chunks };

  const queryOrder = sort(queryIds, plan.buckets);
  const queryChunk = new Int32Array(queryIds.length);
  let passed = 0;
  for (const i of queryOrder) {
    const id = queryIds[i];
    while (passed < length) {
      const j = keyOrder[passed];
      if (keyIds[j] > id || (keyIds[j] === id && j > i)) break;
      passed++;
    }
    queryChunk[i] = Math.max(0, Math.floor((passed - 1) / plan.chunk));
  }
  return { keyOrder, keyChunk, queryOrder, queryChunk, chunks };
}

/** Whether a query of chunk `q` sees a key of chunk `k`; look-back wraps from the first to the last. */
export function sees(q: number, k: number, chunks: number, lookBack: number): boolean {
  const distance = q - k;
  return (distance < 0 ? distance + chunks : distance) <= lookBack;
}
