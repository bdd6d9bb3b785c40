export type {
  Affects,
  Bytes,
  CrossedEstimate,
  Estimate,
  Joules,
  Kelvin,
  Metres,
  Ohms,
  Quantity,
  Range,
  Seconds,
  ShareEstimate,
  Siemens,
  SquareMetres,
  Volts,
  Watts,
} from "#base";
export {
  type ActionCost,
  type Catalogue,
  type ComponentCost,
  type ComponentInput,
  ConfigError,
  type Constant,
  catalogueOf,
  createRng,
  type Definition,
  type Dense,
  type DocumentLimits,
  type Domain,
  define,
  dense,
  extendCatalogue,
  InfeasibleError,
  type Instance,
  type Issue,
  type Located,
  type Model,
  type Numbers,
  parseDocument,
  type Rng,
  type ScalingClass,
  type StaticPower,
  type TechnologyNode,
} from "#base";
export type {
  Adder,
  AdderModel,
  Attachment,
  Dac,
  DacModel,
  Decoder,
  DecoderModel,
  Divider,
  DividerModel,
  DramStandard,
  Gather,
  GatherModel,
  InputStage,
  InputStageModel,
  LevelShifter,
  LevelShifterModel,
  Link,
  LinkModel,
  Load,
  Memory,
  MemoryActions,
  MemoryModel,
  Mux,
  MuxModel,
  Popcount,
  PopcountModel,
  Register,
  RegisterModel,
  RowDriver,
  RowDriverAction,
  RowDriverModel,
  SampleHold,
  SampleHoldModel,
  ShiftAdd,
  ShiftAddModel,
  TileSwitch,
  TileSwitchModel,
  VectorGather,
  WhiteSpace,
  WhiteSpaceModel,
} from "#circuits";
export type { ArrayElectrics, LineReach, Port, TileEnds, TilePorts, TileRegion } from "#crossbar-arrays";
export {
  type ArrayGeometry,
  type ArrayRecipe,
  type ArrayResponse,
  applyTrain,
  type BiasScheme,
  type Calibration,
  type CalibrationPlan,
  type CircuitRead,
  type ColumnPlan,
  calibrateThresholds,
  circuitRead,
  type DriveMode,
  type DrivenArray,
  type DriveWires,
  freshArray,
  idealResponse,
  type LineFaults,
  type LineVoltages,
  type OffsetRead,
  outputCurrents,
  type PowerSplit,
  type Programmed,
  type ProgrammedArray,
  type PulseTrain,
  programArray,
  resetTrain,
  type SignalRetention,
  type SolveMethod,
  type Staircase,
  selectCell,
  setTrain,
  signalRetention,
  solvedResponse,
  type VerifyRead,
  type WriteReport,
  type WriteVerify,
  writeVerify,
} from "#crossbar-arrays";
export {
  type CellChange,
  type Circuit,
  type DeviceLaw,
  type LaneMeasure,
  type LineSystem,
  loadSolverKernel,
  type Side,
  type Solution,
  type SolveOptions,
  type SolverKernel,
  type SymmetricSweep,
  solveCircuit,
  type Terminal,
  type TerminalSide,
  type TransferMatrix,
  type TransferOptions,
  transferMatrix,
  UnconvergedError,
  updateTransfer,
  type Wire,
} from "#crossbar-solver";
export type { LoadedModel } from "#local-io";
export { loadModel, loadText, loadTokens } from "#local-io";
export type {
  Dimension,
  HomeAccess,
  Loop,
  MappedProduct,
  MemoryLevel,
  MemoryTree,
  Operand,
  Product,
  ProductMapping,
} from "#loop-nests";
export { mapProduct } from "#loop-nests";
export type {
  CellLaw,
  Cells,
  Device,
  DeviceState,
  Dynamics,
  Memristor,
  MemristorModel,
  NonIdealities,
  ReadNoise,
  Wear,
  WearWindow,
  WornMemristor,
} from "#memristors";
export type { Objective, Sense } from "#pareto";
export { hypervolume, type Knee, nonDominated } from "#pareto";
export type { AxisValue, BudgetAnswer, BudgetMap, MapStep, Slack, SobolIndex, Switch } from "#search";
export { STATUSES } from "#search";
export type { CorruptLine, StudySummary } from "#study-runs";
export type { CoupledNoise, NoiseKey, VarianceForm, Vmm, VmmBatch, VmmKernel, VmmPlan } from "#vmm";
export { loadVmmKernel } from "#vmm";
export type { DynamicAction, DynamicArray, DynamicArrayModel } from "./arrays/dynamic/dynamic-array.ts";
export type { LshAttended } from "./attention/attending-head.ts";
export { type Attended, type ExactOptions, exactAttention } from "./attention/exact-attention.ts";
export {
  type Distribution,
  drawProjections,
  type HashCode,
  type Hasher,
  projectionHasher,
  type Role,
} from "./attention/hash-code.ts";
export { crossPolytopeCode } from "./attention/hashes/cross-polytope.ts";
export { simHashCode } from "./attention/hashes/simhash.ts";
export { type AttentionUnits, type LshOptions, lshAttention } from "./attention/lsh-attention.ts";
export type { ListPlan, LshPlan, Masking } from "./attention/plan.ts";
export type { StableSort } from "./attention/routing.ts";
export { defineSelector, type ProgrammedSets, type SelectorSpec } from "./attention/selectors/selector.ts";
export type { Mark, Output } from "./cli/output.ts";
export type {
  BudgetChoice,
  BudgetReport,
  ChoiceQuality,
  DesignAnswer,
  TradeRow,
} from "./commands/budget/run/result.ts";
export type { ChangedRecalls } from "./commands/compare/run/changed-recall.ts";
export type { Comparison } from "./commands/compare/run/comparison.ts";
export type { Change } from "./commands/evaluate/run/change.ts";
export {
  createEvaluator,
  type EvaluatedConfig,
  type Evaluator,
  type EvaluatorOptions,
} from "./commands/evaluate/run/evaluator.ts";
export type { EvaluationLevel } from "./commands/evaluate/run/levels.ts";
export type { HashReport } from "./commands/hash/run/hash.ts";
export type { KeySelectionChoice } from "./commands/lm/run/choice.ts";
export type { SensitivityQuery } from "./commands/sensitivity/run/sensitivity.ts";
export type { ModelChoice } from "./commands/shared/activations.ts";
export type {
  ConstantRow,
  MemberRow,
  RobustFront,
  SensitivityReport,
  TornadoRow,
} from "./commands/shared/sensitivity-result.ts";
export type { DiffOptions, FrontDiff, StudyDiff } from "./commands/study/run/diff.ts";
export type { FrontOptions, StudyFront } from "./commands/study/run/front.ts";
export type { ChangedPoint, Sets } from "./commands/study/run/largest-changes.ts";
export type { TileRow, TilesQuery, TilesReport } from "./commands/tiles/run/tiles.ts";
export type { Alternative, CostBand, CostBands, OffCentre, RatioBand } from "./comparison/bands.ts";
export type {
  ComparisonDesign,
  ComparisonView,
  DesignId,
  DesignResult,
  NumberWords,
  Ratio,
  Ratios,
} from "./comparison/comparison-design.ts";
export {
  type CapacityCost,
  type CapacityCurve,
  type CostsElsewhere,
  type Crossover,
  type CurvePoint,
  crossovers,
  curves,
  type LengthCosts,
  type Wins,
} from "./comparison/curves.ts";
export type { DataMovement, Occupancy, OccupancyStep } from "./comparison/data-movement.ts";
export type { EqualNodes } from "./comparison/equal-nodes.ts";
export type { BestChange, Flip, Outcome } from "./comparison/flips.ts";
export type { HashRival } from "./comparison/hash-rivals.ts";
export type { IsoQuality, RoundsFound } from "./comparison/iso-quality.ts";
export type { LatencyCheck } from "./comparison/latency-check.ts";
export type {
  BudgetLimit,
  MeasuredQuality,
  Metric,
  MetricSource,
  ModelPrice,
} from "./comparison/metrics/metric.ts";
export type { PlanTie } from "./comparison/plan-ties.ts";
export { priceAll, ratios, type TokenTimes } from "./comparison/priced-comparison.ts";
export type { Roofline } from "./comparison/roofline.ts";
export type { Split } from "./comparison/serving.ts";
export type { AttentionShare } from "./cost/attention-share.ts";
export type { CalibrationCost } from "./cost/calibration.ts";
export type { AreaItem, CostReport, EnergyItem } from "./cost/cost-report.ts";
export type { DieCost } from "./cost/die-cost.ts";
export type { Heat } from "./cost/heat.ts";
export type { Timing } from "./cost/latency.ts";
export type { Lifetime, Rewriting } from "./cost/lifetime.ts";
export type { ProvenanceItem } from "./cost/price-list.ts";
export type { Band } from "./cost/three-point.ts";
export { ARRAY_FIELDS, type ArrayDesign } from "./design/array-design.ts";
export { shippedCatalogue } from "./design/catalogue.ts";
export {
  type Config,
  type ConfigInput,
  type ConfigUse,
  configSchema,
  type FidelityPlan,
  parseConfig,
} from "./design/config.ts";
export { type Design, designSchema, type Frozen, type HashUnit, type Platform } from "./design/design.ts";
export type { Indexer, OtherLayers } from "./design/indexer.ts";
export { type JsonSchema, jsonSchema } from "./design/json-schema.ts";
export type { CurrentLoad } from "./design/line-limits.ts";
export type { LevelMemory } from "./design/memory-levels.ts";
export { type Authoring, authoring, type PluginExport, type PluginPart } from "./design/plugins.ts";
export type { ModelWidths } from "./design/shape-presets.ts";
export type { RoundAgreement, Workload } from "./design/workload.ts";
export { type CostTotals, type Evaluation, evaluate, type Priced, price } from "./evaluate.ts";
export * from "./language-model/library.ts";
export * from "./library/chip-types.ts";
export * from "./library/decoder.ts";
export * from "./library/library.ts";
export { keySelection } from "./library/lm.ts";
export { type OpenChoice, type OpenedModel, openModel } from "./library/open-model.ts";
export * from "./library/selection-types.ts";
export type {
  ActionCount,
  ChipPart,
  ComponentName,
  ForwardOperation,
  OperatingPoint,
  Operation,
} from "./mapping/action-counts.ts";
export type { DataName, DataPlace, DataPlaces } from "./mapping/flows/data-places.ts";
export type { LevelProduct } from "./mapping/level-traffic.ts";
export type { Mapping } from "./mapping/mapping.ts";
export type { Census, Placement } from "./mapping/placement.ts";
export type { ForwardStageName, Schedule, Stage, StageName } from "./mapping/schedule.ts";
export type { Precision } from "./mapping/sizes.ts";
export type { Adc, AdcModel } from "./peripherals/adc/adc.ts";
export type { Gpu, GpuAction, GpuModel, GpuSheet, Rates } from "./peripherals/gpu.ts";
export type { Block, MacAction, MacArray, MacModel, Spatial, Streams } from "./peripherals/mac/mac.ts";
export type { Argmax, ArgmaxModel } from "./peripherals/parts/argmax.ts";
export type { Combine, Combined, CombineModel } from "./peripherals/parts/combine.ts";
export type { Projection, ProjectionModel, Projector } from "./peripherals/projection/projection.ts";
export type { Comparator, ComparatorModel, Readout, Wta, WtaModel } from "./peripherals/readout/readout.ts";
export type { Inquiry, MatchLine, Search, SearchModel } from "./peripherals/search/search.ts";
export type { Softmax, SoftmaxModel } from "./peripherals/softmax/softmax.ts";
export type { Sorter, SorterModel, SortWork } from "./peripherals/sorter/sorter.ts";
export type { Candidates, Selection, TopK, TopKModel } from "./peripherals/top-k/top-k.ts";
export { run } from "./program/program.ts";
export type { Activations, HeadActivations, ProjectedFrom } from "./simulation/activations.ts";
export type { CacheAge, CacheMoment } from "./simulation/cache-age.ts";
export type { HashCircuit } from "./simulation/hash-circuit.ts";
export {
  DUPLICATION_VARIANTS,
  type DuplicationCurve,
  type DuplicationVariant,
} from "./simulation/hash-duplication.ts";
export type { Initialisation } from "./simulation/hash-initialisation.ts";
export type { BitStatistics } from "./simulation/hash-laws.ts";
export type { CollisionPoint, HashQuality, NoiseUnits } from "./simulation/hash-quality.ts";
export type { Kernels } from "./simulation/kernels.ts";
export { solveOperatingPoint } from "./simulation/operating-point.ts";
export type { HeadKeys, PreparedHead, Quality, TrialQuality } from "./simulation/quality.ts";
export type { ReadDisturb } from "./simulation/read-disturb.ts";
export { type Fidelity, type SimulationOptions, simulate } from "./simulation/simulate.ts";
export type { Job, RunTrials, Trial } from "./simulation/trials.ts";
export {
  type HashSources,
  type HashVariant,
  type SimulatedHash,
  VARIANTS,
} from "./simulation/variants.ts";
export type { JsonNumber, ParetoAnswer } from "./study/query.ts";
