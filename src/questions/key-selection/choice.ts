import { SELECTORS } from "../../attention/selectors/index.ts";
import { ConfigError, didYouMean } from "../../base/errors.ts";
import { type AttentionConfig, hashCodeOf } from "../../design/workload.ts";
import { SETUP_NAMES, type Setup, type StudyPlan } from "../../language-model/evaluation/arms.ts";
import {
  FORMS,
  type FormName,
  type Subject,
  studyPlan,
  USUAL,
} from "../../language-model/evaluation/plans.ts";
import type { RealModel, TextTokenizer } from "../../language-model/real/model.ts";

/** What of a study of selected keys a caller chooses; everything else is the form's. */
export interface KeySelectionChoice {
  /** GGUF file, or Hugging Face folder of safetensors. */
  readonly model: string;
  /** Text files, each of one book or the like; without any, prose that the package makes. */
  readonly text?: readonly string[];
  /** Text that means of keys and ranges of converters come from; without one, the end of the first text, which is not asked then. */
  readonly calibration?: string;
  /** Minutes in place of hours. */
  readonly quick?: boolean;
  /** Tokens of a context with its question. */
  readonly length?: number;
  /** Contexts of each part of the study; the form's own number unless given. */
  readonly contexts?: number;
  /** Setups to run; B and C in the quick form, all in the full one. */
  readonly setups?: readonly Setup[];
  /** Selectors, by their names; the config's unless given: buckets are run in software and on memristors. */
  readonly select?: readonly string[];
  /** Budgets, shares of the keys before the query, in (0, 1]. */
  readonly shares?: readonly number[];
  readonly sink?: number;
  readonly localWindow?: number;
  readonly denseLayers?: number;
  /** Where the first and last needle are, shares of the context. */
  readonly depths?: readonly [from: number, to: number];
  readonly seed?: number;
  /** Threads; one a core. */
  readonly workers?: number;
  /** Folder that answers are kept in; a run that was stopped goes on from them. */
  readonly answers?: string;
  readonly signal?: AbortSignal;
}

/** The config's hash in buckets, on memristors and in software. */
export function bucketsOf(attention: AttentionConfig, length: number): Subject[] {
  const { rounds, chunk, lookBack } = attention;
  const { buckets } = hashCodeOf(attention, length);
  return (["memristor", "software"] as const).map((hash) => ({
    name: `${hash} buckets`,
    selector: { name: "buckets", params: { hash, rounds, chunk, lookBack, buckets } },
    isDrawn: true,
    hasDesign: true,
  }));
}

/** The selectors of a choice. Throws ConfigError for a name that is none. */
export function subjectsOf(select: readonly string[], buckets: readonly Subject[]): readonly Subject[] {
  const names = SELECTORS.map(({ name }) => name);
  return [...new Set(select)].flatMap((name): readonly Subject[] => {
    const selector = SELECTORS.find((candidate) => candidate.name === name);
    if (selector === undefined)
      throw fault(
        "--select",
        "(root)",
        `expected one of ${names.join(", ")}, received "${name}"${didYouMean(name, names)}`,
      );
    const known = buckets.filter((subject) => subject.selector.name === name);
    if (known.length > 0) return known;
    return [
      {
        name,
        selector: { name, params: {} },
        isDrawn: selector.needsCalibration,
        hasDesign: selector.budgets.includes("design"),
      },
    ];
  });
}

/** Refuses, before anything is read, what no model could be asked. */
export function checkChoice({ shares = [], depths, setups = [] }: KeySelectionChoice): void {
  for (const share of shares)
    if (!(share > 0 && share <= 1))
      throw fault("--share", "(root)", `expected shares of the keys in (0, 1], received ${share}`);
  if (depths !== undefined && !(depths[0] >= 0 && depths[0] <= depths[1] && depths[1] < 1))
    throw fault(
      "--depths",
      "(root)",
      `expected two rising shares in [0, 1), received ${depths.join(" and ")}`,
    );
  for (const setup of setups)
    if (!SETUP_NAMES.includes(setup))
      throw fault("--setup", "(root)", `expected ${SETUP_NAMES.join(", ")}, received "${setup}"`);
}

/** Refuses a model that the choice does not fit. */
export function checkModel(
  { dimensions }: RealModel,
  tokenizer: TextTokenizer | null,
  length: number,
  { model, denseLayers = 0 }: KeySelectionChoice,
): asserts tokenizer is TextTokenizer {
  if (tokenizer === null)
    throw fault(model, "(tokenizer)", "expected a model with a tokenizer for its texts, received none");
  if (length > dimensions.context)
    throw fault(
      "--length",
      "(root)",
      `expected at most the ${dimensions.context} tokens of the model's context, received ${length}`,
    );
  if (denseLayers >= dimensions.layers)
    throw fault(
      "--dense-layers",
      "(root)",
      `expected fewer than the model's ${dimensions.layers} layers, received ${denseLayers}`,
    );
}

/** The study that a choice comes to. */
export function planOf(
  form: FormName,
  length: number,
  subjects: readonly Subject[],
  choice: KeySelectionChoice,
): StudyPlan {
  return studyPlan(form, {
    seed: choice.seed ?? USUAL.seed,
    subjects,
    shares: choice.shares ?? USUAL.shares,
    sink: choice.sink ?? USUAL.sink,
    window: choice.localWindow ?? USUAL.window,
    denseLayers: choice.denseLayers ?? USUAL.denseLayers,
    length,
    depths: choice.depths ?? USUAL.depths,
    setups: choice.setups ?? FORMS[form].setups,
    ...(choice.contexts === undefined ? {} : { contexts: choice.contexts }),
  });
}

const fault = (place: string, path: string, message: string): ConfigError =>
  new ConfigError([{ place, path, message }]);
