import { type Tiling, WHOLE } from "../design/mapping-plan.ts";
import type { Workload } from "../design/workload.ts";
import { windowOf } from "../design/workload.ts";
import type { Block, MacArray } from "../peripherals/mac/mac.ts";
import { type ActionCount, isTwinOf } from "./action-counts.ts";
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
