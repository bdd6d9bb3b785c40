import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { createRng } from "#base";
import type { Sidecar } from "#model-files";
import { checkpointBytes, HEADER_BYTES } from "../../packages/model-files/src/dimensions.ts";

/** width, hidden, layers, heads, key-value heads, vocabulary, context. */
export const TINY_HEADER = [8, 12, 2, 4, 2, 11, 16] as const;

/** Bytes of a small random checkpoint with grouped queries; a negative vocabulary unties its head. */
export function tinyCheckpoint(header: readonly number[] = TINY_HEADER): Uint8Array {
  const [width, hidden, layers, heads, keyValueHeads, vocabulary, context] = header;
  const headWidth = width / heads;
  const bytes = new Uint8Array(
    checkpointBytes({
      width,
      hidden,
      layers,
      heads,
      keyValueHeads,
      vocabulary: Math.abs(vocabulary),
      context,
      tiedClassifier: vocabulary > 0,
      headWidth,
      keyValueWidth: keyValueHeads * headWidth,
    }),
  );
  const view = new DataView(bytes.buffer);
  for (const [i, value] of header.entries()) view.setInt32(4 * i, value, true);
  const rng = createRng("tiny checkpoint");
  for (let at = HEADER_BYTES; at < bytes.length; at += 4) view.setFloat32(at, rng.normal() / 2, true);
  return bytes;
}

/** A sidecar that fits the bytes. */
export const sidecarFor = (bytes: Uint8Array, over: Partial<Sidecar> = {}): Sidecar => ({
  format: "crosshash-model/1",
  name: "tiny",
  description: "random weights",
  checkpoint: "tiny.bin",
  sha256: bytesToHex(sha256(bytes)),
  layout: "llama2c-legacy",
  attention: { variant: "separate", keyNormalisation: "none", mask: "causal" },
  positions: { ropeBase: 10000 },
  tokenizer: { kind: "ids" },
  licence: "MIT",
  source: "a test",
  ...over,
});
