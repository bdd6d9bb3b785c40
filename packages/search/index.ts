// The public interface of this package.
export {
  type BudgetAnswer,
  type BudgetMap,
  bestWithin,
  budgetMap,
  type Candidates,
  type Constraint,
  firstWithin,
  limitsBetween,
  type MapStep,
  nearestUses,
  ranked,
  type Slack,
  type Switch,
} from "./src/budget.ts";
export { checkUnits, unitIssues, unitOfColumn } from "./src/column-unit.ts";
export { conditionConstraints, conditionText, violation } from "./src/constraints.ts";
export { type Condition, columnsOf, holds, parseWhere } from "./src/expression.ts";
export { nsga2Search, usualPopulation } from "./src/nsga2.ts";
export { type Complaints, complaintsAbout } from "./src/parse-axis.ts";
export { parsePoints } from "./src/parse-points.ts";
export { MOST_POINTS, parseSearch, type SearchPlan } from "./src/parse-search.ts";
export { parametersByPath, parseSpace } from "./src/parse-space.ts";
export {
  decidable,
  decodeRecord,
  encodeRecord,
  FIXED_BYTES,
  type Judgement,
  judged,
  MOST_NUMBERS_BYTES,
  MOST_RECORD_BYTES,
  measurementsOf,
  NUMBER_BYTES,
  outcomeOf,
  type PointOutcome,
  type PointRecord,
  type PointStatus,
  promoted,
  STATUSES,
} from "./src/point-outcome.ts";
export { listSource, type PointSource, type StudyPoint, studySource } from "./src/point-source.ts";
export type { Outcome } from "./src/search.ts";
export { type SobolIndex, sobolIndices } from "./src/sobol-indices.ts";
export {
  type Assignment,
  type Axis,
  type AxisValue,
  assignmentOf,
  axisValue,
  codeAt,
  codesAt,
  gridOf,
  type ListedAxis,
  type Space,
  spelled,
} from "./src/space.ts";
export { areSeparable, type Measurement, survivors } from "./src/uncertain-front.ts";
