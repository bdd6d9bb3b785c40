import type { RealModel } from "../../../../language-model/engine/model.ts";
import type { FormName } from "../../../../language-model/evaluation/forms.ts";
import type { Haystack } from "../../../../language-model/evaluation/item.ts";
import type { AnsweredHaystack, Line } from "../../../../language-model/evaluation/judge.ts";
import type { Setup, StudyPlan } from "../../../../language-model/evaluation/study-plan.ts";
import type { Versus } from "../../../../language-model/evaluation/versus.ts";
import type { Progress } from "../../../../runtime/progress.ts";
import type { CalibrationCost } from "./calibration-costs.ts";

/** A model's attention under selections of keys, judged against exact attention. */
export interface KeySelectionReport {
  readonly version: string;
  readonly form: FormName;
  readonly model: {
    /** As its file says. */
    readonly name: string;
    /** Of the file or folder. */
    readonly file: string;
    readonly family: string;
    /** SHA-256 of its bytes. */
    readonly digest: string;
    readonly layers: number;
    readonly heads: number;
    readonly keyValueHeads: number;
    readonly headWidth: number;
  };
  readonly texts: readonly {
    readonly name: string;
    readonly tokens: number;
    readonly digest: string;
    /** Bytes that are no UTF-8 and were read as U+FFFD. */
    readonly replaced: number;
  }[];
  /** What means of keys and ranges of converters come from. */
  readonly calibration: string;
  /** What the query maps of the subjects cost, one a subject that has one. */
  readonly calibrationCosts: readonly CalibrationCost[];
  readonly plan: StudyPlan;
  /** Of what else answers depend on: the tokens that calibrate, and the config's design and attention. */
  readonly digests: { readonly calibration: string; readonly config: string };
  /** Those of the answers. */
  readonly setups: readonly Setup[];
  readonly haystacks: readonly AnsweredHaystack[];
  readonly lines: readonly Line[];
  readonly versus: readonly Versus[];
  /** Answers that were kept from before. */
  readonly kept: number;
  /** Whether the answers are those of an earlier study; left out where none was named. */
  readonly against?: AnswersAgainst;
}

/** Where an answer is not that of before. */
export interface AnswerDifference {
  readonly context: string;
  /** `exact`, or setup, variant and array. */
  readonly answer: string;
  /** Of the first number that differs. */
  readonly path: string;
  readonly earlier: unknown;
  readonly now: unknown;
}

/** Whether answers are those of an earlier study. */
export interface AnswersAgainst {
  readonly file: string;
  /** Contexts that were asked now, and all of the earlier study. */
  readonly contexts: number;
  readonly earlierContexts: number;
  readonly answers: number;
  /** Answers whose every stored digit is that of before. */
  readonly equal: number;
  /** Answers that the earlier study does not have. */
  readonly absent: number;
  /** The first of those that differ. */
  readonly differences: readonly AnswerDifference[];
}

/** A study that is ready to be asked. */
export interface PreparedStudy extends Pick<KeySelectionReport, "form" | "plan" | "texts"> {
  readonly model: RealModel;
  readonly named: KeySelectionReport["model"];
  /** Of each part of the plan. */
  readonly haystacks: readonly (readonly Haystack[])[];
  /** Tokens that calibrate, and where they come from, in words. */
  readonly calibration: readonly number[];
  readonly calibrated: string;
  /** Longest sequence, and queries that are kept of the calibration text; the engine's own unless given. */
  readonly positions?: number;
  readonly samples?: number;
}

/** What a run says of itself: `note` once, before and after; progress all the time. */
export interface Listener {
  readonly progress: Progress;
  readonly note: (text: string) => void;
}
