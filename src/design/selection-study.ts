// A study of selected keys in a language model: what of it a config says.

import { z } from "zod";
import { accept, choice, type FieldMeta, flag, integer } from "../base/fields.ts";

/** Setups of a study: what of context, question and answer is sparse. */
export const SETUP_NAMES = ["A", "B", "C"] as const;
export type Setup = (typeof SETUP_NAMES)[number];

/** Sizes of a study; that of minutes is asked for by `lm --quick`. */
export const STUDY_PLANS = ["full", "index"] as const;

/** Words with commas between them, or one number; each of them as `one` reads it, null for what it refuses. */
function list<T>(one: (word: string) => T | null, expectation: string, meta: FieldMeta) {
  return accept<readonly T[], string | number>(
    (input) => {
      if (typeof input !== "string" && typeof input !== "number") return undefined;
      const words = String(input).split(",");
      const found = words.map((word) => one(word.trim())).filter((item) => item !== null);
      return found.length === words.length ? [...new Set(found)] : undefined;
    },
    expectation,
    meta,
  );
}

/** A fraction, a number or a percentage, in (0, 1]. */
function share(word: string): number | null {
  const [, numerator, denominator = "1", percent] = /^([\d.]+)(?:\/([\d.]+))?\s*(%)?$/.exec(word) ?? [];
  const value = Number(numerator) / Number(denominator) / (percent === "%" ? 100 : 1);
  return value > 0 && value <= 1 ? value : null;
}

const shares = (doc: string) =>
  list(share, "shares in (0, 1], such as 1/8,6.25%,0.05", {
    doc,
    pattern: "^[\\d./% ]+(,[\\d./% ]+)*$",
    examples: ["1/8,1/16"],
    exclusiveMinimum: 0,
    maximum: 1,
  });

const counts = (what: string, doc: string) =>
  list(
    (word) => (Number.isSafeInteger(Number(word)) && Number(word) >= 1 ? Number(word) : null),
    `${what} from 1 on, such as 1,3`,
    { doc, pattern: "^\\d+(, *\\d+)*$", examples: ["1,3"], minimum: 1 },
  );

const DEPTHS = /^[\d.]+, *[\d.]+$/;

/** Two rising shares of a context. */
const depths = accept<readonly [from: number, to: number], string>(
  (input) => {
    const [from, to] = typeof input === "string" && DEPTHS.test(input) ? input.split(",").map(Number) : [];
    return from >= 0 && from <= to && to < 1 ? ([from, to] as const) : undefined;
  },
  "two rising shares of the context in [0, 1), such as 0.1,0.7",
  {
    doc: "where needles are, two shares of the context (default: 0.02,0.8)",
    maxLength: 50,
    pattern: DEPTHS.source,
  },
);

/** Keys of `languageModel.selection`; what is left out is the plan's own. */
export const selectionStudySchema = z.strictObject({
  plan: choice(
    STUDY_PLANS,
    "of a published model: full (stretches, haystacks and sparse contexts apart; setups A, B, C) or index (a tail and needles in each context; setup B) (default: full)",
  ).optional(),
  only: counts(
    "numbers of contexts",
    "numbers of the contexts that are asked, of those of the study (default: all)",
  ).optional(),
  setups: list(
    (word) => SETUP_NAMES.find((name) => name === word.toUpperCase()) ?? null,
    `a list of ${SETUP_NAMES.join(", ")}`,
    {
      doc: "A (context and question exact, answer sparse), B (context exact, question and answer sparse), C (all sparse from the first layer on), such as B,C (default: those of the plan)",
      maxLength: 20,
      pattern: "^[A-Ca-c](, *[A-Ca-c])*$",
    },
  ).optional(),
  shares: shares("budgets, shares of the keys (default: 1/8,1/16)").optional(),
  keys: counts("numbers of keys", "budgets, numbers of keys with sink and window").optional(),
  masses: shares(
    "budgets, shares of the attention as selectors estimate it: the fewest keys that hold so much",
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
  denseLayers: integer({ min: 0, max: 1024 }, "first layers that attend every key (default: 0)").optional(),
  depths: depths.optional(),
  calibrationTokens: integer(
    { min: 1, max: 1 << 20 },
    "tokens of the calibration text that are used (default: as many as a context has; fewer are a control that fails)",
  ).optional(),
});

export type SelectionStudy = z.output<typeof selectionStudySchema>;
