import type { MetricLevel } from "../../../comparison/metrics/metric.ts";

/** Depth of an evaluation, with the equivalent level of a study. */
export const EVALUATION_LEVELS = {
  price: "analytic",
  estimate: "estimate",
  simulate: "simulate",
} as const satisfies Readonly<Record<EvaluationLevel, MetricLevel>>;

/** price: the analytic cost; estimate: with a quick estimate of quality; simulate: with simulated quality. */
export type EvaluationLevel = "price" | "estimate" | "simulate";
