import type { Workload } from "../design/workload.ts";
import type { Sorter } from "../peripherals/digital/sorter.ts";
import { type ActionCount, asBackward } from "./action-counts.ts";
import {
  addedRows,
  arriveCounts,
  gradientBits,
  keepCounts,
  pairGradientCounts,
  queryScalarBits,
} from "./backward-counts.ts";
import { chunkNumberBits, comparisonsOf, computedPairsOf, hashMoveCounts, mergesOf } from "./lsh-counts.ts";
import { type Sizes, WORD_BITS } from "./sizes.ts";
import { sortCounts } from "./sort-counts.ts";
import { gather, type Hierarchy, leave, move } from "./traffic.ts";

type BackwardHashes = Workload["attention"]["backwardHashes"];

/** Bits of the permutations that the forward pass of a layer keeps: an index a sorted vector and round. */
const orderBits = (s: Sizes, hashes: BackwardHashes): number =>
  hashes === "stored" ? s.sortedSequences * s.length * s.rounds * s.indexBits : 0;

/** Actions with which the forward pass of a layer keeps what the backward pass does not compute again. */
export const lshKeepCounts = (s: Sizes, hashes: BackwardHashes, hierarchy: Hierarchy): ActionCount[] =>
  keepCounts(s, orderBits(s, hashes), hierarchy);

/**
 * Actions of the backward pass of LSH attention over one layer. No gradient passes the hash [kitaev-2020]: the pairs are
 * those of the forward pass, in its order. That order is kept, and nothing is hashed or sorted; or it is not, and
 * everything is (`projections` are the forward pass's). Each round gathers queries with their outputs' gradients, keys
 * and values in sorted order, computes five products a pair of its own windows, and scatters the gradients of its rows
 * through the permutation to their tokens, where those of all rounds are summed.
 */
export function lshBackwardCounts(
  s: Sizes,
  hashes: BackwardHashes,
  projections: readonly ActionCount[],
  sorter: Sorter,
  hierarchy: Hierarchy,
): ActionCount[] {
  const row = s.width * WORD_BITS;
  const again =
    hashes === "stored"
      ? []
      : [...hashMoveCounts(s, hierarchy), ...projections, ...sortCounts(s, sorter, hierarchy)];
  const folded = hashes === "stored" ? 0 : s.foldedBits;
  return asBackward([
    ...arriveCounts(s, orderBits(s, hashes) + folded, hierarchy),
    ...again,
    ...gatherCounts(s, hierarchy),
    ...pairGradientCounts(s, computedPairsOf(s)),
    { operation: "score", component: "mac", action: "add", count: comparisonsOf(s) },
    ...scatterCounts(s, hierarchy),
    ...leave(s.length * (s.heads + 2 * s.kvHeads) * row, hierarchy),
  ]);
}

/**
 * Each round reads every query with its output's gradient and scalars, every key and every value of a head once, in
 * sorted order. Local window and sink stream in order of position.
 */
function gatherCounts(s: Sizes, hierarchy: Hierarchy): ActionCount[] {
  const row = s.width * WORD_BITS;
  const rows = s.heads * s.length * s.rounds;
  const near = s.near === 0 ? 0 : s.heads * s.length;
  return [
    ...move("gather", "read", rows * 2 * s.indexBits, hierarchy),
    ...gather("gather", "read", 2 * rows, row + chunkNumberBits(s), hierarchy),
    ...gather("gather", "read", rows, row, hierarchy),
    ...gather("gather", "read", rows, row + queryScalarBits(s), hierarchy),
    ...move("gather", "read", near * (4 * row + queryScalarBits(s)), hierarchy),
  ];
}

/**
 * A round's gradients go to their tokens, a row each of queries, keys and values, and are added to what is there: a
 * query's from all rounds, a key's from all rounds and all query heads that share it. While its successors are in the
 * array, so are the sums of a look-back chunk.
 */
function scatterCounts(s: Sizes, hierarchy: Hierarchy): ActionCount[] {
  const visits = s.heads * s.length * mergesOf(s);
  const added = addedRows({ queries: [visits, s.heads * s.length], keys: [visits, s.kvHeads * s.length] });
  return [
    ...gather("unsort", "write", 3 * visits, gradientBits(s), hierarchy),
    ...gather("combine", "read", added, gradientBits(s), hierarchy),
    { operation: "combine", component: "mac", action: "add", count: added * s.width },
  ];
}
