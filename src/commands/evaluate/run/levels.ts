/** price: area, energy and latency; estimate: with a quick estimate of quality; simulate: with simulated quality. */
export const EVALUATION_LEVELS = ["price", "estimate", "simulate"] as const;

/** Depth of an evaluation: a level of a study. */
export type EvaluationLevel = (typeof EVALUATION_LEVELS)[number];
