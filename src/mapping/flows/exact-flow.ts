// Exact attention over a sequence as a dataflow.

import type { Tiling } from "../../design/mapping-plan.ts";
import type { ActionCount } from "../action-counts.ts";
import { attendCounts, streamedKeys } from "../exact.ts";
import { partialBits, type Sizes } from "../sizes.ts";
import { enter, type Hierarchy, leave, move } from "../traffic.ts";
import { type Flow, reload, type Tensor } from "./flow.ts";

type Memories = Omit<Hierarchy, "resident">;

/** Share of the pairs of staying and passing data that the causal mask leaves, by number of staying tiles. */
const met = (tiles: number, causal: boolean): number => (causal ? (tiles + 1) / (2 * tiles) : 1);

/**
 * Exact attention over one layer. A block of queries stays in the MAC array while keys and values pass from
 * the buffer. In the buffer, either a tile of queries stays with its running outputs while keys and values
 * stream from memory, except the share that is resident, too; or a tile of keys and values stays while
 * queries and running outputs pass. Tiles that the causal mask hides are skipped.
 */
export function exactFlow(s: Sizes, causal: boolean, memories: Memories, tiling: Tiling): Flow {
  const stream = streamFlow(s, causal, memories, tiling);
  return { ...stream, others: [...pairCounts(s, causal, memories), ...stream.others] };
}

/** The part of `exactFlow` that brings queries, keys and values to the array. */
export function streamFlow(s: Sizes, causal: boolean, memories: Memories, tiling: Tiling): Flow {
  const row = s.width * s.wordBits;
  const rows = s.heads * s.length;
  const staged = { ...memories, resident: 1 };
  const streamed = s.heads * streamedKeys(s.length, s.blockRows, causal);
  const others = move("gather", "read", (streamed * 2 + rows) * row, staged);
  const stream = 2 * Math.min(s.length, s.blockRows) * 2 * row;
  return tiling.outer === "queries"
    ? {
        tensors: passingKeys(s, causal, tiling),
        held: (s.length / tiling.queryTiles) * (row + partialBits(s)) + stream,
        others,
      }
    : { ...passingQueries(s, causal, tiling), others: [...others, ...carried(s, causal, staged, tiling)] };
}

/** Keys and values that stream past `queryTiles` tiles of queries, without their first load (`enter`). */
function passingKeys(s: Sizes, causal: boolean, { queryTiles }: Tiling): Tensor[] {
  const row = s.width * s.wordBits;
  const visited = s.heads * s.length * queryTiles * met(queryTiles, causal);
  const again = visited - s.kvHeads * s.length;
  return (["keys", "values"] as const).map((name) => ({
    name,
    bits: s.length * row,
    counts: (h) => reload(again, row, { ...h, resident: 1 - h.resident }),
  }));
}

/** Queries and running outputs that pass `keyTiles` tiles of keys and values. */
function passingQueries(s: Sizes, causal: boolean, { keyTiles }: Tiling): Omit<Flow, "others"> {
  const row = s.width * s.wordBits;
  const again = s.heads * s.length * (keyTiles * met(keyTiles, causal) - 1);
  const tensor = (name: "queries" | "outputs", bits: number, written: boolean): Tensor => ({
    name,
    bits: s.length * bits,
    counts: (h) => reload(again, bits, { ...h, resident: 1 - h.resident }, written),
  });
  const block = Math.min(s.length, s.blockRows) * (row + partialBits(s));
  return {
    tensors: [tensor("queries", row, false), tensor("outputs", partialBits(s), true)],
    held: (s.length / keyTiles) * 2 * row + 2 * block,
  };
}

/** Buffer writes and reads of running outputs between tiles of keys. */
function carried(s: Sizes, causal: boolean, staged: Hierarchy, { keyTiles }: Tiling): ActionCount[] {
  const between = s.heads * s.length * (keyTiles * met(keyTiles, causal) - 1) * partialBits(s);
  return [...move("combine", "write", between, staged), ...move("combine", "read", between, staged)];
}

function pairCounts(s: Sizes, causal: boolean, memories: Memories): ActionCount[] {
  const staged = { ...memories, resident: 1 };
  const row = s.width * s.wordBits;
  return [
    ...enter(s.length * (s.heads + 2 * s.kvHeads) * row, staged),
    ...attendCounts(s, causal),
    ...leave(s.length * s.heads * row, staged),
  ];
}
