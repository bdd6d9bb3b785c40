// The workload of a trained indexer: what selects the keys of sparse attention, and what is attended.

import { z } from "zod";
import { integer, priceOnly } from "#base";

/** Layers without an indexer of a model that has one. */
export interface OtherLayers {
  readonly layers: number;
  /** Tokens of a position that they attend, all of them; null: a window alone. */
  readonly compression: number | null;
}

/** A trained indexer as its model has it. */
export interface Indexer {
  /** Layers whose keys an index selects. */
  readonly layers: number;
  /** Query heads of the index, each a product with one key that they share, ReLU and a weight. */
  readonly heads: number;
  /** Elements of an index key. */
  readonly width: number;
  /** Positions that a query attends. */
  readonly topK: number;
  /** Positions that are selected together, by the best score among them. */
  readonly block: number;
  /** Tokens of an index key, and of a position that is attended. */
  readonly compression: number;
  /** Layers that use the selection of one. */
  readonly sharedBy: number;
  /** Latest tokens that every query attends uncompressed. */
  readonly window: number;
  /** Stored bytes of an attended position and layer: keys and values of all heads, or their latent vector. */
  readonly entryBytes: number;
  /** Query heads of the attention, and elements of a product with a key and with a value. */
  readonly queryHeads: number;
  readonly keyWidth: number;
  readonly valueWidth: number;
  readonly others: readonly OtherLayers[];
}

const size = (max: number, doc: string) =>
  priceOnly(integer({ min: 1, max }, `${doc} (default: the preset's)`).optional());

/** Config keys that replace those of a preset's indexer. */
export const indexerSchema = z
  .strictObject({
    layers: size(1024, "layers whose keys an index selects"),
    heads: size(1024, "query heads of the index, which share one key a position"),
    width: size(4096, "elements of an index key"),
    topK: size(1 << 20, "positions that a query attends"),
    compression: size(1 << 16, "tokens of one index key"),
    sharedBy: size(64, "layers that use the selection of one"),
    entryBytes: size(1 << 20, "stored bytes of an attended position and layer"),
  })
  .optional();

/** An indexer of a latent attention with keys of one head: 512 numbers and 64 of the position. */
const LATENT = {
  block: 1,
  compression: 1,
  sharedBy: 1,
  window: 0,
  // 512 bytes, four scales of 32 bits, and 64 numbers of 16 bits.
  entryBytes: 512 + 16 + 128,
  keyWidth: 576,
  valueWidth: 512,
  others: [],
} as const;

/**
 * Indexers by preset. Heads, widths, positions and bytes of DeepSeek-V3.2 and V4 as serving engines state them
 * [vllm-indexers-2026]; V4's layers, two of a window and then by turns of 4 and of 128 tokens a position, those of
 * GLM-5 [glm5-support-2026] and MiniMax-M3 [minimax-m3-2026] from public configurations. Query heads of the attention
 * of V3.2, and bytes of MiniMax-M3 in bfloat16, are assumed.
 */
export const INDEXERS = {
  "deepseek-v3.2": { ...LATENT, layers: 61, heads: 64, width: 128, topK: 2048, queryHeads: 128 },
  "deepseek-v4-flash": {
    layers: 21,
    heads: 64,
    width: 128,
    topK: 512,
    block: 1,
    compression: 4,
    sharedBy: 1,
    window: 128,
    // 448 bytes, 64 numbers of 16 bits, and scales of 8 bits.
    entryBytes: 448 + 128 + 8,
    queryHeads: 64,
    keyWidth: 512,
    valueWidth: 512,
    others: [
      { layers: 2, compression: null },
      { layers: 20, compression: 128 },
    ],
  },
  "glm-5": { ...LATENT, layers: 78, heads: 32, width: 128, topK: 2048, queryHeads: 64 },
  "minimax-m3": {
    layers: 57,
    heads: 4,
    width: 128,
    topK: 2048,
    block: 128,
    compression: 1,
    sharedBy: 1,
    window: 0,
    // Keys and values of four heads in 16 bits.
    entryBytes: 4 * 2 * 128 * 2,
    queryHeads: 64,
    keyWidth: 128,
    valueWidth: 128,
    others: [{ layers: 3, compression: 1 }],
  },
} as const satisfies Readonly<Record<string, Indexer>>;

/** The indexer of a preset with the config's changes; undefined where neither has one. */
export function indexerOf(preset: string, changes: z.output<typeof indexerSchema>): Indexer | undefined {
  const own: Indexer | undefined = Object.hasOwn(INDEXERS, preset)
    ? INDEXERS[preset as keyof typeof INDEXERS]
    : undefined;
  if (own === undefined || changes === undefined) return own;
  const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
  return { ...own, ...given };
}
