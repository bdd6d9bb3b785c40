// A published language model in memory: its weights as its file stores them, in memory that threads share.

import type { Dimensions } from "../dimensions.ts";

/** How a tensor's numbers are stored; the names are GGUF's. The quantised ones are blocks along a row (`dequantise.ts`). */
export type StoredType = "F32" | "F16" | "BF16" | "Q8_0" | "Q4_0" | "Q4_1" | "Q4_K" | "Q6_K";

/**
 * A weight matrix as stored: `rows` × `columns` (outputs × inputs), row-major; each row is whole blocks of `type`, so row r is the
 * `rowBytes(type, columns)` bytes from there times r on.
 */
export interface StoredMatrix {
  /** The file's name of the tensor. */
  readonly name: string;
  readonly type: StoredType;
  readonly rows: number;
  readonly columns: number;
  /**
   * A view of the one buffer that holds all of the model's tensors (`RealModel.weights`). Starts at a multiple of 32
   * bytes of it.
   */
  readonly bytes: Uint8Array;
}

/** y = W x + b. */
export interface StoredProjection {
  readonly matrix: StoredMatrix;
  /** One a row; null: none. */
  readonly bias: Float32Array | null;
}

/**
 * Weights of one pre-norm decoder layer: x ← x + O·attention(norm(x)); x ← x + down·(silu(gate·h) ⊙ up·h), h = norm(x). Vectors are
 * float32 and small; they are no part of the shared weights.
 */
export interface RealLayer {
  /** The normalisation's gain, `width` values, and what it adds. */
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
  /** Gain of an RMSNorm over each head of the queries, `headWidth` values, before the rotation (Qwen3). Null: none. */
  readonly queryNorm: Float32Array | null;
  readonly keyNorm: Float32Array | null;
  readonly feedForwardNorm: Float32Array;
  readonly feedForwardShift?: Float32Array | null;
  /** hidden × width. Null: `up` goes through the activation itself. */
  readonly gate: StoredProjection | null;
  /** hidden × width. */
  readonly up: StoredProjection;
  /** width × hidden. */
  readonly down: StoredProjection;
}

/** The families that can be run; a GGUF file calls a Mistral "llama". */
export type RealFamily = "llama" | "mistral" | "qwen2" | "qwen3";

/** What decoders outside the families of `RealFamily` have in place of RMSNorm, SwiGLU and a mask that shows a query its own key. */
export interface DecoderOptions {
  /** (x − mean) / √(variance + ε) in place of RMSNorm's x / √(mean x² + ε). */
  readonly isLayerNorm?: boolean;
  /** GELU in its tanh form in place of x / (1 + e^−x). */
  readonly isGelu?: boolean;
  /** Whether a query sees no key of its own position; the first of all sees it. */
  readonly hidesSelf?: boolean;
  /** Factor of the logits; 1/√headWidth unless given. */
  readonly scale?: number;
  /** ε of the norms over heads, where it is not that of the others. */
  readonly headEpsilon?: number;
  /** context × width, added to the embedding. */
  readonly positionEmbedding?: Float32Array | null;
  readonly finalShift?: Float32Array | null;
}

/**
 * A decoder of RMSNorm, RoPE, grouped-query causal softmax attention (scale 1/√headWidth) and SwiGLU, unless its options say otherwise,
 * ready to run.
 */
export interface RealModel extends DecoderOptions {
  readonly name: string;
  /** Other ones are described by their options. */
  readonly family: RealFamily | "other";
  /** `heads · headWidth` need not be `width` (Qwen3). */
  readonly dimensions: Dimensions;
  /** Of every RMSNorm: x / √(mean x² + ε). */
  readonly epsilon: number;
  readonly rotary: {
    /** Which dimensions of a head turn together: (2i, 2i + 1), or (i, i + headWidth/2). */
    readonly pairs: "interleaved" | "halves";
    /** Radians a position of each pair, headWidth/2 values, with any scaling of the rotation already in them. */
    readonly frequencies: Float64Array;
    /** Cosines and sines, positions × headWidth/2, in place of what the frequencies give. */
    readonly tables?: { readonly cos: ArrayLike<number>; readonly sin: ArrayLike<number> };
  };
  /** A query sees so many last keys, its own among them; null: all before it. */
  readonly slidingWindow: number | null;
  /** vocabulary × width. */
  readonly embedding: StoredMatrix;
  /** vocabulary × width; the same object as `embedding` where the head is tied. */
  readonly classifier: StoredMatrix;
  readonly finalNorm: Float32Array;
  readonly layers: readonly RealLayer[];
  /** Bytes of every stored matrix; views of it go to worker threads without a copy. */
  readonly weights: ArrayBufferLike;
  /** Bytes of the model's file or files. */
  readonly fileBytes: number;
}

/** Text to token ids of [0, vocabulary) and back. */
export interface TextTokenizer {
  readonly vocabulary: number;
  /** Ids of a text, without marks of beginning or end; marks that are written out in the text become their ids. */
  encode(text: string): number[];
  /** The text of ids, marks left out. Bytes that are no UTF-8 become U+FFFD. */
  decode(ids: readonly number[]): string;
}
