import { Tokenizer as HuggingFaceTokenizer } from "@huggingface/tokenizers";
import { ConfigError } from "../../base/errors.ts";
import { describe } from "../../base/fields.ts";
import type { Tokenizer } from "../tokenizer.ts";

/** Rows that models add to their embedding so that its size divides well (assumed). */
const MOST_PADDING = 1024;

/** What the library knows; it takes anything else for a guess. */
const MODELS: readonly string[] = ["BPE", "Unigram", "WordPiece"];

export interface TokenizerTexts {
  /** `tokenizer.json` and its name. */
  readonly text: string;
  readonly file: string;
  /** `tokenizer_config.json`, if there is one. */
  readonly settings: { readonly text: string; readonly file: string } | null;
}

/**
 * The tokenizer of a Hugging Face folder. Throws ConfigError when a text is no tokenizer, or belongs to
 * another model: ids beyond the model's `vocabulary`, or too few of them.
 */
export function huggingFaceTokenizer(
  { text, file, settings }: TokenizerTexts,
  vocabulary: number,
): Tokenizer {
  const definition = parseObject(text, file);
  const type = (definition as { model?: { type?: unknown } }).model?.type;
  if (typeof type !== "string" || !MODELS.includes(type))
    throw fault(file, "model.type", `expected one of ${MODELS.join(", ")}, received ${describe(type)}`);
  const options = settings === null ? {} : parseObject(settings.text, settings.file);
  const tokenizer = attempt(
    file,
    "expected a tokenizer",
    () => new HuggingFaceTokenizer(definition, options),
  );
  let size = 0;
  for (const id of tokenizer.get_vocab(true).values()) size = Math.max(size, id + 1);
  if (size > vocabulary || size < vocabulary - MOST_PADDING)
    throw fault(file, "vocabulary", `expected ids of the model's ${vocabulary} tokens, received ${size}`);
  return {
    vocabulary: size,
    encode: (words) => attempt(file, "cannot encode", () => tokenizer.encode(words).ids.map(Number)),
    decode: (ids) => tokenizer.decode([...ids], { skip_special_tokens: true }),
  };
}

const fault = (file: string, path: string, message: string): ConfigError =>
  new ConfigError([{ place: file, path, message }]);

/** The library throws plain errors of its own for what it does not understand. */
function attempt<T>(file: string, expectation: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw fault(file, "(root)", `${expectation}, received something else: ${(error as Error).message}`);
  }
}

function parseObject(text: string, file: string): object {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw fault(file, "(text)", `not JSON: ${(error as Error).message}`);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw fault(file, "(root)", `expected an object, received ${describe(value)}`);
  return value;
}
