import type { Workload } from "../design/workload.ts";
import { windowOf } from "../design/workload.ts";
import type { Block, MacArray } from "../peripherals/mac/mac.ts";
import { type ActionCount, isTwinOf } from "./action-counts.ts";
import type { Sizes } from "./sizes.ts";

/**
 * Block of queries and keys whose products an array computes at once; null for a decode, whose single queries the buffer
 * feeds. Exact attention: blocks of the rows that stay and as many keys. LSH: a chunk and the window that it sees.
 */
export function blockOf(s: Pick<Sizes, "width" | "blockRows">, workload: Workload): Block | null {
  const { phase, length, attention } = workload;
  if (phase === "decode") return null;
  const rows = Math.min(length, s.blockRows);
  if (attention.kind === "exact") return { queries: rows, keys: rows, width: s.width };
  return {
    queries: Math.min(length, attention.chunk),
    keys: Math.min(length, windowOf(workload)),
    width: s.width,
  };
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
