import type { LshPlan } from "../../src/attention/plan.ts";

/** Keys of a local window, by its definition: the w that lie nearest and may be seen, of two as near the left one. */
export const nearestKeys = (
  i: number,
  length: number,
  { causal, self, localWindow }: Pick<LshPlan, "causal" | "self" | "localWindow">,
): number[] =>
  Array.from({ length }, (_, j) => j)
    .filter((j) => j < i || (j === i && self === "allowed") || (j > i && !causal))
    .sort((a, b) => Math.abs(i - a) - Math.abs(i - b) || a - b)
    .slice(0, localWindow);
