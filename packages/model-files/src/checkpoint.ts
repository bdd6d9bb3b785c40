import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { fault } from "#base";
import {
  type Checkpoint,
  type Norm,
  type Projection,
  type Rotary,
  type RotaryTables,
  standardRotary,
} from "./decoder.ts";
import { HEADER_BYTES, readDimensions } from "./dimensions.ts";
import type { Sidecar } from "./sidecar.ts";

/** Facts about a llama2.c checkpoint that its bytes do not contain. */
export type Reading = Pick<Sidecar, "name" | "checkpoint" | "attention" | "positions"> & {
  /** Null: any content is accepted. */
  readonly sha256: string | null;
};

/** llama2.c's own RMSNorm. */
const EPSILON = 1e-5;

/**
 * Parses the bytes of a llama2.c "legacy" checkpoint (float32, little endian). Throws ConfigError if the
 * header contradicts itself, the length or the SHA-256 is not the stated one, or a weight is not finite.
 */
export function parseCheckpoint(
  bytes: Uint8Array,
  reading: Reading,
  file: string = reading.checkpoint,
): Checkpoint {
  const dimensions = readDimensions(bytes, file);
  if (reading.sha256 !== null) checkDigest(bytes, reading.sha256, file);
  const take = weightReader(bytes, file);
  const { width, hidden, layers, vocabulary, context, keyValueWidth, headWidth } = dimensions;
  const embedding = take("embedding", vocabulary * width);
  // The layout stores each kind of weight for all layers at once.
  const perLayer = (name: string, size: number): Float32Array[] =>
    Array.from({ length: layers }, (_, layer) => take(`layer ${layer} ${name}`, size));
  const norms = (name: string): Norm[] => perLayer(name, width).map((gain) => ({ gain, bias: null }));
  const projections = (name: string, size: number): Projection[] =>
    perLayer(name, size).map((weights) => ({ weights, bias: null }));
  const attentionNorm = norms("rms_att");
  const query = projections("wq", width * width);
  const key = projections("wk", keyValueWidth * width);
  const value = projections("wv", keyValueWidth * width);
  const output = projections("wo", width * width);
  const feedForwardNorm = norms("rms_ffn");
  const gate = projections("w1", hidden * width);
  const down = projections("w2", width * hidden);
  const up = projections("w3", hidden * width);
  const finalNorm = { gain: take("rms_final", width), bias: null };
  const cos = Float64Array.from(take("cos", (context * headWidth) / 2));
  const sin = Float64Array.from(take("sin", (context * headWidth) / 2));
  const classifier = dimensions.tiedClassifier ? embedding : take("classifier", vocabulary * width);
  if (reading.attention.variant === "shared-qk") checkSharedKeys(query, key, file);
  return {
    name: reading.name,
    dimensions,
    attention: reading.attention,
    normalisation: { kind: "rms", epsilon: EPSILON },
    activation: "silu",
    embedding,
    positionEmbedding: null,
    layers: attentionNorm.map((norm, l) => ({
      attentionNorm: norm,
      query: query[l],
      key: key[l],
      value: value[l],
      output: output[l],
      feedForwardNorm: feedForwardNorm[l],
      gate: gate[l],
      up: up[l],
      down: down[l],
    })),
    finalNorm,
    classifier,
    rotary: rotaryOf(reading.positions, headWidth, { cos, sin }, file),
  };
}

function rotaryOf(
  positions: Sidecar["positions"],
  headWidth: number,
  stored: RotaryTables,
  file: string,
): Rotary | null {
  if (positions === "none") return null;
  if (positions === "stored-tables")
    return { pairs: headWidth / 2, layout: "interleaved", angles: { kind: "stored", ...stored } };
  const { ropeBase, width = headWidth } = positions;
  if (width > headWidth)
    throw fault(
      file,
      "positions.width",
      `expected at most the head's ${headWidth} dimensions, received ${width}`,
    );
  return standardRotary(width, ropeBase);
}

function checkDigest(bytes: Uint8Array, expected: string, file: string): void {
  const digest = bytesToHex(sha256(bytes));
  if (digest !== expected) throw fault(file, "sha256", `expected ${expected}, received ${digest}`);
}

function weightReader(bytes: Uint8Array, file: string): (name: string, size: number) => Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let offset = HEADER_BYTES;
  return (name, size) => {
    const weights = new Float32Array(size);
    for (let i = 0; i < size; i++, offset += 4) {
      weights[i] = view.getFloat32(offset, true);
      if (!Number.isFinite(weights[i]))
        throw fault(
          `${file} byte ${offset}`,
          `${name}[${i}]`,
          `expected a finite weight, received ${weights[i]}`,
        );
    }
    return weights;
  };
}

function checkSharedKeys(query: readonly Projection[], key: readonly Projection[], file: string): void {
  for (let l = 0; l < query.length; l++)
    if (!sameWeights(query[l], key[l]))
      throw fault(
        file,
        `layer ${l} wk`,
        'expected a copy of wq (the sidecar says "shared-qk"), received other weights',
      );
}

/** Whether two projections hold the same numbers. */
const sameWeights = (a: Projection, b: Projection): boolean =>
  a.weights.length === b.weights.length && a.weights.every((weight, i) => weight === b.weights[i]);

/** Tolerated distance of float32 tables from the unit circle. */
const TOLERANCE = 1e-4;

/**
 * Reads a llama2.c file without a sidecar: causal attention with separate keys, and the rotation in its
 * tables. If the tables are no rotations (later versions of llama2.c do not use them), RoPE's standard base
 * 10000 applies. Throws ConfigError if the keys copy the queries: only a sidecar can define their attention.
 */
export function parseBareCheckpoint(bytes: Uint8Array, file: string, name: string): Checkpoint {
  const reading = {
    name,
    checkpoint: name,
    sha256: null,
    attention: { variant: "separate", keyNormalisation: "none", mask: "causal" },
  } as const;
  const stored = parseCheckpoint(bytes, { ...reading, positions: "stored-tables" }, file);
  if (stored.layers.every(({ query, key }) => sameWeights(query, key)))
    throw fault(
      file,
      "wk",
      "expected a model.json in its folder that says how shared queries and keys attend, received none",
    );
  return turns(stored.rotary)
    ? stored
    : parseCheckpoint(bytes, { ...reading, positions: { ropeBase: 10000 } }, file);
}

/** Whether the tables are rotations: cos² + sin² = 1 everywhere, and no rotation at position 0. */
function turns(rotary: Rotary | null): boolean {
  if (rotary?.angles.kind !== "stored") return false;
  const { cos, sin } = rotary.angles;
  if (cos.subarray(0, rotary.pairs).some((c) => Math.abs(c - 1) > TOLERANCE)) return false;
  return cos.every((c, i) => Math.abs(c * c + sin[i] * sin[i] - 1) <= TOLERANCE);
}
