// The studies that `lm` runs on a real model.

import { SELECTORS } from "../../attention/selectors/index.ts";
import type { BudgetKind, SelectorSpec } from "../../attention/selectors/selector.ts";
import type { Budget } from "../real/engine.ts";
import type { Arm, Setup, StudyPart, StudyPlan } from "./arms.ts";
import { USUAL_PASSAGE } from "./needles.ts";

/** A selector under study. */
export interface Subject {
  readonly name: string;
  readonly selector: SelectorSpec;
  /** Whether every array or draw of it is another sample. */
  readonly isDrawn: boolean;
  /** Whether it has a budget of its own, which is run as well. */
  readonly hasDesign: boolean;
}

/** What a caller may set. */
export interface StudyChoice {
  readonly seed: number;
  readonly subjects: readonly Subject[];
  /** Shares of the causal keys. */
  readonly shares: readonly number[];
  /** Numbers of keys, and shares of the attention by the selectors' own estimates; none unless given. */
  readonly keys?: readonly number[];
  readonly masses?: readonly number[];
  /** Whether query heads that share keys choose together, and what becomes of the keys that are not attended. */
  readonly sharing?: Arm["sharing"];
  readonly rest?: Arm["rest"];
  readonly sink: number;
  readonly window: number;
  readonly denseLayers: number;
  readonly length: number;
  readonly depths: readonly [from: number, to: number];
  readonly setups: readonly Setup[];
  /** Contexts of each part; the form's own number unless given. */
  readonly contexts?: number;
  /** Numbers of the contexts of each part that are asked, from 1; all unless given. */
  readonly only?: readonly number[];
}

/** Sink, window, length and depths of both forms; the window is the seed design's. */
export const USUAL = {
  seed: 20261126,
  shares: [1 / 8, 1 / 16],
  sink: 4,
  window: 32,
  denseLayers: 0,
  depths: [0.02, 0.8],
} as const;

/** Size of a form of the study. */
interface Form {
  readonly length: number;
  readonly arrays: number;
  /** Setups unless the caller names others. */
  readonly setups: readonly Setup[];
  readonly massOfOracle: readonly number[];
  /** Further shares at which the controls are run. */
  readonly windows: readonly number[];
  /** Whether the oracle is run at the share of the designs' own budget. */
  readonly oracleOfDesign: boolean;
  /** Whether queries through an array that did not hash the keys are a control. */
  readonly secondArray: boolean;
  readonly parts: (choice: StudyChoice) => readonly StudyPart[];
}

const shapeOf = (
  { length, depths }: StudyChoice,
  tail: number,
  numbers: number,
  passages: number,
): StudyPart["shape"] => ({ length, depths, tail, numbers, passages, passage: USUAL_PASSAGE });

/** Setups of a part that the caller wants. */
const among = (
  { setups }: StudyChoice,
  wanted: Readonly<Partial<Record<Setup, "crossed" | "nested">>>,
): StudyPart["setups"] =>
  Object.fromEntries(Object.entries(wanted).filter(([setup]) => setups.includes(setup as Setup)));

/** A model that is scored by windows: the first token is the context of C, the first half that of B. */
function windowForm(windows: number, arrays: number) {
  return {
    length: 1024,
    arrays,
    setups: ["C"],
    massOfOracle: [],
    windows: [],
    oracleOfDesign: false,
    secondArray: true,
    parts: (choice: StudyChoice): readonly StudyPart[] => [
      {
        name: "windows",
        haystacks: choice.contexts ?? windows,
        shape: shapeOf(choice, choice.length, 0, 0),
        setups: among(choice, { C: "crossed" }),
      },
      {
        name: "second halves",
        haystacks: choice.contexts ?? windows,
        shape: shapeOf(choice, Math.ceil(choice.length / 2), 0, 0),
        setups: among(choice, { B: "crossed" }),
      },
    ],
  } as const;
}

export const FORMS = {
  /** Minutes: three contexts with all questions, one array each. */
  quick: {
    length: 1024,
    arrays: 3,
    setups: ["B", "C"],
    massOfOracle: [],
    windows: [],
    oracleOfDesign: false,
    secondArray: false,
    parts: (choice) => [
      {
        name: "haystacks",
        haystacks: choice.contexts ?? 3,
        shape: shapeOf(choice, 128, 4, 2),
        setups: among(choice, { B: "nested", C: "nested" }),
      },
      {
        name: "sparse answers",
        haystacks: choice.contexts ?? 3,
        shape: shapeOf(choice, 128, 4, 2),
        setups: among(choice, { A: "nested" }),
      },
    ],
  },
  /** Hours: the plan of docs/claims/smollm2.md. */
  full: {
    length: 2048,
    arrays: 5,
    setups: ["A", "B", "C"],
    massOfOracle: [0.95],
    windows: [1 / 2, 1 / 4],
    oracleOfDesign: true,
    secondArray: false,
    parts: (choice) => [
      {
        name: "stretches",
        haystacks: choice.contexts ?? 16,
        shape: shapeOf(choice, 512, 0, 0),
        setups: among(choice, { B: "crossed" }),
      },
      {
        name: "haystacks",
        haystacks: choice.contexts ?? 12,
        shape: shapeOf(choice, 0, 12, 4),
        setups: among(choice, { B: "nested" }),
      },
      {
        name: "sparse answers",
        haystacks: choice.contexts ?? 4,
        shape: shapeOf(choice, 0, 12, 4),
        setups: among(choice, { A: "nested" }),
      },
      {
        name: "sparse contexts",
        haystacks: choice.contexts ?? 6,
        shape: shapeOf(choice, 512, 12, 4),
        setups: among(choice, { C: "nested" }),
      },
    ],
  },
  /** The plan of docs/claims/index-on-smollm2.md: a tail and its context's needles share one exact context. */
  index: {
    length: 2048,
    arrays: 5,
    setups: ["B"],
    massOfOracle: [],
    windows: [],
    oracleOfDesign: false,
    secondArray: false,
    parts: (choice) => [
      {
        name: "contexts",
        haystacks: choice.contexts ?? 8,
        shape: shapeOf(choice, 512, 8, 4),
        setups: among(choice, { A: "nested", B: "nested", C: "nested" }),
      },
    ],
  },
  /** Windows of a toy model, all of them sparse, and after an exact half. */
  "quick windows": windowForm(4, 3),
  windows: windowForm(16, 5),
} as const satisfies Readonly<Record<string, Form>>;
export type FormName = keyof typeof FORMS;

