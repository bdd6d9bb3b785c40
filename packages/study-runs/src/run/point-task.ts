import type { StudyPoint } from "#search";
import { encodeRecord, type Judgement, judged, type PointOutcome, STATUSES } from "#search";
import { framed } from "../store/record-scan.ts";

/** Evaluates a point of a study on the level with this index. */
export type EvaluateCodes = (level: number, codes: readonly number[]) => PointOutcome;

/** Exports of a module that evaluates points. */
export interface EvaluatorModule {
  readonly createEvaluator: (data: unknown) => EvaluateCodes | Promise<EvaluateCodes>;
}

/** Data for every worker of a study. */
export interface WorkerSetting {
  /** URL of the module that evaluates points, and its data. */
  readonly evaluator: string;
  readonly data: unknown;
  /** By level. */
  readonly judgements: readonly Judgement[];
}

/** Points given to a worker at once. */
export interface Batch {
  readonly level: number;
  readonly points: readonly StudyPoint[];
}

/** Results of a batch: framed lines for the store, and objectives with the violation for the search. */
export interface BatchResult {
  readonly level: number;
  readonly points: readonly StudyPoint[];
  readonly lines: Uint8Array;
  /** Points × (objectives + 1): the violation last; NaN for a point without numbers. */
  readonly outcomes: Float64Array;
  /** Points by status, in the order of STATUSES. */
  readonly counts: readonly number[];
  /** Whether the metrics come from another study's evaluation. */
  readonly isReused?: true;
}

/** Evaluates a batch point by point; `onPoint` receives the position of each before it begins. */
export function evaluateBatch(
  batch: Batch,
  judgement: Judgement,
  evaluate: (codes: readonly number[]) => PointOutcome,
  onPoint: (place: number) => void = () => {},
): BatchResult {
  const { level, points } = batch;
  const outcomes = points.map(({ codes }, place) => {
    onPoint(place);
    return evaluate(codes);
  });
  return { level, points, ...resultOf(batch, judgement, outcomes) };
}

/** Lines and judged outcomes of points. */
export function resultOf(
  { level, points }: Batch,
  judgement: Judgement,
  found: readonly PointOutcome[],
): Pick<BatchResult, "lines" | "outcomes" | "counts"> {
  const width = judgement.objectives.length + 1;
  const outcomes = new Float64Array(points.length * width).fill(Number.NaN);
  const counts = STATUSES.map(() => 0);
  const texts = found.map((outcome, n) => {
    const verdict = judged(judgement, outcome);
    if (verdict !== null) outcomes.set([...verdict.objectives, verdict.violation], n * width);
    counts[STATUSES.indexOf(outcome.status)]++;
    return encodeRecord({ level, ...points[n], ...outcome });
  });
  return { lines: framed(texts), outcomes, counts };
}
