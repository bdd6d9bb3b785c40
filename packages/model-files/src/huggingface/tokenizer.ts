import { Tokenizer as HuggingFaceTokenizer } from "@huggingface/tokenizers";
import { describe, fault, type JsonBounds, parseBoundedJson } from "#base";
import type { Tokenizer } from "../tokens.ts";
import { checkTokenizer } from "./tokenizer-limits.ts";

/** Rows that models add to their embedding for divisibility (assumed). */
const MOST_PADDING = 1024;

/** Types that the library supports; it guesses for others. */
const MODELS: readonly string[] = ["BPE", "Unigram", "WordPiece"];

export interface TokenizerTexts {
  /** `tokenizer.json` and its file name. */
  readonly text: string;
  readonly file: string;
  /** `tokenizer_config.json`, if there is one. */
  readonly settings: { readonly text: string; readonly file: string } | null;
}

/** The largest published one: 33 MB, 1.8e6 values (Gemma; bounds assumed). */
const BOUNDS: JsonBounds = { length: 1 << 26, depth: 64, containers: 1_500_000, values: 4_000_000 };

/** Time limits, ms, to load a definition and to encode a text: fixed, and per character (assumed). */
const MOST_LOADING = 8000;
const MOST_ENCODING = { fixed: 8000, character: 0.02 };

/** A tokenizer whose `encode` adds the marks of beginning and end that its files require. */
export interface MarkedTokenizer extends Tokenizer {
  /** Ids of a text without marks. */
  encodePlain(text: string): number[];
}

/** Runs code whose time depends on rules in files; throws an error named TimeLimitError if too slow. */
export type WithinTime = <T>(milliseconds: number, run: () => T) => T;

/**
 * The tokenizer of a Hugging Face folder. Throws ConfigError for a text that is no tokenizer, or is of
 * another model (ids beyond the model's `vocabulary`, or too few), and, with a `withinTime` that can end a
 * call, for rules that take too long.
 */
export function huggingFaceTokenizer(
  { text, file, settings }: TokenizerTexts,
  vocabulary: number,
  withinTime: WithinTime = (_, run) => run(),
): MarkedTokenizer {
  const definition = parseObject(text, file);
  const type = (definition as { model?: { type?: unknown } }).model?.type;
  if (typeof type !== "string" || !MODELS.includes(type))
    throw fault(file, "model.type", `expected one of ${MODELS.join(", ")}, received ${describe(type)}`);
  checkTokenizer(definition, file);
  const options = settings === null ? {} : parseObject(settings.text, settings.file);
  const attempt = <T>(expectation: string, milliseconds: number, run: () => T): T => {
    try {
      return withinTime(milliseconds, run);
    } catch (error) {
      throw fault(file, "(root)", `${expectation}, ${complaint(error)}`);
    }
  };
  const tokenizer = attempt(
    "expected a tokenizer",
    MOST_LOADING,
    () => new HuggingFaceTokenizer(definition, options),
  );
  let size = 0;
  for (const id of tokenizer.get_vocab(true).values()) size = Math.max(size, id + 1);
  if (size > vocabulary || size < vocabulary - MOST_PADDING)
    throw fault(file, "vocabulary", `expected ids of the model's ${vocabulary} tokens, received ${size}`);
  const encode = (words: string, marks: boolean): number[] =>
    attempt("cannot encode", MOST_ENCODING.fixed + MOST_ENCODING.character * words.length, () =>
      tokenizer.encode(words, { add_special_tokens: marks }).ids.map(Number),
    );
  return {
    vocabulary: size,
    encode: (words) => encode(words, true),
    encodePlain: (words) => encode(words, false),
    decode: (ids) =>
      attempt("cannot decode", MOST_ENCODING.fixed + MOST_ENCODING.character * ids.length, () =>
        tokenizer.decode([...ids], { skip_special_tokens: true }),
      ),
  };
}

/** For unsupported input the library throws plain Error; other classes come from the engine. */
function complaint(error: unknown): string {
  const { name, message } = error as Error;
  if (name === "TimeLimitError") return `received rules that take too long: ${message}`;
  if (name === "SyntaxError") return "received a pattern that is no regular expression";
  return name === "Error" ? `received something else: ${message}` : "received something else";
}

function parseObject(text: string, file: string): object {
  const value = parseBoundedJson(text, file, BOUNDS);
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw fault(file, "(root)", `expected an object, received ${describe(value)}`);
  return value;
}
