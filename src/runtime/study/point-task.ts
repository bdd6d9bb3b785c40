import { encodeRecord, type Judgement, judged, type PointOutcome, STATUSES } from "../../study/outcome.ts";
import type { StudyPoint } from "../../study/point-source.ts";
import { framed } from "../store/record-scan.ts";

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
  /** Whether another study's evaluation gave them. */
  readonly isReused?: true;
}

/** Evaluates a batch point after point; `onPoint` is told the place of each before it begins. */
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
