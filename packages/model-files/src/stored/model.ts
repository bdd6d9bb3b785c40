// A published language model with its weights as stored in its file, in memory that threads share.

import type { Dimensions } from "../dimensions.ts";

/** Storage of a tensor's numbers, by GGUF's name. Quantised types are blocks of a row (`dequantise.ts`). */
export type StoredType = "F32" | "F16" | "BF16" | "Q8_0" | "Q4_0" | "Q4_1" | "Q4_K" | "Q6_K";

/**
 * A weight matrix as stored: `rows` × `columns` (outputs × inputs), row-major. Each row is whole blocks of
 * `type`: row r is the `rowBytes(type, columns)` bytes from r times that number.
 */
export interface StoredMatrix {
  /** Name of the tensor in the file. */
  readonly name: string;
  readonly type: StoredType;
  readonly rows: number;
  readonly columns: number;
  /** View of the one buffer with all the model's tensors (`RealModel.weights`), at a multiple of 32 bytes. */
  readonly bytes: Uint8Array;
}

/** y = W x + b. */
export interface StoredProjection {
  readonly matrix: StoredMatrix;
  /** One value per row, or null. */
  readonly bias: Float32Array | null;
}

/**
 * Weights of one pre-norm decoder layer: x ← x + O·attention(norm(x)); x ← x + down·(silu(gate·h) ⊙ up·h), h
 * = norm(x). Vectors are small, float32, and not in the shared weights.
 */
export interface RealLayer {
  /** Gain of the normalisation, `width` values, and its shift. */
  readonly attentionNorm: Float32Array;
  readonly attentionShift?: Float32Array | null;
  /** heads · headWidth × width. */
  readonly query: StoredProjection;
  /** keyValueWidth × width. */
  readonly key: StoredProjection;
  /** keyValueWidth × width. */
  readonly value: StoredProjection;
  /** width × heads · headWidth. */
  readonly output: StoredProjection;
  /** Gain of an RMSNorm over each query head, `headWidth` values, before the rotation (Qwen3), or null. */
  readonly queryNorm: Float32Array | null;
  readonly keyNorm: Float32Array | null;
  readonly feedForwardNorm: Float32Array;
  readonly feedForwardShift?: Float32Array | null;
  /** hidden × width. Null: `up` is activated itself. */
  readonly gate: StoredProjection | null;
  /** hidden × width. */
  readonly up: StoredProjection;
  /** width × hidden. */
  readonly down: StoredProjection;
}

/** Supported families; GGUF files call Mistral "llama". */
export type RealFamily = "llama" | "mistral" | "qwen2" | "qwen3";

/** Differences of other decoders from RMSNorm, SwiGLU and a mask that shows a query its own key. */
export interface DecoderOptions {
  /** (x − mean) / √(variance + ε) in place of RMSNorm's x / √(mean x² + ε). */
  readonly isLayerNorm?: boolean;
  /** GELU in its tanh form in place of x / (1 + e^−x). */
  readonly isGelu?: boolean;
  /** Whether a query's own key is hidden from it, except from the very first query. */
  readonly hidesSelf?: boolean;
  /** Factor on logits; default 1/√headWidth. */
  readonly scale?: number;
  /** ε of the norms over heads, if it differs from the others. */
  readonly headEpsilon?: number;
  /** context × width, added to the embedding. */
  readonly positionEmbedding?: Float32Array | null;
  readonly finalShift?: Float32Array | null;
}

/**
 * A decoder with RMSNorm, RoPE, grouped-query causal softmax attention (scale 1/√headWidth) and SwiGLU,
 * unless its options differ.
 */
export interface RealModel extends DecoderOptions {
  readonly name: string;
  /** "other": described by its options. */
  readonly family: RealFamily | "other";
  /** `heads · headWidth` may differ from `width` (Qwen3). */
  readonly dimensions: Dimensions;
  /** ε of every RMSNorm: x / √(mean x² + ε). */
  readonly epsilon: number;
  readonly rotary: {
    /** Which dimensions of a head rotate together: (2i, 2i + 1), or (i, i + headWidth/2). */
    readonly pairs: "interleaved" | "halves";
    /** Radians per position of each pair, headWidth/2 values, including any scaling of the rotation. */
    readonly frequencies: Float64Array;
    /** Cosines and sines, positions × headWidth/2, instead of those of the frequencies. */
    readonly tables?: { readonly cos: ArrayLike<number>; readonly sin: ArrayLike<number> };
  };
  /** Number of latest keys that a query sees, including its own; null: all before it. */
  readonly slidingWindow: number | null;
  /** vocabulary × width. */
  readonly embedding: StoredMatrix;
  /** vocabulary × width; the same object as `embedding` if the head is tied. */
  readonly classifier: StoredMatrix;
  readonly finalNorm: Float32Array;
  readonly layers: readonly RealLayer[];
  /** Bytes of all stored matrices; worker threads get views without copies. */
  readonly weights: ArrayBufferLike;
  /** Bytes of the model's file or files. */
  readonly fileBytes: number;
}

/** Converts text to token ids of [0, vocabulary) and back. */
export interface TextTokenizer {
  readonly vocabulary: number;
  /** Ids of a text, without added marks of beginning or end; marks spelled in the text become their ids. */
  encode(text: string): number[];
  /** Text of ids, without marks. Invalid UTF-8 becomes U+FFFD. */
  decode(ids: readonly number[]): string;
}
