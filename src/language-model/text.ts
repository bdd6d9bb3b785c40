import { ConfigError } from "../base/errors.ts";
import type { Dimensions } from "./dimensions.ts";
import type { Tokenizer } from "./tokenizer.ts";

export interface TextOptions {
  /** Predictions a sequence. Null: the text is one sequence. */
  readonly length?: number | null;
}

/**
 * Token sequences of a text. With a `length` of L: consecutive windows of L + 1 ids, of which the last is only
 * predicted and begins the next window; what is left over at the end is dropped. Throws ConfigError for an
 * empty text, one too short for a window, one beyond the context, and a tokenizer of another vocabulary.
 */
export function textSequences(
  text: string,
  file: string,
  tokenizer: Tokenizer,
  { vocabulary, context }: Pick<Dimensions, "vocabulary" | "context">,
  { length = null }: TextOptions = {},
): number[][] {
  const fail = (path: string, expected: string, received: string): never => {
    throw new ConfigError([{ place: file, path, message: `expected ${expected}, received ${received}` }]);
  };
  if (length !== null && !(Number.isInteger(length) && length >= 1 && length <= context))
    fail("length", `an integer in [1, ${context}] (the model's context)`, `${length}`);
  if (text.trim() === "")
    fail("(text)", "a text", text === "" ? "an empty file" : `${text.length} characters, all blank`);
  const ids = tokenizer.encode(text.replace(/^\uFEFF/, ""));
  const stranger = ids.find((id) => !Number.isInteger(id) || id < 0 || id >= vocabulary);
  if (stranger !== undefined)
    fail("(text)", `token ids in [0, ${vocabulary - 1}] of the tokenizer`, `${stranger}`);
  const shortest = (length ?? 1) + 1;
  if (ids.length < shortest) fail("(text)", `at least ${shortest} tokens`, `${ids.length}`);
  if (length === null) {
    if (ids.length > context + 1)
      fail("(text)", `at most ${context + 1} tokens (the context and one to predict)`, `${ids.length}`);
    return [ids];
  }
  return Array.from({ length: Math.floor((ids.length - 1) / length) }, (_, w) =>
    ids.slice(w * length, (w + 1) * length + 1),
  );
}
