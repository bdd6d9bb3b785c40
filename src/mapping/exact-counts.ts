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
  const staying = row + partialBits(s);
  const refilled =
    s.heads * refilledRows(s, causal, buffer.capacity * 8, { passing: 2 * row, staying }) * 2 * row;
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
 * Rows of one head that come from memory again because what streams past, `passing` bits a token, does not fit the
 * buffer: half of the buffer holds a block of what stays, `staying` bits a token, the other half the stream.
 */
export function refilledRows(
  s: Pick<Sizes, "length" | "blockRows">,
  causal: boolean,
  bufferBits: number,
  { passing, staying }: { readonly passing: number; readonly staying: number },
  streamed: typeof streamedKeys = streamedKeys,
): number {
  if (s.length * passing <= bufferBits) return 0;
  const blockRows = Math.max(s.blockRows, Math.floor(bufferBits / 2 / staying));
  return streamed(s.length, blockRows, causal);
}

/** Key rows that stream past the query blocks of one head. */
export function streamedKeys(length: number, blockRows: number, causal: boolean): number {
  const blocks = Math.ceil(length / blockRows);
  return causal ? (blockRows * blocks * (blocks - 1)) / 2 + length : blocks * length;
}

/** Query rows that stream past the key blocks of one head: with the mask, those from the block's first key on. */
export function streamedQueries(length: number, blockRows: number, causal: boolean): number {
  const blocks = Math.ceil(length / blockRows);
  return blocks * length - (causal ? (blockRows * blocks * (blocks - 1)) / 2 : 0);
}
