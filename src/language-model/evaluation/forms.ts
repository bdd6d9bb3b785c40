// Sizes of `lm`'s studies: contexts, lengths, arrays and setups of each form.

import { USUAL_PASSAGE } from "#text-trials";
import type { BudgetKind, NearBy, SelectorSpec, TotalSource } from "../../attention/selectors/selector.ts";
import type { Setup, StudyPart, StudyVariant } from "./study-plan.ts";

/** A selector under study. */
export interface Subject {
  readonly name: string;
  readonly selector: SelectorSpec;
  /** Whether each of its arrays or draws is a new sample. */
  readonly isDrawn: boolean;
  /** Whether it has its own budget, which is run too. */
  readonly hasDesign: boolean;
  /** Budgets that its selector supports; any if absent. */
  readonly budgets?: readonly BudgetKind[];
}

/** Choices of the caller. */
export interface StudyChoice {
  readonly seed: number;
  readonly subjects: readonly Subject[];
  /** Shares of the causal keys to attend. */
  readonly shares: readonly number[];
  /** Numbers of keys, and shares of the attention by the selectors' own estimates; none by default. */
  readonly keys?: readonly number[];
  readonly masses?: readonly number[];
  /** Least shares of a query's attention, and where its total comes from; none by default, and a first pass. */
  readonly thresholds?: readonly number[];
  readonly thresholdTotal?: TotalSource;
  /** Exponent by which thresholds fall with the keys that a query sees; 0 by default. */
  readonly thresholdExponent?: number;
  readonly nearBy?: NearBy;
  /** Whether oracle, window and random keys run too; true by default. */
  readonly references?: boolean;
  /** Whether query heads with shared keys select together, and the treatment of unattended keys. */
  readonly sharing?: StudyVariant["sharing"];
  readonly rest?: StudyVariant["rest"];
  readonly sink: number;
  readonly window: number;
  readonly denseLayers: number;
  readonly length: number;
  readonly depths: readonly [from: number, to: number];
  readonly setups: readonly Setup[];
  /** Contexts of each part; by default the form's number. */
  readonly contexts?: number;
  /** Numbers of the contexts of each part to run, from 1; all by default. */
  readonly only?: readonly number[];
}

/** Defaults of both forms; the window is the seed design's. */
export const USUAL = {
  seed: 20261126,
  shares: [1 / 8, 1 / 16],
  sink: 4,
  window: 32,
  denseLayers: 0,
  depths: [0.02, 0.8],
} as const;

/** Size of a form of a study. */
export interface Form {
  readonly length: number;
  readonly arrays: number;
  /** Setups by default. */
  readonly setups: readonly Setup[];
  readonly massOfOracle: readonly number[];
  /** More shares for the controls. */
  readonly windows: readonly number[];
  /** Whether to run the oracle at the share of the designs' own budget. */
  readonly oracleOfDesign: boolean;
  /** Whether one control hashes queries through another array than the keys. */
  readonly secondArray: boolean;
  readonly parts: (choice: StudyChoice) => readonly StudyPart[];
}

const shapeOf = (
  { length, depths }: StudyChoice,
  tail: number,
  numbers: number,
  passages: number,
): StudyPart["shape"] => ({ length, depths, tail, numbers, passages, passage: USUAL_PASSAGE });

/** Setups of a part that the caller selected. */
const among = (
  { setups }: StudyChoice,
  wanted: Readonly<Partial<Record<Setup, "crossed" | "nested">>>,
): StudyPart["setups"] =>
  Object.fromEntries(Object.entries(wanted).filter(([setup]) => setups.includes(setup as Setup)));

/** A model scored by windows: in C the context is the first token, in B the first half. */
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

/** Most windows of a toy model that are scored where the caller names no number. */
export const WINDOWS = { "quick windows": 4, windows: 16 } as const;

export const FORMS = {
  /** Takes minutes: three contexts with all questions, one array each. */
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
  /** Takes hours: the plan of evidence/diary/smollm2.md. */
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
  /** The plan of evidence/diary/index-on-smollm2.md: a tail and the needles share one exact context. */
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
  /** Windows of a toy model, entirely sparse, and sparse after an exact half. */
  "quick windows": windowForm(WINDOWS["quick windows"], 3),
  windows: windowForm(WINDOWS.windows, 5),
} as const satisfies Readonly<Record<string, Form>>;
export type FormName = keyof typeof FORMS;
