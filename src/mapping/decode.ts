import type { Memory } from "#circuits";
import type { AttentionConfig, Workload } from "../design/workload.ts";
import type { ActionCount } from "./action-counts.ts";
import type { CandidateLoad, Sizes } from "./sizes.ts";
import { enter, gather, type Hierarchy, hierarchyOf, leave, move } from "./traffic.ts";

/** Bits that a decode keeps over all layers and sequences: keys, values, and the index that finds them. */
function cacheBits(s: Sizes, workload: Workload): number {
  const { attention, layers, batch } = workload;
  const found = attention.kind === "lsh" ? s.keySequences * indexBitsOf(s, attention.lookup) : 0;
  return layers * batch * s.length * (s.kvHeads * 2 * s.width * s.wordBits + found);
}

/** Bits that find one key: an entry in the list of every round, or its stored hash. */
export const indexBitsOf = (s: Sizes, lookup: AttentionConfig["lookup"]): number =>
  s.rounds * (lookup === "table" ? s.indexBits : s.idBits);

/** The memories of a decode: the buffer holds the share of all caches that fits. */
export const decodeHierarchy = (s: Sizes, workload: Workload, buffer: Memory, memory: Memory): Hierarchy =>
  hierarchyOf(buffer, memory, cacheBits(s, workload));

/**
 * Actions of one layer when one more token attends exactly: every key and value of the context is streamed
 * once for all query heads that share it, 2 L K d words.
 */
export function exactDecodeCounts(s: Sizes, hierarchy: Hierarchy): ActionCount[] {
  const row = s.width * s.wordBits;
  return [
    ...arrive(s, hierarchy),
    ...move("gather", "read", s.kvHeads * s.length * 2 * row, hierarchy),
    ...weighCounts(s, s.heads * s.length),
    ...leave(s.heads * row, hierarchy),
  ];
}

/**
 * Actions of one layer when one more token attends by LSH, without the projections themselves. The token's
 * own key is entered in the buckets of all rounds, the queries' buckets are read, and the keys in them are
 * fetched once for all rounds and all query heads that share the key, in random order. Near keys stream.
 */
export function lshDecodeCounts(
  s: Sizes,
  attention: AttentionConfig,
  load: CandidateLoad,
  hierarchy: Hierarchy,
): ActionCount[] {
  const row = s.width * s.wordBits;
  const near = s.kvHeads * s.near * 2 * row;
  return [
    ...arrive(s, hierarchy),
    ...move("hash", "read", s.hashInputBits, onChip(hierarchy)),
    ...insertCounts(s, attention.lookup, hierarchy),
    ...lookupCounts(s, attention, load, hierarchy),
    ...gather("gather", "read", 2 * s.kvHeads * load.fetched, row, hierarchy),
    ...move("gather", "read", near, hierarchy),
    ...weighCounts(s, s.heads * (load.distinct + s.near)),
    ...leave(s.heads * row, hierarchy),
  ];
}

/** The token's vectors come in; its key and value are written to the cache. */
const arrive = (s: Sizes, hierarchy: Hierarchy): ActionCount[] => [
  ...enter((s.heads + 2 * s.kvHeads) * s.width * s.wordBits + s.foldedBits, hierarchy),
  ...move("input", "write", 2 * s.kvHeads * s.width * s.wordBits, hierarchy),
];

/** A new token's vectors are still on the chip when they are hashed. */
const onChip = (hierarchy: Hierarchy): Hierarchy => ({ ...hierarchy, resident: 1 });

/** Inserting into a list writes an entry and moves its end; a scan's store takes the hash. */
export function insertCounts(
  s: Sizes,
  lookup: AttentionConfig["lookup"],
  hierarchy: Hierarchy,
): ActionCount[] {
  const entries = s.keySequences * s.rounds;
  if (lookup === "scan") return move("insert", "write", entries * s.idBits, hierarchy);
  return [
    ...gather("insert", "read", entries, s.indexBits, hierarchy),
    ...gather("insert", "write", 2 * entries, s.indexBits, hierarchy),
    { operation: "insert", component: "mac", action: "add", count: entries },
  ];
}

/**
 * A list is fetched with its end: a contiguous run of positions per round and query head. A scan reads the
 * hashes of all keys once for the query heads that share them and compares each id. To attend a key once, or
 * only after enough collisions, each entry marks its key in a counter.
 */
export function lookupCounts(
  s: Sizes,
  { lookup, duplicates, collisions }: AttentionConfig,
  load: CandidateLoad,
  hierarchy: Hierarchy,
): ActionCount[] {
  const lists = s.heads * s.rounds;
  const marks = duplicates === "once" || collisions > 1 ? lists * load.listed : 0;
  if (lookup === "scan")
    return [
      ...move("lookup", "read", s.keySequences * s.length * s.rounds * s.idBits, hierarchy),
      { operation: "lookup", component: "mac", action: "add", count: lists * s.length },
    ];
  return [
    ...gather("lookup", "read", lists, (load.listed + 1) * s.indexBits, hierarchy),
    { operation: "lookup", component: "mac", action: "add", count: marks },
  ];
}

/** Scores, one softmax over all of them, weighted values, and the division by the sum. */
export const weighCounts = (s: Sizes, pairs: number): ActionCount[] => [
  { operation: "score", component: "mac", action: "mac", count: pairs * s.width },
  { operation: "softmax", component: "softmax", action: "exponent", count: pairs },
  { operation: "weigh", component: "mac", action: "mac", count: pairs * s.width },
  { operation: "combine", component: "mac", action: "mac", count: s.normalises ? s.heads * s.width : 0 },
];
