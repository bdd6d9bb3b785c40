// The public interface of this package.
export { calibrateArrays, type MatrixError, newReads } from "./src/array-calibration.ts";
export { type Context, Contexts, type HeldContext, type States } from "./src/contexts.ts";
export {
  type Attention,
  capture,
  forward,
  type HeadActivations,
  type LayerActivations,
} from "./src/forward.ts";
export { generateGreedily } from "./src/generate.ts";
export {
  type ArrayScratch,
  type ChipArrays,
  CONTROL_WORDS as ARRAY_CONTROL_WORDS,
  cellsOf,
  type DigitArea,
  FIT_SUMS,
  type HeldMatrix,
  type HeldWeights,
  MOST_WHOLE,
  RANGE_BINS,
  rounded,
  rowBlocks,
  type WholeUnits,
  wideOf,
} from "./src/held-weights.ts";
export {
  ATTEND_QUERIES,
  type DecoderKernel,
  FLOAT,
  HALF,
  type SharedMemory,
  type TransformerKernel,
} from "./src/kernel.ts";
export { type AttendLayer, attendExactly, runBlock } from "./src/lane-block.ts";
export {
  type BlockJob,
  type Calibration,
  type Captured,
  calibrationFrom,
  KEY_SAMPLES,
  type KeyCodes,
  type LaneJob,
  QUERY_SAMPLES,
  SELECT_QUERIES,
  SHARE,
  SHARES,
  samplePosition,
} from "./src/lane-job.ts";
export { logitsOf, scoreRows } from "./src/lane-logits.ts";
export { type LaneSetting, scratchAt } from "./src/lane-products.ts";
export { type Likelihood, negativeLogLikelihood } from "./src/likelihood.ts";
export { CONTROL_WORDS, LaneStopped, lockstep, resetLanes, stopLanes } from "./src/lockstep.ts";
export {
  BLOCK_ROWS,
  fillMemory,
  keysAt,
  LOGIT_ROWS,
  type MemoryPlan,
  type PlacedMatrix,
  panelRows,
  planMemory,
} from "./src/memory-plan.ts";
export { attendShifted, type HeadOperands, logitOf, plainLogits } from "./src/shifted-attention.ts";
export type { WeightSettings, WeightStep } from "./src/weight-settings.ts";
