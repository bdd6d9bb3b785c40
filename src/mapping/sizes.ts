// Sizes behind every count: tokens, words, attended pairs, keys that a decode meets.

import { exactPairs, nearSlots } from "../attention/plan.ts";
import type { Design } from "../design/design.ts";
import { isScored, type KeyCode, keyCodeOf } from "../design/key-codes.ts";
import { hashCodeOf, hashOf, listsOf, type Workload, windowOf } from "../design/workload.ts";
import { blockRowsAt } from "../peripherals/mac/mac.ts";

type BehaviourOf<Unit extends { readonly behaviour: unknown }> = Pick<Unit, "behaviour">;

/** What the sizes depend on of a design: prices and numbers of units are not among it. */
export interface CountedDesign extends Pick<Design, "hashing"> {
  readonly search: BehaviourOf<Design["search"]>;
  readonly digital: {
    readonly mac: BehaviourOf<Design["digital"]["mac"]>;
    readonly softmax: BehaviourOf<Design["digital"]["softmax"]>;
  };
}

/** The code that a design stores of a key under a workload that scores keys by their codes. */
export const codeOf = (
  { hashing, search }: Pick<CountedDesign, "hashing" | "search">,
  { attention, headWidth }: Pick<Workload, "attention" | "headWidth">,
): KeyCode =>
  keyCodeOf(attention, headWidth, {
    onArrays: hashing.unit === "crossbar",
    answers: search.behaviour.answers,
  });

/** Bits of a log-sum-exp: float32 for all operands (assumed). */
export const LOG_SUM_BITS = 32;

/** Sizes of one layer of the workload, from which every count is computed. */
export interface Sizes {
  /** L: tokens of the sequence, or of the context of a decode. */
  readonly length: number;
  /** Tokens that attend: all of them, or the one new token of a decode. */
  readonly tokens: number;
  readonly heads: number;
  readonly kvHeads: number;
  /** d: width of a head. */
  readonly width: number;
  /** Bits of an operand (q, k, v and the output), and of an element of an unfinished output. */
  readonly wordBits: number;
  readonly accumulatorBits: number;
  readonly rounds: number;
  /** Projections of a round. */
  readonly columns: number;
  /** Comparisons or additions that turn a round's projections into an id digitally; 0 where signs suffice. */
  readonly comparisons: number;
  /** Bits of a bucket id. */
  readonly idBits: number;
  readonly buckets: number;
  /** Bits of a token index. */
  readonly indexBits: number;
  /** Key slots that a query is compared with in a round. */
  readonly window: number;
  readonly chunks: number;
  /** Local window and sink: keys of a query outside the rounds. */
  readonly near: number;
  /** Bits sent to the hash: a vector per query and key head, or a token's input for folded projections. */
  readonly hashInputBits: number;
  /** The part of them that attention would not need: a layer's input comes in besides q, k and v. */
  readonly foldedBits: number;
  /** Sets of buckets for a layer's keys: one per key head, or per query head with its own projections. */
  readonly keySequences: number;
  /** Hashed vectors: queries and keys, or one per token when they are shared. */
  readonly hashedVectors: number;
  /** Sorted sequences a round: one per query head and key head (or query head again); one when shared. */
  readonly sortedSequences: number;
  readonly blockRows: number;
  readonly duplicatesOnce: boolean;
  /** Whether the softmax divides by its sum; otherwise there is no log-sum-exp, and partial outputs add. */
  readonly normalises: boolean;
}

export function sizesOf(design: CountedDesign, workload: Workload): Sizes {
  const { attention, length, heads, kvHeads } = workload;
  const tokens = workload.phase === "decode" ? 1 : length;
  const code = hashCodeOf(attention, length);
  // Query heads with their own projections also hash and sort their own keys.
  const keySequences = design.hashing.sharing === "query-head" ? heads : kvHeads;
  const queries = queriesHashed(design, workload);
  const sequences = attention.sharedQK && queries > 0 ? kvHeads : queries + keySequences;
  const { unit, folding } = design.hashing;
  const isFolded = unit === "crossbar" && folding !== "none";
  const { wordBits, accumulatorBits } = design.digital.mac.behaviour;
  const foldedBits = isFolded ? tokens * (workload.model?.modelWidth ?? 0) * wordBits : 0;
  return {
    length,
    tokens,
    heads,
    kvHeads,
    width: workload.headWidth,
    wordBits,
    accumulatorBits,
    rounds: attention.rounds,
    columns: code.columns,
    comparisons: hashOf(attention).comparisons(code),
    idBits: Math.ceil(Math.log2(code.buckets)),
    buckets: code.buckets,
    indexBits: Math.max(1, Math.ceil(Math.log2(length))),
    window: windowOf(workload),
    chunks: Math.ceil(length / attention.chunk),
    near: nearSlots(length, attention),
    keySequences: attention.sharedQK ? kvHeads : keySequences,
    hashInputBits: foldedBits || sequences * tokens * workload.headWidth * wordBits,
    foldedBits,
    hashedVectors: sequences * tokens,
    sortedSequences: sequences,
    blockRows: blockRowsAt(design.digital.mac.behaviour, workload.headWidth),
    duplicatesOnce: attention.duplicates === "once",
    normalises: design.digital.softmax.behaviour.unnormalised === undefined,
  };
}

