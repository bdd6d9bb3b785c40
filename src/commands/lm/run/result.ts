import type { Progress } from "#local-io";
import type { RealModel } from "#model-files";
import type { Haystack } from "#text-trials";
import type { FormName } from "../../../language-model/evaluation/forms.ts";
import type { AnsweredHaystack, Line } from "../../../language-model/evaluation/judge.ts";
import type { Setup, StudyPlan } from "../../../language-model/evaluation/study-plan.ts";
import type { Versus } from "../../../language-model/evaluation/versus.ts";
import type { CalibrationCost } from "./calibration-costs.ts";

/** A model's attention with selections of keys, judged against exact attention. */
export interface KeySelectionReport {
  readonly version: string;
  readonly form: FormName;
  readonly model: {
    /** Name in the model's file. */
    readonly name: string;
    /** Name of the file or folder. */
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
    /** Invalid UTF-8 bytes, read as U+FFFD. */
    readonly replaced: number;
  }[];
  /** Source of key means and converter ranges, in words. */
  readonly calibration: string;
  /** Cost of the query maps, one entry per subject with a map. */
  readonly calibrationCosts: readonly CalibrationCost[];
  readonly plan: StudyPlan;
  /** Digests of other dependencies: the calibration tokens, and the config's design and attention. */
  readonly digests: { readonly calibration: string; readonly config: string };
  /** Setups of the answers. */
  readonly setups: readonly Setup[];
  readonly haystacks: readonly AnsweredHaystack[];
  readonly lines: readonly Line[];
  readonly versus: readonly Versus[];
  /** Answers taken from the store. */
  readonly kept: number;
  /** Comparison with an earlier study, if one was named. */
  readonly against?: AnswersAgainst;
}

/** Difference of an answer from the earlier one. */
export interface AnswerDifference {
  readonly context: string;
  /** `exact`, or setup, variant and array. */
  readonly answer: string;
  /** Path of the first number that differs. */
  readonly path: string;
  readonly earlier: unknown;
  readonly now: unknown;
}

/** Comparison of answers with an earlier study. */
export interface AnswersAgainst {
  readonly file: string;
  /** Contexts of this run, and of the earlier study. */
  readonly contexts: number;
  readonly earlierContexts: number;
  readonly answers: number;
  /** Answers equal to the earlier ones in every stored digit. */
  readonly equal: number;
  /** Answers that the earlier study lacks. */
  readonly absent: number;
  /** The first differing answers. */
  readonly differences: readonly AnswerDifference[];
}

/** A checked study, ready to run. */
export interface PreparedStudy extends Pick<KeySelectionReport, "form" | "plan" | "texts"> {
  readonly model: RealModel;
  readonly named: KeySelectionReport["model"];
  /** By part of the plan. */
  readonly haystacks: readonly (readonly Haystack[])[];
  /** Calibration tokens, and their source in words. */
  readonly calibration: readonly number[];
  readonly calibrated: string;
  /** Longest sequence, and queries kept of the calibration text; by default the engine's. */
  readonly positions?: number;
  readonly samples?: number;
}

/** Receives messages of a run: `note` before and after, progress during it. */
export interface Listener {
  readonly progress: Progress;
  readonly note: (text: string) => void;
}
