// Sizes of the studies that `lm` runs: contexts, lengths, arrays and setups of each form.

import type { SelectorSpec } from "../../attention/selectors/selector.ts";
import { USUAL_PASSAGE } from "./needles.ts";
import type { Setup, StudyPart, StudyVariant } from "./study-plan.ts";

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
  readonly sharing?: StudyVariant["sharing"];
  readonly rest?: StudyVariant["rest"];
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
export interface Form {
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
  /** Hours: the plan of evidence/diary/smollm2.md. */
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
  /** The plan of evidence/diary/index-on-smollm2.md: a tail and its context's needles share one exact context. */
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
