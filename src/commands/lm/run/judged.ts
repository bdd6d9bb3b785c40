import { createRng } from "#base";
import { type AnsweredHaystack, judge, setupsOf } from "../../../language-model/evaluation/judge.ts";
import type { StudyPlan } from "../../../language-model/evaluation/study-plan.ts";
import { allVersus } from "../../../language-model/evaluation/versus.ts";
import type { KeySelectionReport } from "./result.ts";

/** Answers with their judgement: each variant against exact attention, and subjects against each other. */
export function judged(
  haystacks: readonly AnsweredHaystack[],
  { variants, seed }: StudyPlan,
): Pick<KeySelectionReport, "setups" | "haystacks" | "lines" | "versus"> {
  const rng = createRng(seed).fork("bootstrap");
  return {
    setups: setupsOf(haystacks),
    haystacks,
    lines: judge(haystacks, variants, rng),
    versus: allVersus(haystacks, variants, rng),
  };
}
