// Variants of `lm`'s studies.

import { type BudgetKind, type SelectorSpec, TAU_KEYS } from "../../attention/selectors/selector.ts";
import type { Budget } from "../engine/engine.ts";
import { FORMS, type Form, type FormName, type StudyChoice, type Subject } from "./forms.ts";
import type { StudyPart, StudyPlan, StudyVariant } from "./study-plan.ts";

const servesBudget =
  (kind: BudgetKind) =>
  ({ budgets }: Subject): boolean =>
    budgets?.includes(kind) ?? true;

/** Makes variants with common settings. */
const waysWith =
  (common: Pick<StudyVariant, "sink" | "window" | "denseLayers" | "sharing" | "rest" | "nearBy">) =>
  (
    name: string,
    level: string,
    role: StudyVariant["role"],
    selector: SelectorSpec,
    budget: StudyVariant["budget"],
    arrays = 1,
  ): StudyVariant => ({ ...common, id: `${name}, ${level}`, name, level, role, selector, budget, arrays });

/** The study of a form with a caller's choices. Parts without any selected setup are left out. */
export function studyPlan(form: FormName, choice: StudyChoice): StudyPlan {
  const { arrays, massOfOracle, windows, oracleOfDesign, secondArray, parts }: Form = FORMS[form];
  const { subjects, shares, keys = [], references: hasReferences = true } = choice;
  const { sink, window, denseLayers, seed, sharing, rest, nearBy } = choice;
  const way = waysWith({ sink, window, denseLayers, sharing, rest, nearBy });
  const references = (level: string, budget: StudyVariant["budget"]): StudyVariant[] => [
    way("oracle", level, "oracle", ORACLE, budget),
    way("local window", level, "control", WINDOW, budget),
    way("random keys", level, "control", RANDOM, budget),
    ...(secondArray ? [way("second array", level, "control", SECOND_ARRAY, budget, arrays)] : []),
  ];
  const under = (level: string, budget: Budget): StudyVariant[] =>
    subjects
      .filter(servesBudget(budget.kind))
      .map(({ name, selector, isDrawn }) =>
        way(name, level, "subject", selector, budget, isDrawn ? arrays : 1),
      );
  const sized = [
    ...shares.map((share) => [shareWord(share), { kind: "share", share }] as const),
    ...keys.map((count) => [`${count} keys`, { kind: "fixed", keys: count }] as const),
  ].flatMap(([level, budget]) => [...under(level, budget), ...references(level, budget)]);
  const designed = subjects.filter(({ hasDesign }) => hasDesign);
  // Selectors of one kind use similar numbers of keys; every other kind has its own level and controls.
  const kinds = [...new Set(designed.map(({ selector }) => selector.name))];
  const own = kinds.flatMap((kind, n) => {
    const level = n === 0 ? OWN : `${OWN} of ${kind}`;
    const variants = designed
      .filter(({ selector }) => selector.name === kind)
      .map(({ name, selector, isDrawn }) =>
        way(name, level, "subject", selector, { kind: "design" }, isDrawn ? arrays : 1),
      );
    const others = references(level, { kind: "as", variant: variants[0].id });
    return [...variants, ...others.filter(({ role }) => role === "control" || oracleOfDesign || n > 0)];
  });
  const byWeight = weightBudgets(massOfOracle, choice).flatMap(({ level, leads, isWanted, budget }) => {
    const leader = way(leads, level, "oracle", ORACLE, budget);
    return [
      ...(isWanted ? under(level, budget) : []),
      leader,
      ...references(level, { kind: "as", variant: leader.id }),
    ];
  });
  const wide = windows
    .filter((share) => !shares.includes(share))
    .flatMap((share) => {
      const level = shareWord(share);
      const budget = { kind: "share", share } as const;
      return references(level, budget).filter(({ role }) => role === "control");
    });
  return {
    seed,
    variants: firstOfEach([...own, ...sized, ...byWeight, ...wide]).filter(
      ({ role }) => hasReferences || role === "subject",
    ),
    parts: wantedOf(parts(choice), choice),
  };
}

/** Budgets that each selector fills with its own number of keys; controls get the oracle's number. */
const weightBudgets = (
  massOfOracle: readonly number[],
  { masses = [], thresholds = [], thresholdTotal = "pass", thresholdExponent = 0 }: StudyChoice,
) => [
  ...[...new Set([...massOfOracle, ...masses])].map((p) => ({
    level: `mass ${p}`,
    leads: "oracle by mass",
    isWanted: masses.includes(p),
    budget: { kind: "mass", p } as const,
  })),
  ...thresholds.map((tau) => ({
    level:
      thresholdExponent === 0 ? `threshold ${tau}` : `threshold ${tau} (${TAU_KEYS}/n)^${thresholdExponent}`,
    leads: "oracle by threshold",
    isWanted: true,
    budget: {
      kind: "threshold",
      tau,
      total: thresholdTotal,
      ...(thresholdExponent === 0 ? {} : { exponent: thresholdExponent }),
    } as const,
  })),
];

/** Parts with a selected setup, each with its selected contexts. */
const wantedOf = (parts: readonly StudyPart[], { only }: StudyChoice): StudyPart[] =>
  parts
    .filter(({ setups }) => Object.keys(setups).length > 0)
    .map((part) =>
      only === undefined ? part : { ...part, only: only.filter((number) => number <= part.haystacks) },
    );

/** Variants without duplicates: a reference may also be a subject. */
const firstOfEach = (variants: readonly StudyVariant[]): StudyVariant[] =>
  variants.filter(({ id }, n) => variants.findIndex((variant) => variant.id === id) === n);

const ORACLE: SelectorSpec = { name: "oracle", params: {} };
const WINDOW: SelectorSpec = { name: "window", params: {} };
const RANDOM: SelectorSpec = { name: "random", params: {} };
/** Keys through one array, queries through an unrelated one, without a map between them. */
const SECOND_ARRAY: SelectorSpec = {
  name: "score",
  params: { hash: "second-array", query: "signs", bits: 64 },
};

/** Level of designs' own budgets. */
const OWN = "own budget";

/** A share of the keys in words: `1/8` or a percentage. */
function shareWord(share: number): string {
  const parts = Math.round(1 / share);
  return Math.abs(parts * share - 1) < 1e-9 ? `1/${parts}` : `${Number((100 * share).toPrecision(3))} %`;
}
