// Actions of attention to the keys of the best scores: writing and searching codes, fetching chosen keys.

import type { Design } from "../design/design.ts";
import type { KeyCode } from "../design/key-codes.ts";
import type { Workload } from "../design/workload.ts";
import type { ActionCount, Operation } from "./action-counts.ts";
import { kindOfBudget, planesOf, searchersOf } from "./code-store.ts";
import { streamCounts, streamedKeys } from "./exact.ts";
import type { SelectedKeys } from "./selection.ts";
import type { Sizes } from "./sizes.ts";
import { enter, gather, type Hierarchy, leave, move } from "./traffic.ts";

/** What the counts depend on of a workload, in addition to its sizes. */
export interface SearchedWorkload extends Pick<Workload, "phase" | "heads" | "kvHeads"> {
  readonly attention: Pick<Workload["attention"], "causal"> & {
    readonly codes: Pick<Workload["attention"]["codes"], "searchers">;
  };
}

/** Everything that the counts of one layer and sequence depend on except the place of the data. */
export interface ScoredSource {
  readonly s: Sizes;
  readonly code: KeyCode;
  readonly keys: SelectedKeys;
  readonly workload: SearchedWorkload;
  /** How keys and values are fetched: chosen ones in random order, or all streamed to blocks of queries. */
  readonly fetch: "gather" | "stream";
}

/** Inputs of the counts of one layer and sequence. */
export interface Scored extends ScoredSource {
  readonly workload: Workload;
  /** Memories of a head's vectors, or in a decode of the keys and values of all heads. */
  readonly hierarchy: Hierarchy;
}

/** Totals of a selection. */
export interface SelectedPairs {
  /** Query-key pairs whose codes are compared, each once, masked ones included. */
  readonly searched: number;
  /** Pairs whose keys and values are attended. */
  readonly attended: number;
  /** Bytes of keys and values fetched to the units that attend. */
  readonly fetchedBytes: number;
}

const of = (
  operation: Operation,
  component: ActionCount["component"],
  action: string,
  count: number,
): ActionCount => ({ operation, component, action, count });

/** Query-key pairs of a layer and sequence whose products are computed, over all query heads. */
export const attendedPairsOf = ({ s, keys }: Pick<Scored, "s" | "keys">): number =>
  s.heads * (keys.near + keys.chosen);

/**
 * Codes that a query is compared with, summed over the tokens: those of all blocks of `blockRows` keys up to
 * its own, as codes are written block by block; later keys of its own block are computed and masked.
 */
export function searchedCodes({ length, blockRows }: Sizes, { phase, attention }: Workload): number {
  if (phase === "decode") return length;
  if (!attention.causal) return length * length;
  const whole = Math.floor(length / blockRows);
  const rest = length - whole * blockRows;
  return (blockRows * blockRows * whole * (whole + 1)) / 2 + rest * length;
}

/** Actions of one layer and sequence, without the projections themselves, the search and the top-k unit. */
export function scoredCounts(own: Scored, design: Design): ActionCount[] {
  const { s, workload, hierarchy } = own;
  const row = s.width * s.wordBits;
  const isDecode = workload.phase === "decode";
  return [
    ...enter(s.tokens * (s.heads + 2 * s.kvHeads) * row + mapBits(own, !isDecode), hierarchy),
    // A decode's key and value are cached, and its vectors are still on the chip when they are hashed.
    ...move("input", "write", isDecode ? 2 * s.kvHeads * row : 0, hierarchy),
    ...move("hash", "read", s.hashInputBits, isDecode ? { ...hierarchy, resident: 1 } : hierarchy),
    ...encodeCounts(own),
    ...mapCounts(own),
    ...fetchCounts(own, design),
    ...pairCounts(own),
    ...leave(s.tokens * s.heads * row, hierarchy),
  ];
}

/** Bits of the maps of all sets of codes, width × entries words each; 0 unless `wanted` and used. */
export const mapBits = ({ s, code }: Pick<Scored, "s" | "code">, wanted = true): number =>
  wanted && code.query === "map" ? s.keySequences * s.width * code.entries * s.wordBits : 0;

/** Bits that a decode keeps over all layers and sequences, without the codes: keys, values, maps. */
export const keptBits = (own: Pick<Scored, "s" | "code" | "workload">): number => {
  const { s, workload } = own;
  const cache = s.length * s.kvHeads * 2 * s.width * s.wordBits;
  return workload.layers * (workload.batch * cache + mapBits(own));
};

/**
 * Work of encoding a key after its projection. Its length takes d multiply-accumulates; a map estimates a key
 * from its signs, d additions each, and the stored length is divided by that of the estimate. Coordinates of
 * several bits are scaled by the length, and each is compared with as many levels as it has bits.
 */
export function encodeCounts({ s, code }: Pick<Scored, "s" | "code">): ActionCount[] {
  const keys = s.tokens * s.keySequences;
  const { entries, entryBits, lengthBits, query } = code;
  const rounded = entryBits > 1 ? entries : 0;
  const estimated = lengthBits > 0 && query === "map" ? 1 : 0;
  const lengths = lengthBits > 0 ? s.width * (1 + estimated) : 0;
  return [
    of("hash", "mac", "mac", keys * (lengths + 2 * rounded)),
    of("hash", "mac", "add", keys * (rounded * entryBits + estimated * entries * s.width)),
    of("code", "search", "write", keys),
  ];
}

/**
 * Maps queries: d multiply-accumulates an entry. Weights are read once per query head while the queries of a
 * sequence stream, in a decode once for all query heads of a key head. Where one search serves all of those,
 * their queries are added first.
 */
