import { exactPairs } from "../attention/plan.ts";
import type { ActionCount } from "./action-counts.ts";
import type { Sizes } from "./sizes.ts";
import { WORD_BITS } from "./sizes.ts";
import { enter, type Hierarchy, leave, move } from "./traffic.ts";

/**
 * Actions of exact attention over one layer with a FlashAttention dataflow: query blocks stay in the array,
 * keys and values stream past each, blocks above the diagonal are skipped, and no score leaves the chip.
 */
export function exactCounts(s: Sizes, causal: boolean, hierarchy: Hierarchy): ActionCount[] {
  const pairs = s.heads * exactPairs(s.length, causal);
  const row = s.width * WORD_BITS;
  const streamed = s.heads * streamedKeys(s.length, s.blockRows, causal) * 2 * row;
  return [
    ...enter(s.length * (s.heads + 2 * s.kvHeads) * row, hierarchy),
    ...move("gather", "read", streamed + s.heads * s.length * row, hierarchy),
    { operation: "score", component: "mac", action: "mac", count: pairs * s.width },
    { operation: "softmax", component: "softmax", action: "exponent", count: pairs },
    { operation: "weigh", component: "mac", action: "mac", count: pairs * s.width },
    { operation: "combine", component: "mac", action: "mac", count: s.heads * s.length * s.width },
    ...leave(s.length * s.heads * row, hierarchy),
  ];
}

/** Key rows that stream past the query blocks of one head. */
export function streamedKeys(length: number, blockRows: number, causal: boolean): number {
  const blocks = Math.ceil(length / blockRows);
  return causal ? (blockRows * blocks * (blocks - 1)) / 2 + length : blocks * length;
}
