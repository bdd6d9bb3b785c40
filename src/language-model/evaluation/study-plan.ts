// Attention variants that a study compares, and the plan of a study.

import type { HaystackShape } from "#text-trials";
import type { Setup } from "../../design/selection-study.ts";
import type { Budget, Selection } from "../engine/engine.ts";

export { SETUP_NAMES, type Setup } from "../../design/selection-study.ts";

/**
 * Which positions are sparse. A: only the answer; B: question and answer, after an exact context; C:
 * everything, from the first token and layer.
 */
export const SETUPS = {
  A: "context and question exact, answer sparse",
  B: "context exact, question and answer sparse",
  C: "everything sparse from the first layer on",
} as const satisfies Readonly<Record<Setup, string>>;

/** Role of a variant in a comparison. */
export type Role =
  /** Judged against exact attention. */
  | "subject"
  /** The best keys by exact scores: shows the cost of the budget itself. */
  | "oracle"
  /** Must fail, or the task shows nothing. */
  | "control";

/** A budget, or the mean share attended by another variant of the study, measured on the first haystack. */
export type VariantBudget = Budget | { readonly kind: "as"; readonly variant: string };

/** An attention variant. */
export interface StudyVariant extends Omit<Selection, "budget" | "seed" | "array" | "measures"> {
  /** Unique in a study, such as `memristor 1/8`. */
  readonly id: string;
  /** Name of the selector in tables. */
  readonly name: string;
  /** The budget in words; variants with equal words are compared. */
  readonly level: string;
  readonly role: Role;
  readonly budget: VariantBudget;
  /** Number of sampled arrays or draws; 1 if nothing is drawn. */
  readonly arrays: number;
}

/** Haystacks of one shape under some setups. */
export interface StudyPart {
  readonly name: string;
  readonly haystacks: number;
  /** Haystacks to run, from 1; by default all. Questions of a haystack do not depend on this choice. */
  readonly only?: readonly number[];
  readonly shape: HaystackShape;
  /** For each setup, whether every array answers every haystack, or one array each in turn. */
  readonly setups: Readonly<Partial<Record<Setup, "crossed" | "nested">>>;
}

export interface StudyPlan {
  readonly seed: number;
  readonly variants: readonly StudyVariant[];
  readonly parts: readonly StudyPart[];
}

/** Resolves a budget. `shares`: mean attended shares of variants that others follow. */
export function settledBudget(budget: VariantBudget, shares: ReadonlyMap<string, number>): Budget {
  if (budget.kind !== "as") return budget;
  const share = shares.get(budget.variant);
  if (share === undefined)
    throw new RangeError(
      `settledBudget: expected the share of "${budget.variant}" to be known, received none`,
    );
  return { kind: "share", share };
}

/** Arrays that answer the n-th haystack of a part. */
export function arraysOf(
  variant: Pick<StudyVariant, "arrays">,
  n: number,
  form: "crossed" | "nested",
): number[] {
  return form === "nested" ? [n % variant.arrays] : Array.from({ length: variant.arrays }, (_, a) => a);
}
