import type { EvaluatedMetrics } from "../explore/study.ts";
import { levelMetrics } from "../ladder/metrics/index.ts";
import { EVERY_LEVEL } from "../ladder/metrics/metric.ts";

/** Columns of a study's levels, SI with the unit in the name. */
export const LEVEL_METRICS: EvaluatedMetrics = Object.fromEntries(
  EVERY_LEVEL.map((level) => [level, levelMetrics(level).map(({ key }) => key)]),
) as Record<keyof EvaluatedMetrics, string[]>;
