import { exactPairs } from "../attention/plan.ts";
import type { Memory } from "../peripherals/digital/memory.ts";
import type { ActionCount } from "./action-counts.ts";
import { partialBits, type Sizes, WORD_BITS } from "./sizes.ts";
import { enter, leave, move } from "./traffic.ts";

/**
 * Actions of exact attention over one layer with a FlashAttention dataflow on two levels: a query block stays
 * in the array while keys and values stream past from the buffer, and where they outgrow the buffer, a
 * large block of queries with its running output stays there while they stream past from memory. Blocks
 * above the diagonal are skipped, and no score leaves the chip.
 */
export function exactCounts(s: Sizes, causal: boolean, buffer: Memory, memory: Memory): ActionCount[] {
  const pairs = s.heads * exactPairs(s.length, causal);
  const row = s.width * WORD_BITS;
  const hierarchy = { buffer, memory, resident: 1 };
  const streamed = s.heads * streamedKeys(s.length, s.blockRows, causal) * 2 * row;
  const refilled = s.heads * refilledKeys(s, causal, buffer.capacity * 8) * 2 * row;
  return [
    ...enter(s.length * (s.heads + 2 * s.kvHeads) * row, hierarchy),
    ...move("gather", "read", streamed + s.heads * s.length * row, hierarchy),
    { operation: "gather", component: "memory", action: "read", count: refilled / memory.bits },
    { operation: "gather", component: "buffer", action: "write", count: refilled / buffer.bits },
    { operation: "score", component: "mac", action: "mac", count: pairs * s.width },
    { operation: "softmax", component: "softmax", action: "exponent", count: pairs },
    { operation: "weigh", component: "mac", action: "mac", count: pairs * s.width },
    // Division by the sum, an element at a time.
    {
      operation: "combine",
      component: "mac",
      action: "mac",
      count: s.normalises ? s.heads * s.length * s.width : 0,
    },
    ...leave(s.length * s.heads * row, hierarchy),
  ];
}

/**
 * Key rows of one head that come from memory again because keys and values do not fit the buffer: half of the
 * buffer holds a block of queries and their running output, the other half the stream.
 */
function refilledKeys(s: Sizes, causal: boolean, bufferBits: number): number {
  if (s.length * 2 * s.width * WORD_BITS <= bufferBits) return 0;
  const queryBits = s.width * WORD_BITS + partialBits(s);
  const blockRows = Math.max(s.blockRows, Math.floor(bufferBits / 2 / queryBits));
  return streamedKeys(s.length, blockRows, causal);
}

/** Key rows that stream past the query blocks of one head. */
export function streamedKeys(length: number, blockRows: number, causal: boolean): number {
  const blocks = Math.ceil(length / blockRows);
  return causal ? (blockRows * blocks * (blocks - 1)) / 2 + length : blocks * length;
}
