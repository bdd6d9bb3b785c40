import type { Dimensions } from "./dimensions.ts";
import type { Norm, Normalisation } from "./normalisation.ts";
import type { Rotary } from "./rotary.ts";
import type { Sidecar } from "./sidecar.ts";

/** y = W x + b; weights are row-major, outputs × inputs. */
export interface Projection {
  readonly weights: Float64Array;
  readonly bias: Float64Array | null;
}

/** Non-linearity of the feed-forward layer: x / (1 + e^−x), or GELU in its tanh form (`feed-forward.ts`). */
export type Activation = "silu" | "gelu-tanh";

/** Weights of one decoder layer. */
export interface LayerWeights {
  readonly attentionNorm: Norm;
  readonly query: Projection;
  readonly key: Projection;
  readonly value: Projection;
  readonly output: Projection;
  readonly feedForwardNorm: Norm;
  /** hidden × width; what it makes of its input goes through the activation and gates `up`. Without it `up` goes through. */
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
  readonly embedding: Float64Array;
  /** context × width, added to the embedding; null where positions enter through the rotation or not at all. */
  readonly positionEmbedding: Float64Array | null;
  readonly layers: readonly LayerWeights[];
  readonly finalNorm: Norm;
  /** vocabulary × width; the embedding itself where the head is tied. */
  readonly classifier: Float64Array;
  /** Null: queries and keys are not rotated. */
  readonly rotary: Rotary | null;
}