/** Queries of a token that are projected: none with a map; one per key head where that is what searches. */
function queriesHashed(design: CountedDesign, workload: Workload): number {
  const { attention, heads, kvHeads } = workload;
  if (!isScored(attention)) return heads;
  if (codeOf(design, workload).query === "map") return 0;
  return attention.codes.searchers === "key-head" ? kvHeads : heads;
}

/** Bits of a query's running or partial output: its elements, and its log-sum-exp if it has one. */
export const partialBits = (s: Pick<Sizes, "width" | "accumulatorBits" | "normalises">): number =>
  s.width * s.accumulatorBits + (s.normalises ? LOG_SUM_BITS : 0);

/**
 * Bits that one head keeps on the chip at once. LSH over a sequence: q, k, v, running output, ids and
 * permutations. Exact: q, k, v and the running output of a block. Decode: the lists and rows that one query
 * head fetches, or a streamed block of the context.
 */
export function workingSetBits(s: Sizes, workload: Workload): number {
  const row = s.width * s.wordBits;
  const exact = workload.attention.kind === "exact";
  if (workload.phase === "decode") {
    if (exact) return 2 * Math.min(s.length, s.blockRows) * row + partialBits(s);
    const { listed, distinct } = expectedLoad(workload);
    return s.rounds * listed * s.indexBits + 2 * (distinct + s.near) * row + partialBits(s);
  }
  if (exact) return s.length * 3 * row + Math.min(s.length, s.blockRows) * partialBits(s);
  return s.length * (3 * row + partialBits(s) + 2 * s.rounds * (s.idBits + s.indexBits));
}

/**
 * Bits that one head keeps on the chip at once in a backward pass: q, k, v and the output's gradient, each
 * query's scalars, and the sums of gradients; with LSH also permutations, and ids where they are recomputed.
 * Exact attention keeps the key sums of a block.
 */
export function backwardWorkingSetBits(s: Sizes, { attention }: Workload): number {
  const sum = s.width * s.accumulatorBits;
  const operands = 4 * s.width * s.wordBits + (s.normalises ? 2 * LOG_SUM_BITS : 0);
  if (attention.kind === "exact")
    return s.length * (operands + sum) + Math.min(s.length, s.blockRows) * 2 * sum;
  const order = s.indexBits + (attention.backwardHashes === "stored" ? 0 : s.idBits);
  return s.length * (operands + 3 * sum + 2 * s.rounds * order);
}

/** Keys that one query of a decode finds, mean over queries, without local window and sink. */
export interface CandidateLoad {
  /** Entries read from a bucket in one round. */
  readonly listed: number;
  /** Distinct keys of one head that are found in enough rounds. */
  readonly distinct: number;
  /** Distinct keys over all query heads of a key head: rows that a gather fetches. */
  readonly fetched: number;
}

/**
 * Keys that a decode's queries find: the closed form of `independentLoad`, scaled by the measured agreement
 * of rounds and heads, if any.
 */
export function expectedLoad(workload: Workload): CandidateLoad {
  const load = independentLoad(workload);
  const { agreement, length, attention } = workload;
  if (agreement === undefined) return load;
  const others = length - nearSlots(length, attention);
  const most = attention.duplicates === "count" ? Number.POSITIVE_INFINITY : others;
  const distinct = Math.min(most, load.distinct * agreement.distinct);
  return { ...load, distinct, fetched: Math.max(distinct, Math.min(most, load.fetched * agreement.fetched)) };
}

