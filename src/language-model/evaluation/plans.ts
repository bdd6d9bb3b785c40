// The studies that `lm` runs on a real model.

import type { SelectorSpec } from "../../attention/selectors/selector.ts";
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
  readonly sink: number;
  readonly window: number;
  readonly denseLayers: number;
  readonly length: number;
  readonly depths: readonly [from: number, to: number];
  readonly setups: readonly Setup[];
  /** Contexts of each part; the form's own number unless given. */
  readonly contexts?: number;
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

export const FORMS = {
  /** Minutes: three contexts with all questions, one array each. */
  quick: {
    length: 1024,
    arrays: 3,
    setups: ["B", "C"],
    massOfOracle: [],
    windows: [],
    oracleOfDesign: false,
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
} as const satisfies Readonly<Record<string, Form>>;
export type FormName = keyof typeof FORMS;

/** The study of a form under a caller's choice. Parts without any setup that is wanted are left out. */
export function studyPlan(form: FormName, choice: StudyChoice): StudyPlan {
  const { arrays, massOfOracle, windows, oracleOfDesign, parts } = FORMS[form];
  const { subjects, shares, sink, window, denseLayers, seed } = choice;
  const common = { sink, window, denseLayers };
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
  ];
  const sharing = shares.flatMap((share) => {
    const level = shareWord(share);
    const budget = { kind: "share", share } as const;
    return [
      ...subjects.map(({ name, selector, isDrawn }) =>
        arm(name, level, "subject", selector, budget, isDrawn ? arrays : 1),
      ),
      ...references(level, budget),
    ];
  });
  const designed = subjects.filter(({ hasDesign }) => hasDesign);
  const own = designed.map(({ name, selector, isDrawn }) =>
    arm(name, OWN, "subject", selector, { kind: "design" }, isDrawn ? arrays : 1),
  );
  const ofOwn =
    own.length === 0
      ? []
      : references(OWN, { kind: "as", arm: own[0].id }).filter(
          ({ role }) => role === "control" || oracleOfDesign,
        );
  const byMass = massOfOracle.flatMap((p) => {
    const level = `mass ${p}`;
    const leader = arm("oracle by mass", level, "oracle", ORACLE, { kind: "mass", p });
    return [leader, ...references(level, { kind: "as", arm: leader.id })];
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
    arms: firstOfEach([...own, ...ofOwn, ...sharing, ...byMass, ...wide]),
    parts: parts(choice).filter(({ setups }) => Object.keys(setups).length > 0),
  };
}

/** Arms without those that are another one's again: a reference may be what is under study. */
const firstOfEach = (arms: readonly Arm[]): Arm[] =>
  arms.filter(({ id }, n) => arms.findIndex((arm) => arm.id === id) === n);

const ORACLE: SelectorSpec = { name: "oracle", params: {} };
const WINDOW: SelectorSpec = { name: "window", params: {} };
const RANDOM: SelectorSpec = { name: "random", params: {} };

/** The budget that a design asks for. */
export const OWN = "own budget";

/** `1/8` of the keys, or a percentage. */
export function shareWord(share: number): string {
  const parts = Math.round(1 / share);
  return Math.abs(parts * share - 1) < 1e-9 ? `1/${parts}` : `${Number((100 * share).toPrecision(3))} %`;
}