/** Forms of a published model's study that a caller names; `quick` has a flag of its own. */
export const PLANS = ["full", "index"] as const satisfies readonly FormName[];

/** Whether a subject knows budgets of a kind; selectors that only an engine of its own knows take any. */
const servesBudget =
  (kind: BudgetKind) =>
  ({ selector }: Subject): boolean =>
    SELECTORS.find(({ name }) => name === selector.name)?.budgets.includes(kind) ?? true;

/** The study of a form under a caller's choice. Parts without any setup that is wanted are left out. */
export function studyPlan(form: FormName, choice: StudyChoice): StudyPlan {
  const { arrays, massOfOracle, windows, oracleOfDesign, secondArray, parts }: Form = FORMS[form];
  const { subjects, shares, keys = [], masses = [], sink, window, denseLayers, seed, sharing, rest } = choice;
  const common = {
    ...{ sink, window, denseLayers },
    ...(sharing === undefined ? {} : { sharing }),
    ...(rest === undefined ? {} : { rest }),
  };
  const arm = (
    name: string,
    level: string,
    role: Arm["role"],
    selector: SelectorSpec,
    budget: Arm["budget"],
    samples = 1,
  ): Arm => ({ ...common, id: `${name}, ${level}`, name, level, role, selector, budget, arrays: samples });
  const references = (level: string, budget: Arm["budget"]): Arm[] => [
    arm("oracle", level, "oracle", ORACLE, budget),
    arm("local window", level, "control", WINDOW, budget),
    arm("random keys", level, "control", RANDOM, budget),
    ...(secondArray ? [arm("second array", level, "control", SECOND_ARRAY, budget, arrays)] : []),
  ];
  const under = (level: string, budget: Budget): Arm[] =>
    subjects
      .filter(servesBudget(budget.kind))
      .map(({ name, selector, isDrawn }) =>
        arm(name, level, "subject", selector, budget, isDrawn ? arrays : 1),
      );
  const sized = [
    ...shares.map((share) => [shareWord(share), { kind: "share", share }] as const),
    ...keys.map((count) => [`${count} keys`, { kind: "fixed", keys: count }] as const),
  ].flatMap(([level, budget]) => [...under(level, budget), ...references(level, budget)]);
  const designed = subjects.filter(({ hasDesign }) => hasDesign);
  // Selectors of one kind take about as many keys; others have a level of their own, with controls that take as many.
  const kinds = [...new Set(designed.map(({ selector }) => selector.name))];
  const own = kinds.flatMap((kind, n) => {
    const level = n === 0 ? OWN : `${OWN} of ${kind}`;
    const arms = designed
      .filter(({ selector }) => selector.name === kind)
      .map(({ name, selector, isDrawn }) =>
        arm(name, level, "subject", selector, { kind: "design" }, isDrawn ? arrays : 1),
      );
    const others = references(level, { kind: "as", arm: arms[0].id });
    return [...arms, ...others.filter(({ role }) => role === "control" || oracleOfDesign || n > 0)];
  });
  const byMass = [...new Set([...massOfOracle, ...masses])].flatMap((p) => {
    const level = `mass ${p}`;
    const budget = { kind: "mass", p } as const;
    const leader = arm("oracle by mass", level, "oracle", ORACLE, budget);
    return [
      ...(masses.includes(p) ? under(level, budget) : []),
      leader,
      ...references(level, { kind: "as", arm: leader.id }),
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
    arms: firstOfEach([...own, ...sized, ...byMass, ...wide]),
    parts: wantedOf(parts(choice), choice),
  };
}

/** The parts that have a setup, each with those of the wanted contexts that it has. */
const wantedOf = (parts: readonly StudyPart[], { only }: StudyChoice): StudyPart[] =>
  parts
    .filter(({ setups }) => Object.keys(setups).length > 0)
    .map((part) =>
      only === undefined ? part : { ...part, only: only.filter((number) => number <= part.haystacks) },
    );

/** Arms without those that are another one's again: a reference may be what is under study. */
const firstOfEach = (arms: readonly Arm[]): Arm[] =>
  arms.filter(({ id }, n) => arms.findIndex((arm) => arm.id === id) === n);

const ORACLE: SelectorSpec = { name: "oracle", params: {} };
const WINDOW: SelectorSpec = { name: "window", params: {} };
const RANDOM: SelectorSpec = { name: "random", params: {} };
/** Keys through one array, queries through an unrelated one, no map between them. */
const SECOND_ARRAY: SelectorSpec = {
  name: "score",
  params: { hash: "second-array", query: "signs", bits: 64 },
};

/** The budget that a design asks for. */
export const OWN = "own budget";

/** `1/8` of the keys, or a percentage. */
export function shareWord(share: number): string {
  const parts = Math.round(1 / share);
  return Math.abs(parts * share - 1) < 1e-9 ? `1/${parts}` : `${Number((100 * share).toPrecision(3))} %`;
}