/**
 * Closed form for keys in independent buckets in each round: with L keys in B buckets, a query's own holding
 * `occupancy` times the mean, a round lists m = min(cap, occupancy · L / B); a key is found in at least c of
 * r rounds with P(Bin(r, m/L) ≥ c), and g independent query heads fetch n (1 − (1 − distinct/n)^g) of the n
 * keys outside the near ones. Rounds that agree find fewer keys for c = 1 and more for c > 1.
 */
export function independentLoad(workload: Workload): CandidateLoad {
  const { attention, length, heads, kvHeads } = workload;
  const { rounds, occupancy = 1, duplicates } = attention;
  const { collisions, cap } = listsOf(workload);
  const mean = length / hashCodeOf(attention, length).buckets;
  const listed = Math.min(cap, occupancy * mean, length);
  const others = length - nearSlots(length, attention);
  const share = listed / length;
  const sharers = heads / kvHeads;
  if (duplicates === "count") {
    // Every entry is weighed where it is found, so nothing is fetched for two rounds or heads at once: E[X; X
    // ≥ c] of X ~ Bin(r, p) is r p P(Bin(r − 1, p) ≥ c − 1).
    const found = others * rounds * share * binomialTail(rounds - 1, share, collisions - 1);
    return { listed, distinct: found, fetched: sharers * found };
  }
  const found = binomialTail(rounds, share, collisions);
  return {
    listed,
    distinct: others * found,
    fetched: others * -Math.expm1(sharers * Math.log1p(-Math.min(found, 1 - 1e-15))),
  };
}

/** P(Bin(trials, p) ≥ least), summed over the tail itself so that small probabilities keep their digits. */
export function binomialTail(trials: number, p: number, least: number): number {
  if (least <= 0 || p >= 1) return trials >= least ? 1 : 0;
  if (p <= 0 || least > trials) return 0;
  // Term k is C(trials, k) p^k (1 − p)^(trials − k): the first by logarithms, later ones by ratios.
  let log = trials * Math.log1p(-p);
  for (let k = 1; k <= least; k++) log += Math.log((trials - k + 1) / k) + Math.log(p) - Math.log1p(-p);
  let term = Math.exp(log);
  let sum = 0;
  for (let k = least; k <= trials; k++) {
    sum += term;
    term *= (((trials - k) / (k + 1)) * p) / (1 - p);
  }
  return Math.min(1, sum);
}

/** Totals of exact attention over one head. */
export interface Attended {
  /** Queries, each of which attends separately. */
  readonly queries: number;
  /** Query-key pairs: the keys that each query sees, summed. */
  readonly pairs: number;
  /** Tokens whose keys and values are new. */
  readonly fresh: number;
  /** Blocks of `rows` keys that each query touches, whole or in part, summed. */
  blocks(rows: number): number;
}

/** Prefill: every token is a query and sees all, or those up to itself. Decode: one sees all the context. */
export function attendedBy({ phase, length, attention: { causal } }: Workload): Attended {
  if (phase === "decode")
    return { queries: 1, pairs: length, fresh: 1, blocks: (rows) => Math.ceil(length / rows) };
  return {
    queries: length,
    pairs: exactPairs(length, causal),
    fresh: length,
    blocks: (rows) => {
      if (!causal) return length * Math.ceil(length / rows);
      const whole = Math.floor(length / rows);
      return (rows * whole * (whole + 1)) / 2 + (length - rows * whole) * (whole + 1);
    },
  };
}

/** Bits of the operands of both products. */
export interface Precision {
  readonly query: number;
  readonly keyValue: number;
}

const BY_PLATFORM = {
  digital: ({ digital }: Design) => {
    const { wordBits } = digital.mac.behaviour;
    return { query: wordBits, keyValue: wordBits };
  },
  analog: ({ baselines }: Design) => ({
    query: baselines.analog.behaviour.queryBits,
    keyValue: baselines.analog.behaviour.keyBits,
  }),
  gpu: ({ baselines }: Design) => ({
    query: 8 * baselines.gpu.behaviour.bytes,
    keyValue: 8 * baselines.gpu.behaviour.bytes,
  }),
} as const satisfies Record<Design["platform"], (design: Design) => Precision>;

export const precisionOf = (design: Design): Precision => BY_PLATFORM[design.platform](design);

/** Bits by which operands fall short of the words of the chip's own units; 0 where they do not. */
export const shortfallOf = ({ query, keyValue }: Precision, wordBits: number): number =>
  Math.max(0, wordBits - Math.min(query, keyValue));
