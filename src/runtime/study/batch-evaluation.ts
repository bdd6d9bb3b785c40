import { type Judgement, judged } from "../../explore/outcome.ts";
import { encodeRecord, type PointOutcome, STATUSES } from "../../explore/record.ts";
import { framed } from "../store/crc-line.ts";
import type { Batch, BatchResult } from "./point-task.ts";

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
