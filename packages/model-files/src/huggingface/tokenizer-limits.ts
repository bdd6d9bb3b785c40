import { describe, raise } from "#base";
import { LARGEST } from "../dimensions.ts";

/** Bounds of a `tokenizer.json` before the library parses it, far above published ones (assumed). */
const MOST_TEXT = 4096;
/** The only long text of a tokenizer: SentencePiece's table of characters, in base64. */
const LONG_TEXTS: Readonly<Record<string, number>> = { precompiled_charsmap: 1 << 21 };
const MOST_STEPS = 64;
const MOST_IDS = LARGEST.vocabulary;
/** Largest factor by which all steps together may lengthen a text. */
const MOST_GROWTH = 16;

type Fail = (path: string, message: string) => never;

/**
 * Refuses definitions that would cost the library excessive time or memory: ids beyond any vocabulary (it
 * lists all ids), long texts in a rule, chains of rules that multiply a text. Throws ConfigError.
 */
export function checkTokenizer(definition: object, file: string): void {
  const fail: Fail = (path, message) => raise(file, path, message);
  const {
    model,
    added_tokens: added,
    normalizer,
    pre_tokenizer,
    post_processor,
    decoder,
  } = definition as Given;
  checkVocabulary((model as Given)?.vocab, fail);
  if (!Array.isArray(added)) fail("added_tokens", `expected a list, received ${describe(added)}`);
  for (const [n, token] of (added as unknown[]).entries()) {
    const { id, content } = (token ?? {}) as Given;
    checkId(id, `added_tokens[${n}].id`, fail);
    if (typeof content !== "string" || content === "" || content.length > MOST_TEXT)
      fail(
        `added_tokens[${n}].content`,
        `expected a text of 1 to ${MOST_TEXT} characters, received ${describe(content)}`,
      );
  }
  const rules = { normalizer, pre_tokenizer, post_processor, decoder };
  const found = { steps: 0, growth: 1 };
  for (const [name, rule] of Object.entries(rules)) {
    checkType(rule, name, fail);
    checkRule(rule, name, found, fail);
  }
}

/** Keys under which a rule contains a sequence of rules. */
const SEQUENCES = ["normalizers", "pretokenizers", "processors", "decoders"];

/** A step, also within a sequence, is null or an object with its type: the library checks no more. */
function checkType(rule: unknown, path: string, fail: Fail): void {
  if (rule === null || rule === undefined) return;
  const given = (typeof rule === "object" ? rule : {}) as Given;
  if (typeof given.type !== "string")
    fail(`${path}.type`, `expected the name of a rule, received ${describe(given.type)}`);
  for (const key of SEQUENCES) {
    const steps = given[key];
    if (Array.isArray(steps))
      for (const [n, step] of steps.entries()) checkType(step ?? {}, `${path}.${key}[${n}]`, fail);
  }
}

type Given = Readonly<Record<string, unknown>>;

function checkVocabulary(vocab: unknown, fail: Fail): void {
  const tooMany = (count: number): void => {
    if (count > MOST_IDS) fail("model.vocab", `expected at most ${MOST_IDS} tokens, received ${count}`);
  };
  if (Array.isArray(vocab)) {
    tooMany(vocab.length);
    for (const [n, entry] of vocab.entries())
      if (!Array.isArray(entry) || typeof entry[0] !== "string" || !Number.isFinite(entry[1]))
        fail(`model.vocab[${n}]`, `expected a text and its score, received ${describe(entry)}`);
    return;
  }
  if (typeof vocab !== "object" || vocab === null)
    fail("model.vocab", `expected tokens, received ${describe(vocab)}`);
  const ids = Object.entries(vocab as object);
  tooMany(ids.length);
  for (const [piece, id] of ids) checkId(id, `model.vocab.${piece}`, fail);
}

function checkId(id: unknown, path: string, fail: Fail): void {
  if (!Number.isInteger(id) || (id as number) < 0 || (id as number) >= MOST_IDS)
    fail(path, `expected an id in [0, ${MOST_IDS - 1}], received ${describe(id)}`);
}

/** Checks one rule and those within it. */
function checkRule(rule: unknown, path: string, found: { steps: number; growth: number }, fail: Fail): void {
  if (typeof rule === "string") {
    const most = LONG_TEXTS[path.slice(path.lastIndexOf(".") + 1)] ?? MOST_TEXT;
    if (rule.length > most) fail(path, `expected at most ${most} characters, received ${rule.length}`);
    return;
  }
  if (typeof rule !== "object" || rule === null) return;
  const { type, pattern, content, prepend } = rule as Given;
  if (type !== undefined && ++found.steps > MOST_STEPS)
    fail(path, `expected at most ${MOST_STEPS} rules, received more`);
  if (type === "Replace") found.growth *= growthOf(pattern, content);
  if (type === "Prepend" && typeof prepend === "string") found.growth *= Math.max(1, prepend.length / 8);
  if (found.growth > MOST_GROWTH)
    fail(path, `expected rules that lengthen a text up to ${MOST_GROWTH} times, received more`);
  for (const [key, value] of Object.entries(rule)) checkRule(value, `${path}.${key}`, found, fail);
}

/** Largest factor by which a replacement lengthens a text: a pattern may match one character, or none. */
function growthOf(pattern: unknown, content: unknown): number {
  const own = typeof content === "string" ? content.length : 0;
  const { String: text } = (pattern ?? {}) as Given;
  return typeof text === "string" && text !== "" ? Math.max(1, own / text.length) : 1 + own;
}
