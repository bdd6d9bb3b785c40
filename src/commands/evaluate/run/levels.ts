/** Depth of an evaluation, a level of a study: the price, with a quick estimate of quality, of the whole model, or simulated. */
export type EvaluationLevel = "price" | "estimate" | "model" | "simulate";

export const EVALUATION_LEVELS: readonly EvaluationLevel[] = ["price", "estimate", "model", "simulate"];
