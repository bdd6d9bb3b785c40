// Texts as token ids: from a tokenizer, a user's text, or a file of ids.

import { ConfigError, describe, fault, type Issue, type JsonBounds, parseBoundedJson } from "#base";
import type { Dimensions } from "./dimensions.ts";

/** A day's worth of predictions, in sequences of more than two hundred (assumed). */
const BOUNDS: JsonBounds = { length: 1 << 26, depth: 8, containers: 200_000, values: 20_000_000 };

/** Limits the messages about a file full of wrong ids. */
const MOST_ISSUES = 20;

/**
 * Token sequences of a JSON text: one array of ids, an array of such arrays, or { sequences: [{ tokens: ids
 * }] }. Each has 2 to context + 1 ids of the model's vocabulary (the last id is only predicted). Throws
 * ConfigError that names each wrong value, up to 20.
 */
export function parseTokens(
  text: string,
  file: string,
  { vocabulary, context }: Pick<Dimensions, "vocabulary" | "context">,
): number[][] {
  const issues: Issue[] = [];
  const complain = (path: string, expected: string, received: string): void => {
    if (issues.length < MOST_ISSUES)
      issues.push({ place: file, path, message: `expected ${expected}, received ${received}` });
  };
  const sequences = located(parseBoundedJson(text.replace(/^\uFEFF/, ""), file, BOUNDS));
  if (sequences.length === 0) complain("(root)", "at least one sequence", "none");
  for (const { path, ids } of sequences) {
    if (!Array.isArray(ids)) {
      complain(path, "an array of token ids", describe(ids));
      continue;
    }
    if (ids.length < 2 || ids.length > context + 1)
      complain(path, `2 to ${context + 1} token ids (the context and one to predict)`, `${ids.length}`);
    ids.forEach((id: unknown, i) => {
      if (!Number.isInteger(id) || (id as number) < 0 || (id as number) >= vocabulary)
        complain(`${path}[${i}]`, `a token id in [0, ${vocabulary - 1}]`, describe(id));
    });
  }
  if (issues.length > 0) throw new ConfigError(issues);
  return sequences.map(({ ids }) => ids as number[]);
}

/** Candidate id lists of the three accepted shapes, each with its path for errors. */
function located(value: unknown): { path: string; ids: unknown }[] {
  if (Array.isArray(value))
    return value.length === 0 || !Array.isArray(value[0])
      ? [{ path: "(root)", ids: value }]
      : value.map((ids: unknown, i) => ({ path: `[${i}]`, ids }));
  const list = (value as { sequences?: unknown } | null)?.sequences;
  if (!Array.isArray(list)) return [{ path: "(root)", ids: value }];
  return list.map((sequence: unknown, i) => ({
    path: `sequences[${i}].tokens`,
    ids: (sequence as { tokens?: unknown } | null)?.tokens,
  }));
}

export interface TextOptions {
  /** Predictions per sequence. Null: the text is one sequence. */
  readonly length?: number | null;
  /** Most sequences: of a long text those at its start, and one at its end. */
  readonly most?: number;
}

/** Characters up to which a text is always tokenised whole. */
const SHORT_TEXT = 1 << 20;
/** Tokens before a cut that may depend on the text after it. */
const EDGE = 256;

/** Least characters of a long text's end to tokenise. */
const SHORT_END = 1 << 16;

/** Ids at the beginning and end of a long text. */
export interface TextEnds {
  /** At least the number wanted, equal to the whole text's. */
  readonly head: readonly number[];
  readonly tail: readonly number[];
}

/**
 * Ids of a text's beginning, at least `wanted`, and of its end, `last`; null if the text is tokenised whole,
 * because it is short or mostly wanted. A file of gigabytes costs as much as one of a few megabytes.
 */
export function textEnds(
  text: string,
  { encode }: Pick<Tokenizer, "encode">,
  wanted: number,
  last: number,
): TextEnds | null {
  const part = (least: number, tokens: number, cut: (size: number) => string): number[] | null => {
    for (let size = Math.max(least, 8 * tokens); 2 * size < text.length; size *= 2) {
      const ids = encode(cut(size));
      if (ids.length >= tokens + EDGE) return ids;
    }
    return null;
  };
  // The text counts as short by the sum of both.
  if (2 * Math.max(SHORT_TEXT, 8 * (wanted + last)) >= text.length) return null;
  const head = part(SHORT_TEXT, wanted, (size) => text.slice(0, size));
  if (head === null) return null;
  if (last === 0) return { head: head.slice(0, -EDGE), tail: [] };
  const tail = part(SHORT_END, last, (size) => text.slice(-size));
  return tail === null ? null : { head: head.slice(0, -EDGE), tail: tail.slice(-last) };
}

/** Ids of a text; of a long one `wanted` at its start, and `last` at its end. */
function idsOf(text: string, tokenizer: Pick<Tokenizer, "encode">, wanted: number, last: number): number[] {
  const ends = textEnds(text, tokenizer, wanted, last);
  return ends === null ? tokenizer.encode(text) : [...ends.head.slice(0, wanted), ...ends.tail];
}

/**
 * Token sequences of a text. With a `length` of L: consecutive windows of L + 1 ids, of which the last is
 * only predicted and begins the next window; a remainder is dropped. Throws ConfigError for an empty text,
 * one too short for a window, one beyond the context, and a tokenizer of another vocabulary.
 */
export function textSequences(
  text: string,
  file: string,
  tokenizer: Tokenizer,
  { vocabulary, context }: Pick<Dimensions, "vocabulary" | "context">,
  { length = null, most }: TextOptions = {},
): number[][] {
  const fail = (path: string, expected: string, received: string): never => {
    throw fault(file, path, `expected ${expected}, received ${received}`);
  };
  if (length !== null && !(Number.isInteger(length) && length >= 1 && length <= context))
    fail("length", `an integer in [1, ${context}] (the model's context)`, `${length}`);
  if (text.trim() === "")
    fail("(text)", "a text", text === "" ? "an empty file" : `${text.length} characters, all blank`);
  const bare = text.replace(/^\uFEFF/, "");
  const ids =
    length === null || most === undefined
      ? tokenizer.encode(bare)
      : idsOf(bare, tokenizer, most * length + 1, length);
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

/** Converts text to token ids and back. */
export interface Tokenizer {
  /** Ids are in [0, vocabulary). */
  readonly vocabulary: number;
  /** Ids of a text, after the mark of its beginning if the model was trained with one. */
  encode(text: string): number[];
  /** Text of ids, without marks. Invalid UTF-8 becomes U+FFFD. */
  decode(ids: readonly number[]): string;
}
