// LSH attention over a sequence as a dataflow.

import type { Tiling } from "../../design/mapping-plan.ts";
import type { Sorter } from "../../peripherals/sorter/sorter.ts";
import type { ActionCount } from "../action-counts.ts";
import { chunkNumberBits, comparisonsOf, computedPairsOf, mergedCounts, mergesOf } from "../lsh.ts";
import { LOG_SUM_BITS, type Sizes } from "../sizes.ts";
import { enter, gather, type Hierarchy, leave, move } from "../traffic.ts";
import { type Flow, reload, type Tensor, visits } from "./flow.ts";

/**
 * LSH attention over one layer without the projections. Vectors are hashed as they come in. A head's queries
 * with their outputs are cut into tiles, as are its keys with their values. Each pair of tiles runs all
 * rounds on its share of every chunk, so a query has one partial result per round and key tile. With several
 * tiles, sorted orders are split into a list per tile. All pairs of the window are computed, even in tile
 * pairs that the causal mask hides. Each pass over part of the values' width recomputes all scores.
 */
export function lshFlow(
  s: Sizes,
  sorter: Sorter,
  chunk: number,
  memories: Omit<Hierarchy, "resident">,
  tiling: Tiling,
): Flow {
  const { queryTiles, keyTiles, valuePasses } = tiling;
  const row = s.width * s.wordBits;
  const rows = s.heads * s.length;
  const near = s.near === 0 ? 0 : rows;
  const keysPass = tiling.outer === "queries";
  const perQuery = s.rounds * keyTiles * valuePasses;
  const perKey = s.rounds * queryTiles * valuePasses;
  const brought = row + chunkNumberBits(s);
  // Keys and values are loaded once for query heads that share them, unless they pass every head's queries.
  const keyRows = keysPass
    ? visits(queryTiles, keyTiles) * (keyTiles > 1 ? rows : s.kvHeads * s.length)
    : s.kvHeads * s.length;
  const queryRows = rows * (keysPass ? 1 : visits(keyTiles, queryTiles));
  const again = (visited: number, tiles: number, first: number, passes: number): number =>
    (tiles > 1 ? visited * passes : visited) - first;
  const tensors: Tensor[] = [
    {
      name: "queries",
      bits: (s.length / queryTiles) * row,
      counts: (h) => [
        ...gather("gather", "read", rows * perQuery, brought, h),
        ...move("gather", "read", near * row * valuePasses, h),
        ...reload(again(queryRows, queryTiles, rows, valuePasses), row, h),
      ],
    },
    {
      name: "keys",
      bits: (s.length / keyTiles) * row,
      counts: (h) => [
        ...gather("gather", "read", rows * perKey, brought, h),
        ...move("gather", "read", near * row * valuePasses, h),
        ...reload(again(keyRows, keyTiles, s.kvHeads * s.length, valuePasses), row, h),
      ],
    },
    {
      name: "values",
      bits: ((s.length / keyTiles) * row) / valuePasses,
      counts: (h) => [
        ...gather("gather", "read", rows * perKey, row / valuePasses, h),
        ...move("gather", "read", near * row, h),
        ...reload(keyRows - s.kvHeads * s.length, row, h),
      ],
    },
    outputTensor(s, tiling, queryRows - rows),
    ...orderTensors(s, sorter, chunk, tiling),
  ];
  return { tensors, held: 0, others: fixedCounts(s, sorter, memories, tiling) };
}

/** Running outputs: partial results of all rounds and key tiles are scattered to their token and merged. */
function outputTensor(s: Sizes, { queryTiles, keyTiles, valuePasses }: Tiling, reloaded: number): Tensor {
  const partial = (s.width * s.accumulatorBits) / valuePasses + (s.normalises ? LOG_SUM_BITS : 0);
  const merges = mergesOf(s) + s.rounds * (keyTiles - 1);
  const rows = s.heads * s.length * valuePasses;
  return {
    name: "outputs",
    bits: (s.length / queryTiles) * partial,
    counts: (h) => [
      ...gather("scatter", "write", rows * merges, partial, h),
      ...gather("combine", "read", rows * (merges - 1), partial, h),
      ...reload(reloaded * valuePasses, partial, h, true),
    ],
  };
}

