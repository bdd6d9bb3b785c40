// Actions of exact attention, forward and backward.

import type { Memory } from "#circuits";
import { exactPairs } from "../attention/plan.ts";
import { type ActionCount, asBackward } from "./action-counts.ts";
import { LOG_SUM_BITS, partialBits, type Sizes } from "./sizes.ts";
import { enter, type Hierarchy, leave, move } from "./traffic.ts";

/**
 * Actions of exact attention over one layer with a FlashAttention dataflow on two levels: a query block stays
 * in the array while keys and values stream from the buffer; where they outgrow the buffer, a large block of
 * queries with its running output stays there while they stream from memory. Blocks above the diagonal are
 * skipped, and no score leaves the chip.
 */
export function exactCounts(s: Sizes, causal: boolean, buffer: Memory, memory: Memory): ActionCount[] {
  const row = s.width * s.wordBits;
  const hierarchy = { buffer, memory, resident: 1 };
  return [
    ...enter(s.length * (s.heads + 2 * s.kvHeads) * row, hierarchy),
    ...streamCounts(s, causal, buffer, memory),
    ...attendCounts(s, causal),
    ...leave(s.length * s.heads * row, hierarchy),
  ];
}

/** Scores, exponents and weighted values of all visible pairs of a layer, independent of data movement. */
export function attendCounts(s: Sizes, causal: boolean): ActionCount[] {
  const pairs = s.heads * exactPairs(s.length, causal);
  return [
    { operation: "score", component: "mac", action: "mac", count: pairs * s.width },
    { operation: "softmax", component: "softmax", action: "exponent", count: pairs },
    { operation: "weigh", component: "mac", action: "mac", count: pairs * s.width },
    // Division by the sum, element by element.
    {
      operation: "combine",
      component: "mac",
      action: "mac",
      count: s.normalises ? s.heads * s.length * s.width : 0,
    },
  ];
}

/** Keys and values stream to blocks of queries, again from memory where they outgrow the buffer. */
export function streamCounts(s: Sizes, causal: boolean, buffer: Memory, memory: Memory): ActionCount[] {
  const row = s.width * s.wordBits;
  const streamed = s.heads * streamedKeys(s.length, s.blockRows, causal) * 2 * row;
  const staying = row + partialBits(s);
  const refilled =
    s.heads * refilledRows(s, causal, buffer.capacity * 8, { passing: 2 * row, staying }) * 2 * row;
  return [
    ...move("gather", "read", streamed + s.heads * s.length * row, { buffer, memory, resident: 1 }),
    { operation: "gather", component: "memory", action: "read", count: refilled / memory.bits },
    { operation: "gather", component: "buffer", action: "write", count: refilled / buffer.bits },
  ];
}

/**
 * Rows of one head read again from memory because the streamed data, `passing` bits a token, do not fit the
 * buffer: half of it holds a block of stationary data, `staying` bits a token, the other half the stream.
 */
