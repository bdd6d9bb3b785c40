import { z } from "zod";
import { ConfigError, didYouMean, fault, parseLocated } from "#base";
import type { RealModel, TextTokenizer } from "#model-files";
import { SELECTORS, selectorNamed } from "../../../attention/selectors/index.ts";
import type { BudgetKind, Selector, SelectorShape } from "../../../attention/selectors/selector.ts";
import type { SelectionStudy } from "../../../design/selection-study.ts";
import { type AttentionConfig, hashCodeOf } from "../../../design/workload.ts";
import { FORMS, type FormName, type Subject, USUAL } from "../../../language-model/evaluation/forms.ts";
import { studyPlan } from "../../../language-model/evaluation/plans.ts";
import type { StudyPlan } from "../../../language-model/evaluation/study-plan.ts";

/** A caller's choices of a key-selection study; others are from `languageModel.selection` or the form. */
export interface KeySelectionChoice {
  /** GGUF file, Hugging Face folder of safetensors, or a model scored by windows (`lm`'s other models). */
  readonly model: string;
  /** JSON file of token ids, for a model scored by windows. */
  readonly tokens?: string;
  /** Text files, such as one book each; by default prose made by the package. */
  readonly text?: readonly string[];
  /** Text for key means and converter ranges; by default the first text's end, without questions. */
  readonly calibration?: string;
  /** Takes minutes instead of hours. */
  readonly quick?: boolean;
  /** Tokens of a context with its question. */
  readonly length?: number;
  /** Contexts of each part of the study; by default the form's number. */
  readonly contexts?: number;
  /** Earlier `result.json` of the study to compare with; not with `answers`, maybe another program's. */
  readonly against?: string;
  /**
   * Selectors by name, with non-default parameters after colons: `score:bits=64:query=signs`. By default the
   * config's. Buckets are run in software and on memristors.
   */
  readonly select?: readonly string[];
  readonly seed?: number;
  /** Threads; by default one per core. */
  readonly workers?: number;
  /** Folder of stored answers, from which a stopped run resumes. */
  readonly answers?: string;
  readonly signal?: AbortSignal;
}

/** A caller's choice combined with the config's study. */
export type SelectionChoice = KeySelectionChoice & SelectionStudy;

/** Config path of a key of the study. */
export const studyKey = (key: keyof SelectionStudy): string => `languageModel.selection.${key}`;

/** Subjects that hash into buckets with the config's hash, on memristors and in software. */
export function bucketsOf(attention: AttentionConfig, length: number): Subject[] {
  const { rounds, chunk, lookBack } = attention;
  const { buckets } = hashCodeOf(attention, length);
  return (["memristor", "software"] as const).map((hash) => ({
    name: `${hash} buckets`,
    selector: { name: "buckets", params: { hash, rounds, chunk, lookBack, buckets } },
    isDrawn: true,
    hasDesign: true,
    budgets: selectorNamed("buckets").budgets,
  }));
}

/** Subjects of the chosen selectors. Throws ConfigError for an unknown name. */
export function subjectsOf(
  select: readonly string[],
  buckets: readonly Subject[],
  selectors: readonly Selector[] = SELECTORS,
): readonly Subject[] {
  const names = selectors.map(({ name }) => name);
  return [...new Set(select)].flatMap((spec): readonly Subject[] => {
    const { name, given } = splitSpec(spec);
    const selector = selectors.find((candidate) => candidate.name === name);
    if (selector === undefined)
      throw fault(
        "--select",
        "(root)",
        `expected one of ${names.join(", ")}, received "${name}"${didYouMean(name, names)}`,
      );
    const known = buckets.filter((subject) => subject.selector.name === name);
    if (known.length > 0 && Object.keys(given).length === 0) return known;
    const place = (): string => "--select";
    parseLocated(z.strictObject({ [name]: selector.params }), {
      file: "--select",
      value: { [name]: given },
      place,
      keyPlace: place,
    });
    return [
      {
        name: spec,
        selector: { name, params: given },
        isDrawn: selector.needsCalibration,
        hasDesign: selector.budgets.includes("design"),
        budgets: selector.budgets,
      },
    ];
  });
}

/** Parses `name:parameter=value:…`; a value is a number, boolean or word; `group.parameter` is nested. */
function splitSpec(spec: string): { readonly name: string; readonly given: Record<string, unknown> } {
  const [name, ...pairs] = spec.split(":");
  const given: Record<string, unknown> = {};
  for (const pair of pairs) {
    const [, path, value] = /^([A-Za-z]+(?:\.[A-Za-z]+)?)=(.+)$/.exec(pair) ?? [];
    if (path === undefined) {
      const keys = SELECTORS.find((one) => one.name === name)?.params.shape ?? {};
      const [first] = Object.keys(keys);
      const hint = first === undefined ? "" : ` (such as ${name}:${"bits" in keys ? "bits" : first}=${pair})`;
      throw fault("--select", name, `expected parameter=value after a colon, received "${pair}"${hint}`);
    }
    const plain = value === "true" ? true : value === "false" ? false : Number(value);
    const read = typeof plain === "number" && Number.isNaN(plain) ? value : plain;
    const [first, second] = path.split(".");
    if (second === undefined) given[first] = read;
    else given[first] = { ...(given[first] as object | undefined), [second]: read };
  }
  return { name, given };
}

