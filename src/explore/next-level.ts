import { dense } from "../base/dense.ts";
import { exactly, type Measurement, negated, ofEstimate } from "./measurement.ts";
import type { Judgement } from "./outcome.ts";
import { promotion, shareOfRange } from "./promotion.ts";

/** Column that holds the half-width of a metric's 95 % interval. */
export const intervalOf = (metric: string): string => `${metric}_interval95`;

/**
 * Rows that go from an exact level to the next: the front and its neighbourhood, as far as `slack` of the front's range in
 * each objective. Rows × columns, smaller is better; ascending.
 */
export function promoted(objectives: Float64Array, columns: number, slack: number): number[] {
  const points = dense(objectives.length / columns, columns, objectives);
  const { front, neighbours } = promotion(points, shareOfRange(points, slack));
  return [...front, ...neighbours].sort((a, b) => a - b);
}

/** A point's objectives, smaller is better, with their errors where the level gives them; `samples` are its trials. */
export const measurementsOf = (
  { names, objectives }: Pick<Judgement, "names" | "objectives">,
  metrics: readonly number[],
  samples: number,
): Measurement[] =>
  objectives.map(({ metric, sense }) => {
    const mean = metrics[names.indexOf(metric)];
    const at = names.indexOf(intervalOf(metric));
    const own = at < 0 ? exactly(mean) : ofEstimate({ mean, interval: metrics[at], samples });
    return sense === "min" ? own : negated(own);
  });
