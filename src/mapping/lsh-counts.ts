import type { Sorter } from "../peripherals/digital/sorter.ts";
import type { ActionCount } from "./action-counts.ts";
import { partialBits, type Sizes, WORD_BITS } from "./sizes.ts";
import { sortCounts } from "./sort-counts.ts";
import { enter, gather, type Hierarchy, leave, move } from "./traffic.ts";

/** Actions of LSH attention over one layer, apart from the projections themselves. */
export function lshCounts(s: Sizes, sorter: Sorter, hierarchy: Hierarchy): ActionCount[] {
  const row = s.width * WORD_BITS;
  return [
    ...enter(s.length * (s.heads + 2 * s.kvHeads) * row + s.foldedBits, hierarchy),
    ...hashMoveCounts(s, hierarchy),
    ...sortCounts(s, sorter, hierarchy),
    ...gatherCounts(s, hierarchy),
    ...pairCounts(s),
    ...mergeRoundCounts(s, hierarchy),
    ...leave(s.length * s.heads * row, hierarchy),
  ];
}

/** Vectors go to the projections, bucket ids come back. */
export const hashMoveCounts = (s: Sizes, hierarchy: Hierarchy): ActionCount[] => [
  ...move("hash", "read", s.hashInputBits, hierarchy),
  ...move("hash", "write", s.hashedVectors * s.rounds * s.idBits, hierarchy),
];

/** Bits of a row's chunk numbers of all rounds, that it brings along to weigh a repeated pair once. */
export const chunkNumberBits = (s: Sizes): number =>
  s.duplicatesOnce && s.rounds > 1 ? s.rounds * Math.ceil(Math.log2(Math.max(2, s.chunks))) : 0;

/** Pairs of a layer that the hardware computes: rounds × window + local, masked and repeated ones included. */
export const computedPairsOf = (s: Sizes): number => s.heads * s.length * (s.rounds * s.window + s.near);

/** In round r a pair's chunk numbers are compared with those of the r rounds before. */
export const comparisonsOf = (s: Sizes): number =>
  s.duplicatesOnce ? s.heads * s.length * s.window * ((s.rounds * (s.rounds - 1)) / 2) : 0;

/** Partial results of a query: one a round, and one of the local window and the sink. */
export const mergesOf = (s: Sizes): number => s.rounds + (s.near > 0 ? 1 : 0);

/**
 * Each round reads every key, value and query row of a head once, in sorted order: the look-back chunks of a
 * chunk are still in the array when their successor comes. To weigh a repeated pair once, a row brings its
 * chunk numbers of all rounds along. The local window and the sink stream in order of position.
 */
function gatherCounts(s: Sizes, hierarchy: Hierarchy): ActionCount[] {
  const row = s.width * WORD_BITS;
  const rows = s.heads * s.length * s.rounds;
  return [
    ...move("gather", "read", rows * 2 * s.indexBits, hierarchy),
    ...gather("gather", "read", 2 * rows, row + chunkNumberBits(s), hierarchy),
    ...gather("gather", "read", rows, row, hierarchy),
    ...move("gather", "read", s.near === 0 ? 0 : s.heads * s.length * 3 * row, hierarchy),
  ];
}

function pairCounts(s: Sizes): ActionCount[] {
  const pairs = computedPairsOf(s);
  return [
    { operation: "score", component: "mac", action: "mac", count: pairs * s.width },
    { operation: "score", component: "mac", action: "add", count: comparisonsOf(s) },
    { operation: "softmax", component: "softmax", action: "exponent", count: pairs },
    { operation: "weigh", component: "mac", action: "mac", count: pairs * s.width },
  ];
}

/**
 * Un-sorting scatters each round's output to its token and merges it there: read, rescale both, write. Outputs that
 * no softmax has normalised are added as they are.
 */
function mergeRoundCounts(s: Sizes, hierarchy: Hierarchy): ActionCount[] {
  const merges = mergesOf(s);
  const rows = s.heads * s.length;
  const partial = partialBits(s);
  return [
    ...gather("unsort", "write", rows * merges, partial, hierarchy),
    ...gather("combine", "read", rows * (merges - 1), partial, hierarchy),
    ...(s.normalises ? rescaleCounts(rows * merges, s.width) : []),
    {
      operation: "combine",
      component: "mac",
      action: "add",
      count: s.normalises ? 0 : rows * merges * s.width,
    },
  ];
}

/** A merge of two partial softmaxes: two weights, and both outputs times theirs. */
const rescaleCounts = (merges: number, width: number): ActionCount[] => [
  { operation: "combine", component: "softmax", action: "exponent", count: merges * 2 },
  { operation: "combine", component: "mac", action: "mac", count: merges * 2 * width },
];
