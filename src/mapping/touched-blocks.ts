// How many arrays a query has to read where keys stand in blocks and only some of them are attended.

import { nearSlots } from "../attention/plan.ts";
import type { Workload } from "../design/workload.ts";
import { chosenOf, sumTo } from "./selection.ts";

/** Blocks of keys that hold at least one attended key, and all visible keys in them; one query head's, summed over its queries. */
export interface TouchedBlocks {
  readonly blocks: number;
  readonly keys: number;
}

/**
 * Keys stand in blocks of m. A query that sees v keys, B = ⌈v/m⌉ blocks, attends a sink and a window, which are contiguous
 * and touch b = ⌈s/m⌉ + (w + m − 1)/m blocks on average over where the window ends, and c of the f others, taken to be spread
 * evenly over them:
 *
 *     blocks = b + (B − b) (1 − (1 − c/f)^m)
 *
 * Attention that keeps together touches fewer. Over a sequence B is its mean over a block, (v + (m − 1)/2)/m.
 */
export function touchedBlocks(workload: Workload, blockKeys: number): TouchedBlocks {
  const { attention, length, phase, wanted } = workload;
  if (wanted === undefined) throw new RangeError("touchedBlocks: expected a workload with wanted keys");
  const near = nearSlots(length, attention);
  const chooses = chosenOf(wanted, near);
  const { localWindow, sink } = attention;
  const nearBlocks =
    Math.ceil(sink / blockKeys) + (localWindow > 0 ? (localWindow + blockKeys - 1) / blockKeys : 0);
  const touched = (seen: number, all: number): number => {
    const far = seen - Math.min(seen, near);
    const chosen = chooses(seen);
    if (chosen >= far) return all;
    const close = Math.min(all, nearBlocks);
    return close - (all - close) * Math.expm1(blockKeys * Math.log1p(-chosen / far));
  };
  if (phase === "decode" || !attention.causal) {
    const queries = phase === "decode" ? 1 : length;
    const all = Math.ceil(length / blockKeys);
    const own = touched(length, all);
    return { blocks: queries * own, keys: (queries * length * own) / all };
  }
  const meanBlocks = (seen: number): number => (seen + (blockKeys - 1) / 2) / blockKeys;
  // Where a budget is reached, and where a sequence outgrows the near blocks, sums have a kink.
  const reached = "chosen" in wanted ? near + wanted.chosen : near / wanted.share;
  const kinks = [near, reached, nearBlocks * blockKeys - (blockKeys - 1) / 2];
  const blocksAt = (seen: number): number => touched(seen, meanBlocks(seen));
  return {
    blocks: sumTo(length, blocksAt, kinks),
    keys: sumTo(length, (seen) => (seen * blocksAt(seen)) / meanBlocks(seen), kinks),
  };
}
