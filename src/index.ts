// The public API. Everything else may change without notice.
export { type ArrayResponse, idealResponse, solvedResponse } from "./arrays/array-response.ts";
export { type CircuitRead, circuitRead } from "./arrays/circuit-read.ts";
export type { ArrayElectrics } from "./arrays/electrics.ts";
export { outputCurrents } from "./arrays/output-currents.ts";
export { type ProgrammedArray, programArray } from "./arrays/programmed-array.ts";
export { type LineVoltages, selectCell } from "./arrays/programming/line-drive.ts";
export type { DrivenArray, PowerSplit } from "./arrays/programming/operating-point.ts";
export {
  applyTrain,
  freshArray,
  type Programmed,
  type PulseTrain,
} from "./arrays/programming/pulse-train.ts";
export { resetTrain, setTrain } from "./arrays/programming/random-initialisation.ts";
export { type Calibration, calibrateThresholds } from "./arrays/programming/threshold-calibration.ts";
export { type WriteReport, writeVerify } from "./arrays/programming/write-verify.ts";
export { signalRetention } from "./arrays/signal-retention.ts";
export type { Circuit, Terminal } from "./arrays/solver/circuit.ts";
export { type Solution, solveCircuit } from "./arrays/solver/solve.ts";
export { type TransferMatrix, transferMatrix } from "./arrays/solver/transfer-matrix.ts";
export { updateTransfer } from "./arrays/solver/transfer-update.ts";
export type { LshAttended } from "./attention/attending-head.ts";
export { exactAttention } from "./attention/exact-attention.ts";
export type { HashCode } from "./attention/hash-code.ts";
export type { Hasher } from "./attention/hasher.ts";
export { crossPolytopeCode } from "./attention/hashes/cross-polytope.ts";
export { simHashCode } from "./attention/hashes/simhash.ts";
export { lshAttention } from "./attention/lsh-attention.ts";
export type { LshPlan } from "./attention/plan.ts";
export { drawProjections, projectionHasher } from "./attention/projection-hasher.ts";
export { type Catalogue, catalogueOf, extendCatalogue } from "./base/catalogue.ts";
export { type ComponentCost, define, type Instance, type Model } from "./base/component.ts";
export { type Dense, dense } from "./base/dense.ts";
export { parseDocument } from "./base/document.ts";
export { ConfigError, InfeasibleError, UnconvergedError } from "./base/errors.ts";
export { createRng, type Rng } from "./base/rng.ts";
export { run } from "./cli/program.ts";
export { type Authoring, authoring } from "./design/authoring.ts";
export { shippedCatalogue } from "./design/catalogue.ts";
export { type Config, parseConfig } from "./design/config.ts";
export type { Design } from "./design/design.ts";
export { jsonSchema } from "./design/json-schema.ts";
export type { PluginExport } from "./design/plugin-models.ts";
export type { Workload } from "./design/workload.ts";
export { type Evaluation, evaluate, price } from "./evaluate.ts";
export { hypervolume } from "./explore/hypervolume.ts";
export { nonDominated } from "./explore/pareto.ts";
export { crossovers, curves } from "./ladder/curves.ts";
export { climb, ratios } from "./ladder/ladder.ts";
export { captureActivations } from "./language-model/activations.ts";
export type { Checkpoint } from "./language-model/decoder.ts";
export { type Attention, forward } from "./language-model/forward.ts";
export { generateGreedily } from "./language-model/generate.ts";
export { negativeLogLikelihood } from "./language-model/likelihood.ts";
export type { Tokenizer } from "./language-model/tokenizer.ts";
export type { OperatingPoint } from "./mapping/operating-point.ts";
export { loadKernels } from "./runtime/kernels.ts";
export { type LoadedModel, loadModel, loadText, loadTokens } from "./runtime/model-files.ts";
export { loadSolverKernel } from "./runtime/solver-kernel.ts";
export { loadVmmKernel } from "./runtime/vmm-kernel.ts";
export type * from "./signature-types.ts";
export type { Activations } from "./simulation/activations.ts";
export { solveOperatingPoint } from "./simulation/operating-point.ts";
export { type Fidelity, simulate } from "./simulation/simulate.ts";
