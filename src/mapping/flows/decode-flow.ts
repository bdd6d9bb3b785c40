// Decoding one token of every sequence as a dataflow: the chip's buffers hold part of all layers' data.

import type { Workload } from "../../design/workload.ts";
import type { ActionCount } from "../action-counts.ts";
import { searchersOf } from "../code-store.ts";
import { indexBitsOf, insertCounts, lookupCounts, weighCounts } from "../decode.ts";
import { encodeCounts, listBits, mapBits, mapCounts, pairCounts, type Scored } from "../scored.ts";
import type { CandidateLoad, Sizes } from "../sizes.ts";
import { enter, gather, type Hierarchy, leave, move } from "../traffic.ts";
import type { Flow, Tensor } from "./flow.ts";
import { idleCounts } from "./scored-flow.ts";

type Memories = Omit<Hierarchy, "resident">;

/** LSH attention of one layer: near keys, bucket lists, and the keys and values that they name. */
export function lshDecodeFlow(s: Sizes, workload: Workload, load: CandidateLoad, memories: Memories): Flow {
  const { attention } = workload;
  const staged = { ...memories, resident: 1 };
  const row = s.width * s.wordBits;
  return {
    tensors: [
      nearTensor(s, workload, s.near),
      {
        name: "bucket lists",
        bits: copies(workload) * s.length * s.keySequences * indexBitsOf(s, attention.lookup),
        counts: (h) => [...insertCounts(s, attention.lookup, h), ...lookupCounts(s, attention, load, h)],
      },
      ...rowTensors(s, workload, (h) => gather("gather", "read", s.kvHeads * load.fetched, row, h)),
    ],
    held: 0,
    others: [
      ...enter((s.heads + 2 * s.kvHeads) * row + s.foldedBits, staged),
      ...move("hash", "read", s.hashInputBits, staged),
      ...weighCounts(s, s.heads * (load.distinct + s.near)),
      ...leave(s.heads * row, staged),
    ],
  };
}

/** Attention of one layer to the best-scored keys; the lists of a token stay on the chip. */
export function scoredDecodeFlow(own: Omit<Scored, "hierarchy">, memories: Memories): Flow {
  const { s, keys, workload, fetch } = own;
  const staged = { ...memories, resident: 1 };
  const row = s.width * s.wordBits;
  const listed = fetch === "stream" ? searchersOf(workload) * s.length : listBits(own);
  const others: ActionCount[] = [
    ...enter((s.heads + 2 * s.kvHeads) * row, staged),
    ...move("hash", "read", s.hashInputBits, staged),
    ...encodeCounts(own),
    ...move("top-k", "write", listed, staged),
    ...move("gather", "read", listed, staged),
    ...(fetch === "stream" ? idleCounts(own) : []),
    ...pairCounts(own),
    ...leave(s.heads * row, staged),
  ];
  return {
    tensors: [
      nearTensor(s, workload, fetch === "stream" ? 0 : keys.near),
      {
        name: "query map",
        bits: workload.layers * mapBits(own),
        counts: (hierarchy) => mapCounts({ ...own, hierarchy }),
      },
      ...rowTensors(s, workload, (h) =>
        fetch === "stream"
          ? move("gather", "read", s.kvHeads * s.length * row, h)
          : gather("gather", "read", s.kvHeads * keys.fetched, row, h),
      ),
    ],
    held: listed,
    others,
  };
}

/** Number of caches: one for each layer and sequence. */
const copies = ({ layers, batch }: Workload): number => layers * batch;

/**
 * Keys and values of the sink and the local window. Those of the token are written; where the buffer keeps
 * them, the oldest of the window moves to memory.
 */
const nearTensor = (s: Sizes, workload: Workload, near: number): Tensor => ({
  name: "near keys and values",
  bits: copies(workload) * s.kvHeads * near * 2 * s.width * s.wordBits,
  counts: (h) => {
    const row = s.kvHeads * 2 * s.width * s.wordBits;
    const leaves = row * h.resident;
    return [
      ...move("input", "write", row, h),
      { operation: "input", component: "buffer", action: "read", count: leaves / h.buffer.bits },
      { operation: "input", component: "memory", action: "write", count: leaves / h.memory.bits },
      ...move("gather", "read", near * row, h),
    ];
  },
});

const rowTensors = (s: Sizes, workload: Workload, counts: Tensor["counts"]): Tensor[] =>
  (["keys", "values"] as const).map((name) => ({
    name,
    bits: copies(workload) * s.kvHeads * s.length * s.width * s.wordBits,
    counts,
  }));
