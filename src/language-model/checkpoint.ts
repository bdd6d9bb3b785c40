import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { ConfigError } from "../base/errors.ts";
import { type Dimensions, HEADER_BYTES, readDimensions } from "./dimensions.ts";
import { type RotaryTables, rotaryTables } from "./rotary.ts";
import type { Sidecar } from "./sidecar.ts";

/** Weights of one decoder layer; each matrix is row-major, outputs × inputs. */
export interface LayerWeights {
  readonly attentionNorm: Float64Array;
  readonly query: Float64Array;
  readonly key: Float64Array;
  readonly value: Float64Array;
  readonly output: Float64Array;
  readonly feedForwardNorm: Float64Array;
  /** hidden × width; its SiLU gates `up`. */
  readonly gate: Float64Array;
  /** width × hidden. */
  readonly down: Float64Array;
  /** hidden × width. */
  readonly up: Float64Array;
}

/** A Llama-style decoder, ready to run. */
export interface Checkpoint {
  readonly name: string;
  readonly dimensions: Dimensions;
  readonly attention: Sidecar["attention"];
  /** vocabulary × width. */
  readonly embedding: Float64Array;
  readonly layers: readonly LayerWeights[];
  readonly finalNorm: Float64Array;
  /** vocabulary × width; the embedding itself where the head is tied. */
  readonly classifier: Float64Array;
  readonly rotary: RotaryTables;
}

/**
 * Bytes of a llama2.c "legacy" checkpoint (float32, little endian) → Checkpoint in float64.
 * Throws ConfigError when the header contradicts itself, the length is not exactly what the header asks
 * for, the SHA-256 is not the sidecar's, or a weight is not finite.
 */
export function parseCheckpoint(
  bytes: Uint8Array,
  sidecar: Sidecar,
  file: string = sidecar.checkpoint,
): Checkpoint {
  const dimensions = readDimensions(bytes, file);
  checkDigest(bytes, sidecar.sha256, file);
  const take = weightReader(bytes, file);
  const { width, hidden, layers, vocabulary, context, keyValueWidth, headWidth } = dimensions;
  const embedding = take("embedding", vocabulary * width);
  // The layout stores each kind of weight for all layers together.
  const perLayer = (name: string, size: number): Float64Array[] =>
    Array.from({ length: layers }, (_, layer) => take(`layer ${layer} ${name}`, size));
  const attentionNorm = perLayer("rms_att", width);
  const query = perLayer("wq", width * width);
  const key = perLayer("wk", keyValueWidth * width);
  const value = perLayer("wv", keyValueWidth * width);
  const output = perLayer("wo", width * width);
  const feedForwardNorm = perLayer("rms_ffn", width);
  const gate = perLayer("w1", hidden * width);
  const down = perLayer("w2", width * hidden);
  const up = perLayer("w3", hidden * width);
  const finalNorm = take("rms_final", width);
  const cos = take("cos", (context * headWidth) / 2);
  const sin = take("sin", (context * headWidth) / 2);
  const classifier = dimensions.tiedClassifier ? embedding : take("classifier", vocabulary * width);
  if (sidecar.attention.variant === "shared-qk") checkSharedKeys(query, key, file);
  return {
    name: sidecar.name,
    dimensions,
    attention: sidecar.attention,
    embedding,
    layers: attentionNorm.map((norm, l) => ({
      attentionNorm: norm,
      query: query[l],
      key: key[l],
      value: value[l],
      output: output[l],
      feedForwardNorm: feedForwardNorm[l],
      gate: gate[l],
      down: down[l],
      up: up[l],
    })),
    finalNorm,
    classifier,
    rotary:
      sidecar.positions === "stored-tables"
        ? { cos, sin }
        : rotaryTables(context, headWidth, sidecar.positions.ropeBase),
  };
}

function checkDigest(bytes: Uint8Array, expected: string, file: string): void {
  const digest = bytesToHex(sha256(bytes));
  if (digest !== expected)
    throw new ConfigError([
      { place: file, path: "sha256", message: `expected ${expected}, received ${digest}` },
    ]);
}

function weightReader(bytes: Uint8Array, file: string): (name: string, size: number) => Float64Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let offset = HEADER_BYTES;
  return (name, size) => {
    const weights = new Float64Array(size);
    for (let i = 0; i < size; i++, offset += 4) {
      weights[i] = view.getFloat32(offset, true);
      if (!Number.isFinite(weights[i]))
        throw new ConfigError([
          {
            place: `${file} byte ${offset}`,
            path: `${name}[${i}]`,
            message: `expected a finite weight, received ${weights[i]}`,
          },
        ]);
    }
    return weights;
  };
}

function checkSharedKeys(query: readonly Float64Array[], key: readonly Float64Array[], file: string): void {
  for (let l = 0; l < query.length; l++) {
    const same = query[l].length === key[l].length && query[l].every((weight, i) => weight === key[l][i]);
    if (!same)
      throw new ConfigError([
        {
          place: file,
          path: `layer ${l} wk`,
          message: 'expected a copy of wq (the sidecar says "shared-qk"), received other weights',
        },
      ]);
  }
}
