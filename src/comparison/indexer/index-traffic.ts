// Bytes that a decode step of a model with a trained indexer reads.

import type { Indexer } from "../../design/indexer.ts";

/** Bytes of a step and sequence over all layers. */
export interface IndexTraffic {
  /** Index keys, once a selection. */
  readonly scan: number;
  /** Selected positions. */
  readonly fetch: number;
  /** Latest tokens, and all positions of layers without an index. */
  readonly others: number;
  /** Index keys over all bytes. */
  readonly share: number;
}

/** Bytes of an index key in FP8 with a scale of 32 bits, and in FP4 with a scale of 8 bits for 32 elements. */
export const KEY_BYTES = {
  fp8: (width: number): number => width + 4,
  fp4: (width: number): number => width / 2 + width / 32,
} as const;

/** Index keys after `length` tokens. */
export const keysOf = ({ compression }: Indexer, length: number): number => Math.ceil(length / compression);

/** Positions that a query attends in a layer with an index. */
export const attendedOf = (indexer: Indexer, length: number): number =>
  Math.min(indexer.topK, keysOf(indexer, length)) + Math.min(indexer.window, length);

/** Positions that the layers without an index attend, all of them together. */
export const otherPositions = ({ others, window }: Indexer, length: number): number =>
  others.reduce(
    (sum, { layers, compression }) =>
      sum +
      layers * (Math.min(window, length) + (compression === null ? 0 : Math.ceil(length / compression))),
    0,
  );

/** Traffic of a step after `length` tokens with index keys of `keyBytes` bytes. */
export function indexTraffic(indexer: Indexer, length: number, keyBytes: number): IndexTraffic {
  const { layers, sharedBy, entryBytes } = indexer;
  const scan = Math.ceil(layers / sharedBy) * keysOf(indexer, length) * keyBytes;
  const fetch = layers * Math.min(indexer.topK, keysOf(indexer, length)) * entryBytes;
  const others = (layers * Math.min(indexer.window, length) + otherPositions(indexer, length)) * entryBytes;
  return { scan, fetch, others, share: scan / (scan + fetch + others) };
}
