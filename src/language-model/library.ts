// Public interface of language models for programs that import the package.

export type {
  Activation,
  Checkpoint,
  Dimensions,
  LayerWeights,
  ModelCard,
  Norm,
  Normalisation,
  PairLayout,
  Projection as WeightProjection,
  Rotary,
  RotaryTables,
  Sidecar,
  sidecarSchema,
  TextOptions,
  Tokenizer,
} from "#model-files";
export type {
  Attention,
  HeadActivations as ForwardHeadActivations,
  LayerActivations,
  Likelihood,
} from "#transformer";
export type { CaptureInput } from "./activations.ts";
export * from "./evaluation/answer-types.ts";