/** Throws ConfigError for parameters and budgets that do not fit a model and the design's arrays. */
export function checkSubjects(
  subjects: readonly Subject[],
  shape: SelectorShape,
  { keys = [], masses = [], thresholds = [], shares = [], estimateRest, calibrationTokens }: SelectionChoice,
  selectors: readonly Selector[] = SELECTORS,
): void {
  const calibrated = Math.min(shape.length, calibrationTokens ?? shape.length);
  const budgets: readonly (readonly [BudgetKind, string, readonly number[]])[] = [
    ["share", studyKey("shares"), shares],
    ["fixed", studyKey("keys"), keys],
    ["mass", studyKey("masses"), masses],
    ["threshold", studyKey("thresholds"), thresholds],
  ];
  const issues = subjects.flatMap(({ name, selector: { name: kind, params } }) => {
    const selector = selectorNamed(kind, selectors);
    const parsed = selector.params.parse(params) as Readonly<Record<string, unknown>>;
    const served = budgets.filter(([budget]) => selector.budgets.includes(budget));
    return [
      ...selector
        .misfits(parsed, shape)
        .map(({ path, message }) => ({ place: "--select", path: [name, ...path].join("."), message })),
      ...((selector.leastCalibration ?? 1) > calibrated
        ? [
            {
              place: calibrationTokens === undefined ? "--length" : studyKey("calibrationTokens"),
              path: name,
              message: `expected at least ${selector.leastCalibration} tokens of a calibration text, which ${kind} is trained on, received ${calibrated}`,
            },
          ]
        : []),
      ...budgets.flatMap(([budget, option, values]) =>
        values.length > 0 &&
        !selector.budgets.includes(budget) &&
        !served.some(([, , some]) => some.length > 0) &&
        !selector.budgets.includes("design")
          ? [
              {
                place: option,
                path: name,
                message: `expected a budget that ${kind} serves (${selector.budgets.join(", ")}), received one of ${budget}`,
              },
            ]
          : [],
      ),
      ...(estimateRest === true && selector.isSample === true
        ? [
            {
              place: studyKey("estimateRest"),
              path: name,
              message: `expected a selector whose keys have no weights, received ${kind}: its sample already represents all keys`,
            },
          ]
        : []),
    ];
  });
  for (const count of keys)
    if (count > shape.length)
      issues.push({
        place: studyKey("keys"),
        path: "(root)",
        message: `expected at most the ${shape.length} keys of a sequence, received ${count}`,
      });
  if (issues.length > 0) throw new ConfigError(issues);
}

/** Throws ConfigError for a model that does not fit the choice. */
export function checkModel(
  { dimensions }: RealModel,
  tokenizer: TextTokenizer | null,
  length: number,
  { model, denseLayers = 0 }: SelectionChoice,
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
      studyKey("denseLayers"),
      "(root)",
      `expected fewer than the model's ${dimensions.layers} layers, received ${denseLayers}`,
    );
}

/** Whether a choice names budgets other than shares. */
const hasBudget = ({ keys, masses, thresholds }: SelectionChoice): boolean =>
  [keys, masses, thresholds].some((budget) => budget !== undefined);

/** Plan of the chosen study. */
export function planOf(
  form: FormName,
  length: number,
  subjects: readonly Subject[],
  choice: SelectionChoice,
  near: { readonly sink: number; readonly window: number } = USUAL,
): StudyPlan {
  const plan = studyPlan(form, {
    seed: choice.seed ?? USUAL.seed,
    subjects,
    // Other budgets replace the default shares.
    shares: choice.shares ?? (hasBudget(choice) ? [] : USUAL.shares),
    keys: choice.keys,
    masses: choice.masses,
    thresholds: choice.thresholds,
    thresholdTotal: choice.thresholdTotal,
    thresholdExponent: choice.thresholdExponent,
    references: choice.references,
    nearBy: choice.nearBy,
    ...(choice.shareKeys === true ? { sharing: "key-value-head" as const } : {}),
    ...(choice.estimateRest === true ? { rest: "estimated" as const } : {}),
    sink: choice.sink ?? near.sink,
    window: choice.localWindow ?? near.window,
    denseLayers: choice.denseLayers ?? USUAL.denseLayers,
    length,
    depths: choice.depths ?? USUAL.depths,
    setups: choice.setups ?? FORMS[form].setups,
    contexts: choice.contexts,
    only: choice.only,
  });
  checkOnly(plan, choice);
  return plan;
}

/** Throws ConfigError for contexts that no part of the study has. */
function checkOnly({ parts }: StudyPlan, choice: SelectionChoice): void {
  const { only = [] } = choice;
  const most = Math.max(...parts.map(({ haystacks }) => haystacks));
  if (choice.only?.length === 0)
    throw fault(studyKey("only"), "(root)", `expected numbers of contexts from 1 to ${most}, received none`);
  for (const number of only)
    if (!(Number.isSafeInteger(number) && number >= 1 && number <= most))
      throw fault(
        studyKey("only"),
        "(root)",
        `expected numbers of contexts from 1 to ${most}, received ${number}`,
      );
}
