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
export type { HaystackShape, Item, PairedLoss, PassageShape } from "#text-trials";
export type {
  Attention,
  HeadActivations as ForwardHeadActivations,
  LayerActivations,
  Likelihood,
} from "#transformer";
export type { CaptureInput } from "./activations.ts";
export type { Budget, SelectionShares } from "./engine/engine.ts";
export type { HaystackScore, ItemScore } from "./evaluation/ask.ts";
export type { AnsweredHaystack, Line, LineVerdict, MeasureResult, NoPower } from "./evaluation/judge.ts";
export type {
  Role as VariantRole,
  Setup,
  StudyPart,
  StudyPlan,
  StudyVariant,
  VariantBudget,
} from "./evaluation/study-plan.ts";
export { SETUPS } from "./evaluation/study-plan.ts";
export type { Versus } from "./evaluation/versus.ts";
