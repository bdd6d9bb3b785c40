// What a program that imports the package has of evaluating configs one after another.

export type { Change } from "./change.ts";
export {
  createEvaluator,
  type EvaluatedConfig,
  type Evaluator,
  type EvaluatorOptions,
} from "./evaluator.ts";
export type { EvaluationLevel } from "./levels.ts";
