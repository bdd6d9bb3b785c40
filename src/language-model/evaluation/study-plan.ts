// Ways to attend that a study compares, and what a study is.

import type { Setup } from "../../design/selection-study.ts";
import type { Budget, Selection } from "../engine/engine.ts";
import type { HaystackShape } from "./haystack.ts";

export { SETUP_NAMES, type Setup } from "../../design/selection-study.ts";

/**
 * Which positions are sparse. A: the answer alone; B: question and answer, after an exact context; C: everything, from the first
 * token and layer on.
 */
export const SETUPS = {
  A: "context and question exact, answer sparse",
  B: "context exact, question and answer sparse",
  C: "everything sparse from the first layer on",
} as const satisfies Readonly<Record<Setup, string>>;

/** What a variant is in a comparison. */
export type Role =
  /** Judged against exact attention. */
  | "subject"
  /** The best keys by exact scores: what the budget alone costs. */
  | "oracle"
  /** Has to fail, or the task says nothing. */
  | "control";

/** A budget, or the mean share that another variant of the study attends, measured on the first haystack. */
export type VariantBudget = Budget | { readonly kind: "as"; readonly variant: string };

/** One way to attend. */
export interface StudyVariant extends Omit<Selection, "budget" | "seed" | "array" | "measures"> {
  /** Unique in a study, such as `memristor 1/8`. */
  readonly id: string;
  /** What selects, in words of a table. */
  readonly name: string;
  /** The budget in words; variants of equal words are compared with each other. */
  readonly level: string;
  readonly role: Role;
  readonly budget: VariantBudget;
  /** Arrays or draws that are samples; 1 where nothing is drawn. */
  readonly arrays: number;
}

/** Haystacks of one shape under some setups. */
export interface StudyPart {
  readonly name: string;
  readonly haystacks: number;
  /** Numbers of those that are asked, from 1; all unless given. What is asked of one is the same whichever are asked. */
  readonly only?: readonly number[];
  readonly shape: HaystackShape;
  /** With each, whether every array answers every haystack, or one array each in turn. */
  readonly setups: Readonly<Partial<Record<Setup, "crossed" | "nested">>>;
}

export interface StudyPlan {
  readonly seed: number;
  readonly variants: readonly StudyVariant[];
  readonly parts: readonly StudyPart[];
}

/** A budget with nothing open. `shares`: mean attended share by variant, of those that others follow. */
export function settledBudget(budget: VariantBudget, shares: ReadonlyMap<string, number>): Budget {
  if (budget.kind !== "as") return budget;
  const share = shares.get(budget.variant);
  if (share === undefined)
    throw new RangeError(
      `settledBudget: expected the share of "${budget.variant}" to be known, received none`,
    );
  return { kind: "share", share };
}

/** Arrays that answer haystack `n` of a part. */
export function arraysOf(
  variant: Pick<StudyVariant, "arrays">,
  n: number,
  form: "crossed" | "nested",
): number[] {
  return form === "nested" ? [n % variant.arrays] : Array.from({ length: variant.arrays }, (_, a) => a);
}
