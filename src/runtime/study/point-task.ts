import type { Judgement } from "../../explore/outcome.ts";
import type { StudyPoint } from "../../explore/point-source.ts";
import type { PointOutcome } from "../../explore/record.ts";

/** Evaluates a point of a study on a level of its list. */
export type EvaluateCodes = (level: number, codes: readonly number[]) => PointOutcome;

/** What a module of point evaluations exports. */
export interface EvaluatorModule {
  readonly createEvaluator: (data: unknown) => EvaluateCodes | Promise<EvaluateCodes>;
}

/** What every worker of a study is given. */
export interface WorkerSetting {
  /** URL of the module that evaluates points, and what it is given. */
  readonly evaluator: string;
  readonly data: unknown;
  /** By level. */
  readonly judgements: readonly Judgement[];
}

/** Points that a worker takes at once. */
export interface Batch {
  readonly level: number;
  readonly points: readonly StudyPoint[];
}

/** Results of a batch: framed lines of the store, and objectives with the violation for the search. */
export interface BatchResult {
  readonly level: number;
  readonly points: readonly StudyPoint[];
  readonly lines: Uint8Array;
  /** Points × (objectives + 1): the violation last; NaN for a point without numbers. */
  readonly outcomes: Float64Array;
  /** Points by status, in the order of STATUSES. */
  readonly counts: readonly number[];
}
