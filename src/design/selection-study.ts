// Config keys of a study of selected keys in a language model.

import { z } from "zod";
import { accept, choice, type FieldMeta, flag, integer, real } from "#base";
import { MOST_EXPONENT, NEAR_WORDS, TOTALS } from "../attention/selectors/selector.ts";

/** Setups of a study: which of context, question and answer are sparse. */
export type Setup = "A" | "B" | "C";
export const SETUP_NAMES: readonly Setup[] = ["A", "B", "C"];

/** Sizes of a study; `lm --quick` selects the one of minutes. */
export const STUDY_PLANS = ["full", "index"] as const;

/** Pattern of a comma-separated list of words of the form `word`. */
const wordsPattern = (word: string): string => `^(?:${word})(?:, *(?:${word}))*$`;

/** Comma-separated words, or one number where `ofNumber` accepts it; each word once. */
function list<T>(
  word: string,
  read: (word: string) => T,
  ofNumber: (number: number) => T | undefined,
  expectation: string,
  meta: FieldMeta,
) {
  const pattern = wordsPattern(word);
  const form = new RegExp(pattern);
  return accept<readonly T[], string | number>(
    (input) => {
      if (typeof input === "number") {
        const one = ofNumber(input);
        return one === undefined ? undefined : [one];
      }
      if (
        typeof input !== "string" ||
        input.length > (meta.maxLength ?? Number.POSITIVE_INFINITY) ||
        !form.test(input)
      )
        return undefined;
      return [...new Set(input.split(/, */).map(read))];
    },
    expectation,
    { ...meta, pattern },
  );
}

/** 1 over a number, a decimal or a percentage, in (0, 1]. */
const SHARE =
  "1/[1-9]\\d{0,6}|1(?:\\.0{1,9})?|0?\\.\\d{0,9}[1-9]\\d{0,9}|(?:100(?:\\.0{1,9})?|[1-9]\\d?(?:\\.\\d{1,9})?|0?\\.\\d{0,9}[1-9]\\d{0,9}) ?%";

function shareOf(word: string): number {
  const [number, over = "1"] = word.replace(/ ?%$/, "").split("/").map(Number);
  return number / Number(over) / (word.endsWith("%") ? 100 : 1);
}

const shares = (doc: string) =>
  list(
    SHARE,
    shareOf,
    (number) => (number > 0 && number <= 1 ? number : undefined),
    "shares in (0, 1], such as 1/8,6.25%,0.05",
    { doc, examples: ["1/8,1/16"], exclusiveMinimum: 0, maximum: 1 },
  );

/** A decimal below 1, or one with an exponent. */
const TAU = "0?\\.\\d{0,15}[1-9]\\d{0,15}|[1-9](?:\\.\\d{1,9})?e-[1-9]\\d?";

const MOST = 9_999_999;

const counts = (what: string, doc: string) =>
  list(
    "[1-9]\\d{0,6}",
    Number,
    (number) => (Number.isInteger(number) && number >= 1 && number <= MOST ? number : undefined),
    `${what} from 1 on, such as 1,3`,
    { doc, examples: ["1,3"], minimum: 1, maximum: MOST, multipleOf: 1 },
  );

const DEPTH = "0|0?\\.\\d{1,9}";
const DEPTHS = new RegExp(`^(?:${DEPTH}), *(?:${DEPTH})$`);

/** Two rising shares of a context; the pattern does not check that they rise. */
const depths = accept<readonly [from: number, to: number], string>(
  (input) => {
    if (typeof input !== "string" || input.length > 50 || !DEPTHS.test(input)) return undefined;
    const [from, to] = input.split(",").map(Number);
    return from <= to ? [from, to] : undefined;
  },
  "two rising shares of the context in [0, 1), such as 0.1,0.7",
  {
    doc: "where needles are, two shares of the context (default: 0.02,0.8)",
    maxLength: 50,
    pattern: DEPTHS.source,
    examples: ["0.1,0.7"],
  },
);

/** Keys of `languageModel.selection`; omitted ones are the plan's own. */
export const selectionStudySchema = z.strictObject({
  plan: choice(
    STUDY_PLANS,
    "of a published model: full (stretches, haystacks and sparse contexts apart; setups A, B, C) or index (a tail and needles in each context; setup B) (default: full)",
  ).optional(),
  only: counts(
    "numbers of contexts",
    "contexts of the study that are run, by number (default: all)",
  ).optional(),
  setups: list(
    "[A-Ca-c]",
    (word) => word.toUpperCase() as Setup,
    () => undefined,
    `a list of ${SETUP_NAMES.join(", ")}`,
    {
      doc: "A (context and question exact, answer sparse), B (context exact, question and answer sparse), C (all sparse from the first layer on), such as B,C (default: those of the plan)",
      maxLength: 20,
      examples: ["B,C"],
    },
  ).optional(),
  shares: shares("budgets, shares of the keys (default: 1/8,1/16)").optional(),
  keys: counts("numbers of keys", "budgets, numbers of keys with sink and window").optional(),
  masses: shares(
    "budgets, shares of the attention as selectors estimate it: the fewest keys that hold so much",
  ).optional(),
  thresholds: list(
    TAU,
    Number,
    (number) => (number > 0 && number < 1 ? number : undefined),
    "shares below 1, such as 1.5e-4,0.0001",
    {
      doc: "budgets, least shares of a query's attention: every key whose estimated weight reaches one is attended",
      examples: ["1.5e-4,1e-4"],
      exclusiveMinimum: 0,
      maximum: 1,
    },
  ).optional(),
  thresholdExponent: real(
    { min: 0, max: MOST_EXPONENT },
    "fall of a threshold with the keys n that a query sees: times (2048 / n)^thresholdExponent (default: 0)",
  ).optional(),
  thresholdTotal: choice(
    TOTALS,
    "where a threshold's total comes from before the compare: pass (a first pass over the estimates), last (the last query's) or running (exact sum of sink and window times the mean ratio so far) (default: pass)",
  ).optional(),
  nearBy: choice(
    NEAR_WORDS,
    "how sink and window enter a budget of mass or a threshold: by their logits, which are computed anyway, or by their codes, as in studies before 30 November 2026 (default: logits)",
  ).optional(),
  references: flag(
    "run oracle, local window and random keys at every budget (default: true; false takes a fraction of the time, and says nothing of what a budget costs by itself)",
  ).optional(),
  shareKeys: flag("query heads that share keys choose together, by their mean query").optional(),
  estimateRest: flag(
    "keys that are not attended are estimated by samples and their mean value, not dropped",
  ).optional(),
  sink: integer(
    { min: 0, max: 1 << 20 },
    "first keys that are always attended (default: 4; of a toy model the workload's)",
  ).optional(),
  localWindow: integer(
    { min: 1, max: 1 << 20 },
    "latest keys that are always attended (default: 32; of a toy model the workload's)",
  ).optional(),
  weights: choice(
    ["stored", "arrays"],
    "weights of the model: as stored, or in the arrays of design.weights, at a hundredth of the speed (default: stored)",
  ).optional(),
  denseLayers: integer({ min: 0, max: 1024 }, "first layers that attend every key (default: 0)").optional(),
  depths: depths.optional(),
  calibrationTokens: integer(
    { min: 1, max: 1 << 20 },
    "tokens of the calibration text that are used (default: as many as a context has; fewer are a control that fails)",
  ).optional(),
});

export type SelectionStudy = z.output<typeof selectionStudySchema>;
