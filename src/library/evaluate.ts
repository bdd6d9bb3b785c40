// What a program that imports the package has of evaluating configs one after another.

export type { Change } from "../commands/evaluate/run/change.ts";
export {
  createEvaluator,
  type EvaluatedConfig,
  type Evaluator,
  type EvaluatorOptions,
} from "../commands/evaluate/run/evaluator.ts";
export type { EvaluationLevel } from "../commands/evaluate/run/levels.ts";
