/** Depth of an evaluation, a level of a study: the price, with a quick estimate of quality, or simulated. */
export type EvaluationLevel = "price" | "estimate" | "simulate";

export const EVALUATION_LEVELS: readonly EvaluationLevel[] = ["price", "estimate", "simulate"];
