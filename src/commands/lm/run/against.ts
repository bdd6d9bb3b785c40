// Compares a study's answers with those of an earlier run of the same study.

import { z } from "zod";
import { fault, parseBoundedJson, raise } from "#base";
import { readInputFile } from "#local-io";
import type { AnsweredHaystack } from "../../../language-model/evaluation/judge.ts";
import { STORED_KEYS } from "../../../report/outward.ts";
import { haystackJson, planJson } from "./answer-json.ts";
import type { AnswerDifference, AnswersAgainst, KeySelectionReport } from "./result.ts";

/** Largest accepted report; one of 1 300 answers takes 3 MB. */
const MOST_BYTES = 64 << 20;
const BOUNDS = { length: MOST_BYTES, depth: 32, containers: 4e5, values: 4e6 };

/** Most listed differences. */
const MOST_LISTED = 20;

const plain = z.record(z.string(), z.unknown());
const answerSchema = z.looseObject({ setup: z.string(), [STORED_KEYS.variant]: z.string(), array: z.int() });
const haystackSchema = z.object({
  id: z.string(),
  part: z.string(),
  exact: z.array(z.unknown()),
  answers: z.array(answerSchema),
});
const earlierSchema = z.object({
  form: z.string(),
  model: z.object({ digest: z.string() }),
  texts: z.array(z.object({ name: z.string(), digest: z.string() })),
  calibration: z.string(),
  plan: z.object({ seed: z.number(), [STORED_KEYS.variants]: z.array(plain), parts: z.array(plain) }),
  digests: z.object({ calibration: z.string(), config: z.string() }).optional(),
  haystacks: z.array(haystackSchema).optional(),
});
type Haystack = z.output<typeof haystackSchema>;

/** A stored study whose answers are compared with new ones. */
export interface EarlierStudy extends Omit<z.output<typeof earlierSchema>, "haystacks"> {
  readonly file: string;
  readonly haystacks: readonly Haystack[];
}

/** Reads `result.json` of `lm`. Throws ConfigError for other files, or without each context's answers. */
export function readEarlier(file: string): EarlierStudy {
  const fail = (path: string, message: string): never => raise(file, path, message);
  const parsed = earlierSchema.safeParse(parseBoundedJson(readInputFile(file, MOST_BYTES), file, BOUNDS));
  if (!parsed.success) {
    const [{ path, message }] = parsed.error.issues;
    return fail(
      path.join(".") || "(root)",
      `expected the result.json that lm writes of selected keys (--select, --quick or a GGUF model): ${message}`,
    );
  }
  const { haystacks, ...study } = parsed.data;
  if (haystacks === undefined)
    return fail("haystacks", "expected the answers of each context, received a summary without them");
  return { ...study, file, haystacks };
}

/** Properties that two runs of one study must share. */
export type StudyIdentity = Pick<
  KeySelectionReport,
  "form" | "texts" | "calibration" | "plan" | "digests"
> & {
  readonly model: { readonly digest: string };
};

/** The same with the plan in its stored form. */
type StoredIdentity = Omit<StudyIdentity, "plan"> & { readonly plan: ReturnType<typeof planJson> };

/** Throws ConfigError, before any run, if the answers are of another study. */
export function checkSameStudy(earlier: EarlierStudy, now: StudyIdentity): void {
  const of = ({ form, model, texts, calibration, digests, plan }: EarlierStudy | StoredIdentity) => ({
    form,
    model: { digest: model.digest },
    texts: texts.map(({ name, digest }) => ({ name, digest })),
    calibration,
    // Results from before 29 November 2026 lack them.
    digests: earlier.digests === undefined ? undefined : digests,
    plan: { ...plan, parts: plan.parts.map(withoutOnly) },
  });
  const found = difference(asJson(of(earlier)), asJson(of({ ...now, plan: planJson(now.plan) })), "");
  if (found !== null)
    throw fault(
      earlier.file,
      found.path,
      `expected ${shortJson(found.now)}, as in the study that is asked now, received ${shortJson(found.earlier)}`,
    );
}

const withoutOnly = ({ only: _, ...part }: { readonly only?: unknown }): object => part;

/** Compares answers with earlier ones in the form stored in reports. */
export function answersAgainst(
  { file, haystacks }: EarlierStudy,
  answered: readonly AnsweredHaystack[],
): AnswersAgainst {
  const differences: AnswerDifference[] = [];
  let answers = 0;
  let equal = 0;
  let absent = 0;
  for (const haystack of answered) {
    const now = asJson(haystackJson(haystack)) as Haystack;
    const before = haystacks.find(({ id, part }) => id === now.id && part === now.part);
    const compare = (answer: string, earlier: unknown, own: unknown): void => {
      answers++;
      const found = earlier === undefined ? null : difference(earlier, own, "");
      if (earlier === undefined) absent++;
      else if (found === null) equal++;
      else if (differences.length < MOST_LISTED) differences.push({ context: now.id, answer, ...found });
    };
    compare("exact", before?.exact, now.exact);
    for (const own of now.answers) {
      const { setup, [STORED_KEYS.variant]: variant, array } = own;
      const same = before?.answers.find(
        (one) => one.setup === setup && one[STORED_KEYS.variant] === variant && one.array === array,
      );
      compare(`setup ${setup}, ${variant}, array ${array}`, same, own);
    }
  }
  return {
    file,
    contexts: answered.length,
    earlierContexts: haystacks.length,
    answers,
    equal,
    absent,
    differences,
  };
}

const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value)) as unknown;

interface Found {
  readonly path: string;
  readonly earlier: unknown;
  readonly now: unknown;
}

const isContainer = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;

/** First difference of two plain values, or null. */
function difference(earlier: unknown, now: unknown, path: string): Found | null {
  if (!isContainer(earlier) || !isContainer(now) || Array.isArray(earlier) !== Array.isArray(now))
    return Object.is(earlier, now) ? null : { path, earlier: earlier ?? null, now: now ?? null };
  const own = (tree: Readonly<Record<string, unknown>>, key: string): unknown =>
    Object.hasOwn(tree, key) ? tree[key] : undefined;
  for (const key of new Set([...Object.keys(earlier), ...Object.keys(now)])) {
    const found = difference(own(earlier, key), own(now, key), path === "" ? key : `${path}.${key}`);
    if (found !== null) return found;
  }
  return null;
}

/** JSON of a value for a message, cut if long. */
export function shortJson(value: unknown): string {
  const said = JSON.stringify(value) ?? "nothing";
  return said.length > 100 ? `${said.slice(0, 100)}…` : said;
}