/**
 * Bucket ids of all rounds, and sorted orders. With several tiles, an order is dealt into one list per tile,
 * which says where each chunk starts in it. A pair of tiles reads both of its lists.
 */
function orderTensors(s: Sizes, sorter: Sorter, chunk: number, tiling: Tiling): Tensor[] {
  const { queryTiles, keyTiles, valuePasses, orders } = tiling;
  const sorts = s.sortedSequences * s.rounds * (orders === "one" ? valuePasses : 1);
  const { reads, writes } = sorter.work(s.length, s.buckets);
  const isTiled = queryTiles * keyTiles > 1;
  const starts = isTiled ? s.length / chunk : 0;
  const perPair = s.length * (queryTiles + keyTiles) + starts * 2 * queryTiles * keyTiles;
  const { sorted, dealt } = isTiled ? dealtEntries(s, starts, tiling) : { sorted: 0, dealt: 0 };
  const keptOrders = orders === "one" ? 1 : s.rounds;
  return [
    {
      name: "bucket ids",
      bits: s.length * 2 * s.rounds * s.idBits,
      counts: (h) => [
        ...move("hash", "write", s.hashedVectors * s.rounds * s.idBits, h),
        ...move("sort", "read", sorts * reads * s.idBits, h),
      ],
    },
    {
      name: "orders",
      bits: (2 * s.length + starts * (queryTiles + keyTiles)) * keptOrders * s.indexBits,
      counts: (h) => [
        ...move("sort", "write", (sorts * writes + s.rounds * dealt) * s.indexBits, h),
        ...move("sort", "read", s.rounds * sorted * s.indexBits, h),
        ...move("gather", "read", s.heads * s.rounds * valuePasses * perPair * s.indexBits, h),
      ],
    },
  ];
}

/** Entries of a round that are read from sorted orders, and written to the lists of all tiles. */
function dealtEntries(s: Sizes, starts: number, { queryTiles, keyTiles }: Tiling) {
  const isShared = s.sortedSequences === s.keySequences;
  // One order of shared queries and keys is dealt once, unless the two sides are cut into different tiles.
  const queries = isShared && queryTiles === keyTiles ? 0 : isShared ? s.keySequences : s.heads;
  return {
    sorted: (queries + s.keySequences) * s.length,
    dealt: queries * (s.length + starts * queryTiles) + s.keySequences * (s.length + starts * keyTiles),
  };
}

/** Counts independent of residency. Inputs are hashed as they come in, so the buffer holds them then. */
function fixedCounts(
  s: Sizes,
  sorter: Sorter,
  memories: Omit<Hierarchy, "resident">,
  { keyTiles, valuePasses, orders }: Tiling,
): ActionCount[] {
  const row = s.width * s.wordBits;
  const staged = { ...memories, resident: 1 };
  const { place, scan } = sorter.work(s.length, s.buckets);
  const sorts = s.sortedSequences * s.rounds * (orders === "one" ? valuePasses : 1);
  const pairs = computedPairsOf(s);
  const merged = s.heads * s.length * (mergesOf(s) + s.rounds * (keyTiles - 1));
  return [
    ...enter(s.length * (s.heads + 2 * s.kvHeads) * row + s.foldedBits, staged),
    ...move("hash", "read", s.hashInputBits, staged),
    { operation: "sort", component: "sorter", action: "place", count: sorts * place },
    { operation: "sort", component: "sorter", action: "scan", count: sorts * scan },
    { operation: "score", component: "mac", action: "mac", count: pairs * s.width * valuePasses },
    { operation: "score", component: "mac", action: "add", count: comparisonsOf(s) * valuePasses },
    { operation: "softmax", component: "softmax", action: "exponent", count: pairs * valuePasses },
    { operation: "weigh", component: "mac", action: "mac", count: pairs * s.width },
    ...mergedCounts(s, merged, valuePasses),
    ...leave(s.length * s.heads * row, staged),
  ];
}
