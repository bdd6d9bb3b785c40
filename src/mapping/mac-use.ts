import type { Design } from "../design/design.ts";
import { type Tiling, WHOLE } from "../design/mapping-plan.ts";
import { type Workload, windowOf } from "../design/workload.ts";
import type { Block, MacArray } from "../peripherals/mac/mac.ts";
import { type ActionCount, isTwinOf } from "./action-counts.ts";
import type { PlanSpace } from "./flows/flow.ts";
import type { Sizes } from "./sizes.ts";

/**
 * Block of queries and keys whose products an array computes at once; null for a decode, whose single queries the buffer
 * feeds. Exact attention: blocks of the rows that stay and as many keys. LSH: a chunk and the window that it sees, of tiles
 * the share that is in a pair of them, of passes over the values the part of the width.
 */
export const blockOf = (
  s: Pick<Sizes, "width" | "blockRows">,
  workload: Workload,
  tiling: Tiling = WHOLE,
): Block | null => blocksOf(s, workload)(tiling);

/** `blockOf` of one workload's tilings. */
export function blocksOf(
  { width, blockRows }: Pick<Sizes, "width" | "blockRows">,
  workload: Workload,
): (tiling: Pick<Tiling, "queryTiles" | "keyTiles" | "valuePasses">) => Block | null {
  const { phase, length, attention } = workload;
  if (phase === "decode") return () => null;
  const rows = Math.min(length, blockRows);
  if (attention.kind === "exact") return () => ({ queries: rows, keys: rows, width });
  const [chunk, window] = [Math.min(length, attention.chunk), Math.min(length, windowOf(workload))];
  return ({ queryTiles, keyTiles, valuePasses }) => ({
    queries: Math.ceil(chunk / queryTiles),
    keys: Math.ceil(window / keyTiles),
    width: Math.ceil(width / valuePasses),
  });
}

/** The counts with the time for which units of the array are idle while it computes blocks: 1/use − 1 a product. */
export function withIdleUnits(
  counts: readonly ActionCount[],
  { use }: MacArray,
  block: Block | null,
): ActionCount[] {
  if (block === null || use === undefined) return [...counts];
  const idle = 1 / use(block) - 1;
  const all: ActionCount[] = [];
  // A loop: this is on the way of every price of a search, and a list for each entry took a tenth of it.
  for (const entry of counts) {
    all.push(entry);
    const { operation, component, action, count } = entry;
    if (component !== "mac" || action !== "mac") continue;
    if (isTwinOf(operation, "score") || isTwinOf(operation, "weigh"))
      all.push({ operation, component, action: "stall", count: count * idle });
  }
  return all;
}

/**
 * The same for keys of the best scores. A query with keys of its own is no block; keys that stream past are met in blocks, of
 * which the units take the time of every pair.
 */
export function withIdleScored(
  {
    s,
    workload,
    fetch,
  }: { readonly s: Sizes; readonly workload: Workload; readonly fetch: "gather" | "stream" },
  counts: readonly ActionCount[],
  mac: MacArray,
): ActionCount[] {
  if (fetch === "gather" || workload.phase === "decode") return [...counts];
  const exact = { ...workload, attention: { ...workload.attention, kind: "exact" } } as const;
  const block = blockOf(s, exact);
  const use = block === null ? 1 : (mac.use?.(block) ?? 1);
  const slowed = counts.map((entry) =>
    entry.component === "mac" && entry.action === "stall" ? { ...entry, count: entry.count / use } : entry,
  );
  return withIdleUnits(slowed, mac, block);
}

/** Tiles of LSH attention cut its chunks and windows; blocks of no other attention depend on the tiling. */
export function useOf({ digital }: Design, workload: Workload, s: Sizes): PlanSpace["use"] {
  const { use } = digital.mac.behaviour;
  if (use === undefined || workload.attention.kind !== "lsh" || workload.phase === "decode") return () => 1;
  const known = new Map<string, number>();
  const cut = blocksOf(s, workload);
  const window = windowOf(workload);
  const at = (queryTiles: number, keyTiles: number, valuePasses: number): number => {
    const block = cut({ queryTiles, keyTiles, valuePasses });
    if (block === null) return 1;
    const key = `${block.queries} ${block.keys} ${block.width}`;
    const own = known.get(key) ?? use(block);
    known.set(key, own);
    return own;
  };
  const { chunk } = workload.attention;
  const best = new Map<string, number>();
  return ({ queryTiles, keyTiles, valuePasses }) => {
    const range = `${queryTiles[0]} ${queryTiles[1]} ${keyTiles[0]} ${keyTiles[1]} ${valuePasses}`;
    let most = best.get(range);
    if (most !== undefined) return most;
    most = 0;
    for (const queries of cuts(chunk, queryTiles))
      for (const keys of cuts(window, keyTiles)) most = Math.max(most, at(queries, keys, valuePasses));
    if (best.size >= MOST_RANGES) best.clear();
    best.set(range, most);
    return most;
  };
}

/** Ranges whose best use is kept: a search goes through some hundred. */
const MOST_RANGES = 4096;

/** Numbers of tiles of a range that cut `size` rows differently: the first of each that leaves as many to a tile. */
function cuts(size: number, [from, to]: readonly [number, number]): number[] {
  const different: number[] = [];
  for (let tiles = from; tiles <= to; ) {
    different.push(tiles);
    const rows = Math.ceil(size / tiles);
    if (rows === 1) break;
    tiles = Math.ceil(size / (rows - 1));
  }
  return different;
}
