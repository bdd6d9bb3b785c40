import type { AnsweredHaystack } from "../../../language-model/evaluation/judge.ts";
import type { StudyPlan } from "../../../language-model/evaluation/study-plan.ts";
import { STORED_KEYS } from "../../../report/outward.ts";

/** A context's answers for `result.json`: means by item; scores by token are in the answers' file. */
export function haystackJson({ id, part, items, exact, answers }: AnsweredHaystack) {
  return {
    id,
    part,
    items,
    exact: scored(exact),
    answers: answers.map(({ setup, variant, array, score }) => ({
      setup,
      [STORED_KEYS.variant]: variant,
      array,
      shares: score.shares,
      layers: score.layers,
      items: scored(score),
    })),
  };
}

/** A study's plan for `result.json`. */
export const planJson = ({ variants, ...plan }: StudyPlan) => ({
  seed: plan.seed,
  [STORED_KEYS.variants]: variants.map(({ budget, nearBy, ...variant }) => ({
    ...variant,
    // Left out for codes: results from before 30 November 2026 lack it, and estimated all keys by their codes.
    ...(nearBy !== "codes" && ["mass", "threshold"].includes(budget.kind) ? { nearBy: "logits" } : {}),
    budget: budget.kind === "as" ? { kind: budget.kind, [STORED_KEYS.variant]: budget.variant } : budget,
  })),
  parts: plan.parts,
});

const scored = (score: AnsweredHaystack["exact"]) =>
  score.items.map(({ nll, right }) => ({
    nll_nats: mean(nll),
    tokensRight: right.reduce((sum, hit) => sum + hit, 0),
  }));

const mean = (values: readonly number[]): number =>
  Math.round((1e6 * values.reduce((sum, x) => sum + x, 0)) / values.length) / 1e6;