export function mapCounts({
  s,
  code,
  workload,
  hierarchy,
}: ScoredSource & Pick<Scored, "hierarchy">): ActionCount[] {
  const searchers = searchersOf(workload);
  const queries = s.tokens * searchers;
  const added = of("map", "mac", "add", s.tokens * (s.heads - searchers) * s.width);
  if (code.query !== "map") return [added];
  const weights = s.width * code.entries * s.wordBits;
  return [
    added,
    of("map", "mac", "mac", queries * s.width * code.entries),
    ...move("map", "read", (workload.phase === "decode" ? s.keySequences : searchers) * weights, hierarchy),
  ];
}

/** Most candidate-list lengths that are evaluated; longer sequences are stepped through. */
const MOST_STEPS = 256;

/**
 * Searches and choices of all queries. A query's codes are those of whole blocks of keys; the unit states how
 * often it needs all of them searched, and its own work. A store that takes fewer bits than a query's entries
 * have is searched plane by plane, and the scores of planes are added.
 */
export function searchCounts(own: Scored, design: Design): ActionCount[] {
  const { s, code, keys, workload } = own;
  const searchers = searchersOf(workload);
  const { attention, phase } = workload;
  const kind = kindOfBudget(workload);
  const work = { searched: 0, select: 0, scan: 0, weigh: 0 };
  const add = (queries: number, candidates: number): void => {
    const chosen = Math.min(candidates, keys.most);
    const one = design.topK.behaviour.work(candidates, chosen, kind);
    work.searched += queries * one.searches * candidates;
    work.select += queries * one.select;
    work.scan += queries * one.scan;
    work.weigh += queries * one.weigh;
  };
  const step = s.blockRows * Math.ceil(s.length / s.blockRows / MOST_STEPS);
  if (phase === "decode") add(1, s.length);
  else if (!attention.causal) add(s.length, s.length);
  else if (step === s.blockRows)
    for (let from = 0; from < s.length; from += step)
      add(Math.min(step, s.length - from), Math.min(s.length, from + step));
  // A step holds several blocks: its queries see on average half a step less than its end, plus half a block.
  else
    for (let from = 0; from < s.length; from += step) {
      const queries = Math.min(step, s.length - from);
      add(queries, Math.min(s.length, from + (queries + s.blockRows) / 2));
    }
  const planes = planesOf(design, code);
  return [
    of("search", "search", "search", searchers * work.searched * planes),
    of("search", "mac", "add", searchers * work.searched * (planes - 1)),
    of("top-k", "topK", "select", searchers * work.select),
    of("top-k", "topK", "scan", searchers * work.scan),
    of("top-k", "topK", "weigh", searchers * work.weigh),
  ];
}

/** Bits of the positions of the chosen keys, for the unit that fetches them. */
export const listBits = ({ s, keys, workload }: Pick<ScoredSource, "s" | "keys" | "workload">): number =>
  searchersOf(workload) * keys.chosen * s.indexBits;

/**
 * Fetches keys and values. `gather`: queries, sink and window stream; chosen rows come in random order, once
 * for heads that share them. `stream`: all rows as for exact attention, a bit per pair: attended or not.
 */
function fetchCounts(own: Scored, { digital, memory }: Design): ActionCount[] {
  const { s, keys, workload, hierarchy, fetch } = own;
  const row = s.width * s.wordBits;
  if (fetch === "stream") {
    const bits = searchersOf(workload) * keys.searched;
    const streamed =
      workload.phase === "decode"
        ? move("gather", "read", s.kvHeads * s.length * 2 * row, hierarchy)
        : streamCounts(s, workload.attention.causal, digital.buffer.behaviour, memory.behaviour);
    return [
      ...move("top-k", "write", bits, hierarchy),
      ...move("gather", "read", bits, hierarchy),
      ...streamed,
      // Units idle during pairs that are not attended.
      ...(["score", "weigh"] as const).map((operation) =>
        of(operation, "mac", "stall", (s.heads * keys.searched - attendedPairsOf(own)) * s.width),
      ),
    ];
  }
  const isDecode = workload.phase === "decode";
  const queries = isDecode ? 0 : s.heads * s.length * row;
  return [
    ...move("top-k", "write", listBits(own), hierarchy),
    ...move("gather", "read", listBits(own) + queries, hierarchy),
    ...move("gather", "read", nearRows(own) * 2 * row, hierarchy),
    ...gather("gather", "read", 2 * s.kvHeads * keys.fetched, row, hierarchy),
  ];
}

/** Streamed rows of sink and window: in a decode once per key head, over a sequence once per query head. */
export const nearRows = ({ s, keys, workload }: Pick<ScoredSource, "s" | "keys" | "workload">): number => {
  if (keys.near === 0) return 0;
  return workload.phase === "decode" ? s.kvHeads * keys.near : s.heads * s.length;
};

/** Bytes of keys and values fetched to the units that attend. */
export function fetchedBytes(own: Scored): number {
  const { s, keys, workload, fetch } = own;
  const rows =
    fetch === "gather"
      ? s.kvHeads * keys.fetched + nearRows(own)
      : workload.phase === "decode"
        ? s.kvHeads * s.length
        : s.heads * streamedKeys(s.length, s.blockRows, workload.attention.causal);
  return (rows * 2 * s.width * s.wordBits) / 8;
}

/** Scores, one softmax over all of them, weighted values, and the division by the sum. */
export function pairCounts(own: Pick<Scored, "s" | "keys">): ActionCount[] {
  const { s } = own;
  const pairs = attendedPairsOf(own);
  return [
    of("score", "mac", "mac", pairs * s.width),
    of("softmax", "softmax", "exponent", pairs),
    of("weigh", "mac", "mac", pairs * s.width),
    of("combine", "mac", "mac", s.normalises ? s.heads * s.tokens * s.width : 0),
  ];
}
