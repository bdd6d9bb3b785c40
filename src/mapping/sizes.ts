import type { Design } from "../design/design.ts";
import { hashCodeOf, type Workload, windowOf } from "../design/workload.ts";

/** Bits of an operand (q, k, v and the output), of an accumulated output element, and of a log-sum-exp. */
export const WORD_BITS = 8;
export const ACCUMULATOR_BITS = 16;
export const LOG_SUM_BITS = 32;

/** Sizes of one layer of the workload from which every count is made. */
export interface Sizes {
  /** L. */
  readonly length: number;
  readonly heads: number;
  readonly kvHeads: number;
  /** d. */
  readonly width: number;
  readonly rounds: number;
  /** Projections of a round. */
  readonly columns: number;
  /** Comparisons that turn a round's projections into an id digitally; 0 where signs are enough. */
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
  const code = hashCodeOf(attention, length);
  // Query heads with projections of their own hash and sort their keys by themselves.
  const keySequences = design.hashing.sharing === "query-head" ? heads : kvHeads;
  const sequences = attention.sharedQK ? kvHeads : heads + keySequences;
  return {
    length,
    heads,
    kvHeads,
    width: workload.headWidth,
    rounds: attention.rounds,
    columns: code.columns,
    comparisons: attention.hash === "cross-polytope" ? code.columns : 0,
    idBits: Math.ceil(Math.log2(code.buckets)),
    buckets: code.buckets,
    indexBits: Math.max(1, Math.ceil(Math.log2(length))),
    window: windowOf(workload),
    chunks: Math.ceil(length / attention.chunk),
    near: Math.min(length, attention.localWindow + attention.sink),
    hashedVectors: sequences * length,
    sortedSequences: sequences,
    blockRows: design.digital.mac.behaviour.blockRows,
    duplicatesOnce: attention.duplicates === "once",
    normalises: design.digital.softmax.behaviour.unnormalised === undefined,
  };
}

/** Bits of a query's running or partial output: its elements, and its log-sum-exp where there is one. */
export const partialBits = (s: Pick<Sizes, "width" | "normalises">): number =>
  s.width * ACCUMULATOR_BITS + (s.normalises ? LOG_SUM_BITS : 0);

/** Bits of everything that one head of LSH attention keeps at once: q, k, v, running output, ids, permutations. */
export const lshWorkingSetBits = (s: Sizes): number =>
  s.length * (3 * s.width * WORD_BITS + partialBits(s) + 2 * s.rounds * (s.idBits + s.indexBits));
