// A decoder-only model as data: its weights, norms and positions.

import type { Dimensions } from "./dimensions.ts";
import type { Sidecar } from "./sidecar.ts";
import { standardFrequencies } from "./stored/shape.ts";

/** y = W x + b; weights are row-major, outputs × inputs. */
export interface Projection {
  readonly weights: Float32Array;
  readonly bias: Float32Array | null;
}

/** Non-linearity of the feed-forward layer: x / (1 + e^−x), or GELU in its tanh form (`norms-and-activations.ts`). */
export type Activation = "silu" | "gelu-tanh";

/** Weights of one decoder layer. */
export interface LayerWeights {
  readonly attentionNorm: Norm;
  readonly query: Projection;
  readonly key: Projection;
  readonly value: Projection;
  readonly output: Projection;
  readonly feedForwardNorm: Norm;
  /** hidden × width; its activated output multiplies that of `up`. If null, `up` is activated instead. */
  readonly gate: Projection | null;
  /** hidden × width. */
  readonly up: Projection;
  /** width × hidden. */
  readonly down: Projection;
}

/** A pre-norm causal decoder of the Llama or the GPT-2 family, ready to run. */
export interface Checkpoint {
  readonly name: string;
  readonly dimensions: Dimensions;
  readonly attention: Sidecar["attention"];
  readonly normalisation: Normalisation;
  readonly activation: Activation;
  /** vocabulary × width. */
  readonly embedding: Float32Array;
  /** context × width, added to the embedding; null if positions enter by the rotation or not at all. */
  readonly positionEmbedding: Float32Array | null;
  readonly layers: readonly LayerWeights[];
  readonly finalNorm: Norm;
  /** vocabulary × width; the embedding itself if the head is tied. */
  readonly classifier: Float32Array;
  /** Null: queries and keys are not rotated. */
  readonly rotary: Rotary | null;
}

/** Learned scale and shift of a normalisation, one value per column. */
export interface Norm {
  readonly gain: Float32Array;
  readonly bias: Float32Array | null;
}

/** `rms`: x / √(mean x² + ε). `layer`: (x − mean x) / √(mean (x − mean x)² + ε). */
export interface Normalisation {
  readonly kind: "rms" | "layer";
  readonly epsilon: number;
}

/** Cosines and sines of the rotation angles, positions × pairs, row-major. */
export interface RotaryTables {
  readonly cos: Float64Array;
  readonly sin: Float64Array;
}

/** Which dimensions rotate together: (2i, 2i + 1), or (i, i + pairs) as in Hugging Face's Llama. */
export type PairLayout = "interleaved" | "halves";

/** Rotation of queries and keys by position. Dimensions from 2 × pairs on have no position (partial RoPE). */
export interface Rotary {
  readonly pairs: number;
  readonly layout: PairLayout;
  /** Radians per position for each pair, or the angles' cosines and sines as stored in a checkpoint. */
  readonly angles:
    | { readonly kind: "frequencies"; readonly values: Float64Array }
    | ({ readonly kind: "stored" } & RotaryTables);
}

/** Standard RoPE over a head's first `width` dimensions: pair i rotates by base^(−2i / width) a position. */
export const standardRotary = (width: number, base: number, layout: PairLayout = "interleaved"): Rotary => ({
  pairs: width / 2,
  layout,
  angles: { kind: "frequencies", values: standardFrequencies(width, base) },
});
