// Public interface of language models for programs that import the package.

export type { CaptureInput } from "./activations.ts";
export type {
  Activation,
  Checkpoint,
  LayerWeights,
  Norm,
  Normalisation,
  PairLayout,
  Projection as WeightProjection,
  Rotary,
  RotaryTables,
} from "./decoder.ts";
export type { Dimensions } from "./dimensions.ts";
export * from "./evaluation/answer-types.ts";
export type {
  Attention,
  HeadActivations as ForwardHeadActivations,
  LayerActivations,
} from "./forward.ts";
export type { Likelihood } from "./likelihood.ts";
export type { ModelCard, Sidecar, sidecarSchema } from "./sidecar.ts";
export type { TextOptions, Tokenizer } from "./tokens.ts";
