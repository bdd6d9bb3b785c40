// Types of key selections, searched stores and measured silicon costs, for programs that import the package.

export type { Block as CellBlock } from "#memristors";
export type { TextTokenizer } from "#model-files";
export type { Context as ModelContext, MatrixError, States } from "#transformer";
export type { HashRequest } from "../attention/hashes/hash.ts";
export type {
  BudgetKind,
  Chooser,
  Draws,
  HashArray,
  KeyBlock,
  Misfit,
  NearBy,
  PreparedSelector,
  Projected,
  QueryBlock,
  Samples,
  Selector,
  SelectorDefinition,
  SelectorShape,
  SelectorTools,
  Site,
  TotalSource,
  Vectors,
  Wanted,
  WeightThreshold,
} from "../attention/selectors/selector.ts";
export type { SearchedFidelity } from "../commands/compare/run/searched-fidelity.ts";
export type { CalibrationCost as CalibrationWork } from "../commands/lm/run/calibration-costs.ts";
export type {
  AnswerDifference,
  AnswersAgainst,
  KeySelectionReport,
} from "../commands/lm/run/result.ts";
export type { AssumedNumber, AssumedReach, LargestMove, Move, Turned } from "../comparison/assumed-reach.ts";
export type { InLibrary } from "../comparison/one-library.ts";
export type {
  CALIBRATED,
  CalibratedMetric,
  Calibration as CostCalibration,
  Factors,
} from "../design/calibration.ts";
export type {
  ComponentTables,
  LibraryNumbers,
  TableQuantity,
  TableRow,
} from "../design/component-tables.ts";
export type { ByCode, MeasuredSelection, OpenChoices, WantedKeys } from "../design/key-codes.ts";
export type { AttentionConfig, AttentionSettings, attentionSchema } from "../design/workload.ts";
export type {
  AbortSignalLike,
  Budget as KeyBudget,
  Engine as ModelEngine,
  RunOptions,
  Scores,
  Selection as KeySelection,
  SelectionShares,
  SelectionStatistics,
} from "../language-model/engine/engine.ts";
export type { SelectedPairs } from "../mapping/scored.ts";
export type { SearchAction, SearchInstance } from "../peripherals/search/search.ts";
export type {
  Budget as SelectionBudget,
  SelectionKind,
  TopKAction,
  TopKInstance,
  TopKWork,
} from "../peripherals/top-k/top-k.ts";
export type { SearchedQuality } from "../simulation/searched-quality.ts";
