// Attention to the best-scored keys over a sequence as a dataflow.

import type { Tiling } from "../../design/mapping-plan.ts";
import type { ActionCount } from "../action-counts.ts";
import { searchersOf } from "../code-store.ts";
import { mergedCounts } from "../lsh.ts";
import {
  attendedPairsOf,
  encodeCounts,
  listBits,
  mapBits,
  mapCounts,
  nearRows,
  pairCounts,
  type Scored,
  type ScoredSource,
} from "../scored.ts";
import { partialBits } from "../sizes.ts";
import { enter, gather, type Hierarchy, leave, move } from "../traffic.ts";
import { streamFlow } from "./exact-flow.ts";
import { type Flow, reload, type Tensor, visits } from "./flow.ts";

/**
 * One layer without the projections, the search and the selection. Blocks of queries search as they come in.
 * Selected keys are gathered from a tile of keys and values. With one tile, blocks of queries follow one
 * another; with several, a tile of queries stays with its lists and running outputs while tiles of keys pass,
 * except those that the causal mask hides. Rows missing from the tile in the buffer come from memory in
 * random order. Where all rows stream, the flow is that of exact attention, plus one bit per pair.
 */
export function createScoredFlow(
  own: ScoredSource,
  memories: Omit<Hierarchy, "resident">,
): (tiling: Tiling) => Flow {
  const { s, workload, fetch } = own;
  const staged = { ...memories, resident: 1 };
  const row = s.width * s.wordBits;
  const common: ActionCount[] = [
    ...enter(s.length * (s.heads + 2 * s.kvHeads) * row + mapBits(own), staged),
    ...move("hash", "read", s.hashInputBits, staged),
    ...encodeCounts(own),
    ...mapCounts({ ...own, hierarchy: staged }).filter(({ component }) => component === "mac"),
    ...pairCounts(own),
    ...leave(s.length * s.heads * row, staged),
  ];
  const { causal } = workload.attention;
  const idle = fetch === "stream" ? idleCounts(own) : [];
  const maps = mapTensors(own);
  return (tiling) => {
    const { held, tensors, others } =
      fetch === "stream" ? streamFlow(s, causal, memories, tiling) : gatherFlow(own, staged, tiling);
    return {
      held,
      tensors: [...tensors, listTensor(own, tiling), ...maps],
      others: [...common, ...others, ...idle],
    };
  };
}

/** Stalls of the MAC units whose pairs are not attended, while the other units work. */
export const idleCounts = (own: Pick<Scored, "s" | "keys">): ActionCount[] =>
  (["score", "weigh"] as const).map((operation) => ({
    operation,
    component: "mac",
    action: "stall",
    count: (own.s.heads * own.keys.searched - attendedPairsOf(own)) * own.s.width,
  }));

/** Selected positions, or one bit per pair, of a block of queries or of the tile that stays. */
function listTensor(own: ScoredSource, { queryTiles, keyTiles }: Tiling): Tensor {
  const { s, keys, workload, fetch } = own;
  const block = Math.min(s.length, s.blockRows);
  const staying = fetch === "stream" || keyTiles > 1 ? Math.max(block, s.length / queryTiles) : block;
  const bits = fetch === "stream" ? searchersOf(workload) * keys.searched : listBits(own);
  return {
    name: "lists",
    bits: staying * (fetch === "stream" ? s.length : keys.most * s.indexBits),
    counts: (h) => [...move("top-k", "write", bits, h), ...move("gather", "read", bits, h)],
  };
}

/** A head's query map, read once by its queries. */
function mapTensors(own: ScoredSource): Tensor[] {
  const { s, code } = own;
  if (code.query !== "map") return [];
  return [
    {
      name: "query map",
      bits: s.width * code.entries * s.wordBits,
      counts: (hierarchy) => mapCounts({ ...own, hierarchy }).filter(({ component }) => component !== "mac"),
    },
  ];
}

function gatherFlow(own: ScoredSource, staged: Hierarchy, { queryTiles, keyTiles }: Tiling): Flow {
  const { s, keys, workload } = own;
  const row = s.width * s.wordBits;
  const rows = s.heads * s.length;
  const block = Math.min(s.length, s.blockRows);
  const staying = keyTiles > 1 ? Math.max(block, s.length / queryTiles) : block;
  const passes = workload.attention.causal ? (queryTiles + 1) / 2 : queryTiles;
  const visited = keyTiles > 1 ? visits(passes, keyTiles) * rows : s.kvHeads * s.length;
  const again = Math.max(0, visited - s.kvHeads * s.length);
  // Running outputs go to the buffer and back between tiles of keys.
  const between = rows * (keyTiles - 1);
  const tensors = (["keys", "values"] as const).map(
    (name): Tensor => ({
      name,
      bits: (s.length / keyTiles) * row,
      counts: (h) => [
        ...gather("gather", "read", s.kvHeads * keys.fetched, row, h),
        ...move("gather", "read", nearRows(own) * row, h),
        ...reload(again, row, h),
      ],
    }),
  );
  return {
    tensors,
    held: staying * (row + partialBits(s)),
    others: [
      ...move("gather", "read", rows * row * keyTiles, staged),
      ...move("combine", "write", between * partialBits(s), staged),
      ...move("combine", "read", between * partialBits(s), staged),
      ...mergedCounts(s, between),
    ],
  };
}
