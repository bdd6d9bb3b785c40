import { nearSlots } from "../attention/plan.ts";
import type { Design } from "../design/design.ts";
import { hashCodeOf, hashOf, type Workload, windowOf } from "../design/workload.ts";
import { expectedLoad } from "./candidate-load.ts";

/** Bits of an operand (q, k, v and the output), of an accumulated output element, and of a log-sum-exp. */
export const WORD_BITS = 8;
export const ACCUMULATOR_BITS = 16;
export const LOG_SUM_BITS = 32;

/** Sizes of one layer of the workload from which every count is made. */
export interface Sizes {
  /** L: tokens of the sequence, or of the context of a decode. */
  readonly length: number;
  /** Tokens that attend: all of them, or the next one of a decode. */
  readonly tokens: number;
  readonly heads: number;
  readonly kvHeads: number;
  /** d. */
  readonly width: number;
  readonly rounds: number;
  /** Projections of a round. */
  readonly columns: number;
  /** Comparisons or additions that turn a round's projections into an id digitally; 0 where signs are enough. */
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
  /** Bits that go to the hash: a vector of every query and key head, or with folded projections a token's input. */
  readonly hashInputBits: number;
  /** The part of it that the attention would not have otherwise: an input has to come in beside q, k and v. */
  readonly foldedBits: number;
  /** Sets of buckets that hold the keys of a layer: one a key head, or one a query head with projections of its own. */
  readonly keySequences: number;
  /** Vectors hashed: queries and keys, or once a token when they are shared. */
  readonly hashedVectors: number;
  /** Sorted sequences a round: one a query head and one a key head (or query head again), or one when shared. */
  readonly sortedSequences: number;
  readonly blockRows: number;
  readonly duplicatesOnce: boolean;
  /** Whether the softmax divides by its sum; without it there is no log-sum-exp and partial outputs simply add. */
  readonly normalises: boolean;
}

export function sizesOf(design: Design, workload: Workload): Sizes {
  const { attention, length, heads, kvHeads } = workload;
  const tokens = workload.phase === "decode" ? 1 : length;
  const code = hashCodeOf(attention, length);
  // Query heads with projections of their own hash and sort their keys by themselves.
  const keySequences = design.hashing.sharing === "query-head" ? heads : kvHeads;
  const sequences = attention.sharedQK ? kvHeads : heads + keySequences;
  const { unit, folding } = design.hashing;
  const isFolded = unit === "crossbar" && folding !== "none";
  const foldedBits = isFolded ? tokens * (workload.model?.modelWidth ?? 0) * WORD_BITS : 0;
  return {
    length,
    tokens,
    heads,
    kvHeads,
    width: workload.headWidth,
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
    hashInputBits: foldedBits || sequences * tokens * workload.headWidth * WORD_BITS,
    foldedBits,
    hashedVectors: sequences * tokens,
    sortedSequences: sequences,
    blockRows: design.digital.mac.behaviour.blockRows,
    duplicatesOnce: attention.duplicates === "once",
    normalises: design.digital.softmax.behaviour.unnormalised === undefined,
  };
}

/** Bits of a query's running or partial output: its elements, and its log-sum-exp where there is one. */
export const partialBits = (s: Pick<Sizes, "width" | "normalises">): number =>
  s.width * ACCUMULATOR_BITS + (s.normalises ? LOG_SUM_BITS : 0);

/**
 * Bits that one head keeps on the chip at once. LSH over a sequence: q, k, v, running output, ids and permutations.
 * Exact: q, k, v and the running output of a block. A decode: the lists and the rows that one query head fetches, or a
 * block of the context that streams past.
 */
export function workingSetBits(s: Sizes, workload: Workload): number {
  const row = s.width * WORD_BITS;
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
 * Bits that one head keeps on the chip at once in a backward pass: q, k, v and the output's gradient, what each query
 * brings, and the sums of gradients; with LSH also permutations, and ids where they are made again. Exact attention
 * keeps the key sums of a block.
 */
export function backwardWorkingSetBits(s: Sizes, { attention }: Workload): number {
  const sum = s.width * ACCUMULATOR_BITS;
  const operands = 4 * s.width * WORD_BITS + (s.normalises ? 2 * LOG_SUM_BITS : 0);
  if (attention.kind === "exact")
    return s.length * (operands + sum) + Math.min(s.length, s.blockRows) * 2 * sum;
  const order = s.indexBits + (attention.backwardHashes === "stored" ? 0 : s.idBits);
  return s.length * (operands + 3 * sum + 2 * s.rounds * order);
}