function refilledRows(
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

/** Key rows streamed to the query blocks of one head. */
export function streamedKeys(length: number, blockRows: number, causal: boolean): number {
  const blocks = Math.ceil(length / blockRows);
  return causal ? (blockRows * blocks * (blocks - 1)) / 2 + length : blocks * length;
}

/** Query rows streamed to the key blocks of one head: with the mask, from the block's first key on. */
function streamedQueries(length: number, blockRows: number, causal: boolean): number {
  const blocks = Math.ceil(length / blockRows);
  return blocks * length - (causal ? (blockRows * blocks * (blocks - 1)) / 2 : 0);
}

/** Bits of a row of a gradient while it is summed. */
export const gradientBits = ({ width, accumulatorBits }: Pick<Sizes, "width" | "accumulatorBits">): number =>
  width * accumulatorBits;

/** Bits of a query's log-sum-exp, which the forward pass keeps; 0 where the softmax does not normalise. */
const keptBits = ({ normalises }: Pick<Sizes, "normalises">): number => (normalises ? LOG_SUM_BITS : 0);

/** Bits that a score's gradient needs of its query: the log-sum-exp and Σ ∂loss/∂o ∘ o. */
export const queryScalarBits = (s: Pick<Sizes, "normalises">): number => 2 * keptBits(s);

/** Actions of a forward pass that keeps log-sum-exps, and `others` bits, for the backward pass. */
export const keepCounts = (s: Sizes, others: number, hierarchy: Hierarchy): ActionCount[] =>
  leave(s.heads * s.length * keptBits(s) + others, hierarchy);

/**
 * Actions of the backward pass of exact attention over one layer, after FlashAttention
 * [flash-attention-2024]. Scores were not kept and are recomputed: five products of d multiply-accumulates a
 * pair, not the forward pass's two. A block of keys and values stays in the array with the sums of its
 * gradients while queries, the outputs' gradients and the queries' running gradients stream. Operands are
 * words; gradients are summed in accumulators and leave as words. Shapes and units: `exactCounts`.
 */
export function exactBackwardCounts(
  s: Sizes,
  causal: boolean,
  buffer: Memory,
  memory: Memory,
): ActionCount[] {
  const row = s.width * s.wordBits;
  const hierarchy = { buffer, memory, resident: 1 };
  const streamed = s.heads * streamedQueries(s.length, s.blockRows, causal);
  const rows = s.heads * s.length;
  const passing = 2 * row + queryScalarBits(s);
  const refilled = s.heads * refilledRows(s, causal, buffer.capacity * 8, stationary(s), streamedQueries);
  const sum = gradientBits(s);
  return asBackward([
    ...arriveCounts(s, 0, hierarchy),
    ...move("gather", "read", rows * 2 * row + streamed * passing, hierarchy),
    ...refill(refilled, passing + sum, sum, hierarchy),
    ...pairGradientCounts(s, s.heads * exactPairs(s.length, causal)),
    ...sumCounts(s, { queries: [streamed, rows], keys: [rows, s.kvHeads * s.length] }, hierarchy),
    ...leave(s.length * (s.heads + 2 * s.kvHeads) * row, hierarchy),
  ]);
}

/** Streamed and stationary bits a token of a backward pass whose data exceed the buffer. */
const stationary = (s: Sizes) => ({
  passing: 2 * s.width * s.wordBits + queryScalarBits(s) + gradientBits(s),
  staying: 2 * s.width * s.wordBits + 2 * gradientBits(s),
});

/** Rows read again from memory, `read` bits each, of which `written` are written back. */
const refill = (
  rows: number,
  read: number,
  written: number,
  { buffer, memory }: Hierarchy,
): ActionCount[] => [
  { operation: "gather", component: "memory", action: "read", count: (rows * read) / memory.bits },
  { operation: "gather", component: "buffer", action: "write", count: (rows * read) / buffer.bits },
  { operation: "gather", component: "buffer", action: "read", count: (rows * written) / buffer.bits },
  { operation: "gather", component: "memory", action: "write", count: (rows * written) / memory.bits },
];

/**
 * Queries, keys, values and the outputs' gradients come in, with `others` more bits; where the softmax
 * normalises also outputs and log-sum-exps, for Σ ∂loss/∂o ∘ o with d multiply-accumulates a query.
 */
export function arriveCounts(s: Sizes, others: number, hierarchy: Hierarchy): ActionCount[] {
  const row = s.width * s.wordBits;
  const rows = s.heads * s.length;
  const vectors = (s.normalises ? 3 : 2) * rows + 2 * s.kvHeads * s.length;
  const summed = s.normalises ? rows : 0;
  return [
    ...enter(vectors * row + rows * keptBits(s) + others, hierarchy),
    // Inputs in transfer are in the buffer, whatever fits it later.
    ...move("input", "read", summed * 2 * row, { ...hierarchy, resident: 1 }),
    { operation: "input", component: "mac", action: "mac", count: summed * s.width },
    ...move("input", "write", summed * keptBits(s), hierarchy),
  ];
}

/**
 * Work per pair: q·k and ∂loss/∂o·v, one exponent, the score's gradient P ∘ (∂loss/∂P − Σ), and one row each
 * of the gradients of v, q and k.
 */
export const pairGradientCounts = (s: Sizes, pairs: number): ActionCount[] => [
  { operation: "score", component: "mac", action: "mac", count: 2 * pairs * s.width },
  { operation: "softmax", component: "softmax", action: "exponent", count: pairs },
  { operation: "softmax", component: "mac", action: "add", count: s.normalises ? pairs : 0 },
  { operation: "softmax", component: "mac", action: "mac", count: pairs },
  { operation: "weigh", component: "mac", action: "mac", count: 3 * pairs * s.width },
];

/** Rows of partial gradients, and distinct rows: the first partial gradient of each is written, not added. */
type Visits = readonly [partial: number, rows: number];

/** Sums of partial gradients where queries or keys occur more than once, in order: read, add, write. */
function sumCounts(
  s: Sizes,
  { queries, keys }: { readonly queries: Visits; readonly keys: Visits },
  hierarchy: Hierarchy,
): ActionCount[] {
  const added = addedRows({ queries, keys });
  return [
    ...move("combine", "read", added * gradientBits(s), hierarchy),
    { operation: "combine", component: "mac", action: "add", count: added * s.width },
    ...move("combine", "write", (queries[0] + 2 * keys[0]) * gradientBits(s), hierarchy),
  ];
}

/** Rows added to an existing one: those of queries, and of both keys and values. */
export const addedRows = ({ queries, keys }: { readonly queries: Visits; readonly keys: Visits }): number =>
  queries[0] - queries[1] + 2 * (keys[0] - keys[1]);
