// Evaluation of successive configs, for programs that import the package.

export type { Change } from "../commands/evaluate/run/change.ts";
export {
  createEvaluator,
  type EvaluatedConfig,
  type Evaluator,
  type EvaluatorOptions,
} from "../commands/evaluate/run/evaluator.ts";
export type { EvaluationLevel } from "../commands/evaluate/run/levels.ts";
