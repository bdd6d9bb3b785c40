import type { MetricLevel } from "../../../comparison/metrics/metric.ts";

/** How far a config is evaluated, and the level of a study that is the same. */
export const EVALUATION_LEVELS = {
  price: "analytic",
  estimate: "estimate",
  simulate: "simulate",
} as const satisfies Readonly<Record<EvaluationLevel, MetricLevel>>;

/** price: the analytic cost; estimate: with a quick estimate of the quality; simulate: with the simulated quality. */
export type EvaluationLevel = "price" | "estimate" | "simulate";
