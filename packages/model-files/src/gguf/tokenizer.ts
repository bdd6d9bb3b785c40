import { byteLevelTokenizer } from "../byte-level-bpe.ts";
import { LARGEST } from "../dimensions.ts";
import { PRE_TOKENISERS, type PreTokeniser } from "../pre-tokenisers.ts";
import { sentencePieceTokenizer } from "../sentence-pieces.ts";
import { byteFault } from "../stored/byte-source.ts";
import type { TextTokenizer } from "../stored/model.ts";
import { type Gguf, listNumbers, listTexts } from "./header.ts";
import { type Keys, keysOf } from "./keys.ts";

const KEY = "tokenizer.ggml";

/** Token kinds by number [gguf-2026]. */
const [UNKNOWN, CONTROL, USER_DEFINED, BYTE] = [2, 3, 4, 6];
const MOST_KIND = 6;

/** Names of the two supported kinds of tokenizers in a file. */
const [BYTE_LEVEL, SENTENCE_PIECES] = ["gpt2", "llama"];

/** Bounds: published vocabularies have about 2 MB of tokens and a few hundred marks (assumed). */
const MOST = { characters: 1 << 24, marks: 1 << 12, markCharacters: 1 << 16 };

/** A tokenizer, and the id at the start of every training text, or null. */
export interface GgufTokenizer {
  readonly tokenizer: TextTokenizer;
  readonly begin: number | null;
}

/**
 * The tokenizer of a GGUF file, byte-level or of sentence pieces, for a model of `vocabulary` tokens; null
 * without one. Throws ConfigError for other kinds of tokenizers and for inconsistent lists.
 */
export function ggufTokenizer(gguf: Gguf, vocabulary: number): GgufTokenizer | null {
  const keys = keysOf(gguf);
  if (!keys.has(`${KEY}.model`)) return null;
  const kind = keys.text(`${KEY}.model`);
  if (kind !== BYTE_LEVEL && kind !== SENTENCE_PIECES)
    keys.fail(
      `${KEY}.model`,
      `expected "${BYTE_LEVEL}" (a byte-level BPE) or "${SENTENCE_PIECES}" (sentence pieces), received ${JSON.stringify(kind)}${OTHER_KINDS[kind] ?? ""}`,
    );
  const tokens = readTokens(gguf, keys, vocabulary);
  const kinds = readKinds(gguf, keys, vocabulary);
  const ofKind = (...wanted: number[]): number[] =>
    [...tokens.keys()].filter((id) => wanted.includes(kinds[id]) && tokens[id] !== "");
  const marks = ofKind(UNKNOWN, CONTROL, USER_DEFINED);
  checkMarks(keys, tokens, marks);
  const shared = { file: gguf.source.file, tokens, marks, silent: new Set(ofKind(UNKNOWN, CONTROL)) };
  const tokenizer =
    kind === BYTE_LEVEL
      ? byteLevelTokenizer({ ...shared, merges: readMerges(gguf, keys, tokens), rule: ruleOf(keys) })
      : sentencePieceTokenizer({
          ...shared,
          scores: readScores(gguf, keys, vocabulary),
          bytes: bytePieces(tokens, ofKind(BYTE)),
          unknown: ofKind(UNKNOWN)[0] ?? null,
          leads: keys.flag(`${KEY}.add_space_prefix`, true),
        });
  return { tokenizer, begin: beginOf(keys, vocabulary, kind === SENTENCE_PIECES) };
}

function checkMarks(keys: Keys, tokens: readonly string[], marks: readonly number[]): void {
  const characters = marks.reduce((sum, id) => sum + tokens[id].length, 0);
  if (marks.length > MOST.marks || characters > MOST.markCharacters)
    keys.fail(
      `${KEY}.token_type`,
      `expected at most ${MOST.marks} tokens that are marks, of ${MOST.markCharacters} characters in all, received ${marks.length} of ${characters}`,
    );
}

function ruleOf(keys: Keys): PreTokeniser {
  const pre = keys.text(`${KEY}.pre`, "default");
  if (Object.hasOwn(PRE_TOKENISERS, pre)) return PRE_TOKENISERS[pre];
  return keys.fail(
    `${KEY}.pre`,
    `expected one of ${Object.keys(PRE_TOKENISERS).join(", ")}, received ${JSON.stringify(pre)}`,
  );
}

/** Ids of single-byte pieces, written <0x0A>. */
function bytePieces(tokens: readonly string[], ids: readonly number[]): Int32Array {
  const bytes = new Int32Array(256).fill(-1);
  for (const id of ids) {
    const byte = /^<0x([0-9A-F]{2})>$/.exec(tokens[id])?.[1];
    if (byte !== undefined) bytes[Number.parseInt(byte, 16)] = id;
  }
  return bytes;
}

function readScores(gguf: Gguf, keys: Keys, vocabulary: number): Float32Array {
  const key = `${KEY}.scores`;
  const list = keys.list(key, ["float32"], LARGEST.vocabulary);
  if (list.count !== vocabulary)
    keys.fail(key, `expected a score for each of ${vocabulary} tokens, received ${list.count}`);
  const scores = Float32Array.from(listNumbers(gguf, key, list));
  const wrong = scores.findIndex((score) => !Number.isFinite(score));
  if (wrong >= 0)
    throw byteFault(
      gguf.source.file,
      list.at + 4 * wrong,
      `${key}[${wrong}]`,
      `expected a finite score, received ${scores[wrong]}`,
    );
  return scores;
}

const OTHER_KINDS: Readonly<Record<string, string>> = {
  bert: ", a WordPiece model",
  t5: ", a unigram model",
};

function readTokens(gguf: Gguf, keys: Keys, vocabulary: number): string[] {
  const key = `${KEY}.tokens`;
  const list = keys.list(key, ["string"], LARGEST.vocabulary);
  if (list.count !== vocabulary)
    keys.fail(key, `expected the model's ${vocabulary} tokens, received ${list.count}`);
  const tokens: string[] = [];
  let characters = 0;
  for (const [token, at] of listTexts(gguf, key, list)) {
    characters += token.length;
    if (characters > MOST.characters)
      throw byteFault(
        gguf.source.file,
        at,
        `${key}[${tokens.length}]`,
        `expected tokens of at most ${MOST.characters} characters in all, received more`,
      );
    tokens.push(token);
  }
  return tokens;
}

/** Kinds of tokens; all normal if the file does not give them. */
function readKinds(gguf: Gguf, keys: Keys, vocabulary: number): Uint8Array {
  const key = `${KEY}.token_type`;
  const kinds = new Uint8Array(vocabulary).fill(1);
  if (!keys.has(key)) return kinds;
  const list = keys.list(key, ["int32", "uint32"], LARGEST.vocabulary);
  if (list.count !== vocabulary)
    keys.fail(key, `expected a type for each of ${vocabulary} tokens, received ${list.count}`);
  let id = 0;
  for (const kind of listNumbers(gguf, key, list)) {
    if (kind < 0 || kind > MOST_KIND)
      throw byteFault(
        gguf.source.file,
        list.at + 4 * id,
        `${key}[${id}]`,
        `expected a type in [0, ${MOST_KIND}], received ${kind}`,
      );
    kinds[id++] = kind;
  }
  return kinds;
}

/** Ids of each merge: left, right, joined. */
function readMerges(gguf: Gguf, keys: Keys, tokens: readonly string[]): Int32Array {
  const key = `${KEY}.merges`;
  const list = keys.list(key, ["string"], LARGEST.vocabulary);
  const ids = new Map<string, number>();
  tokens.forEach((token, id) => {
    if (!ids.has(token)) ids.set(token, id);
  });
  const merges = new Int32Array(3 * list.count);
  let n = 0;
  for (const [text, at] of listTexts(gguf, key, list)) {
    // A token never begins with a literal blank, so the separator is at the second character or later.
    const blank = text.indexOf(" ", 1);
    const [left, right] = [text.slice(0, blank), text.slice(blank + 1)];
    const found = blank < 0 ? [] : [left, right, left + right].map((part) => ids.get(part) ?? -1);
    if (found.length === 0 || found.includes(-1))
      throw byteFault(
        gguf.source.file,
        at,
        `${key}[${n}]`,
        `expected two tokens that join to a third, received ${JSON.stringify(text.slice(0, 60))}`,
      );
    merges.set(found, 3 * n++);
  }
  return merges;
}

/** `usual`: whether a text begins with a mark if the file does not say. */
function beginOf(keys: Keys, vocabulary: number, usual: boolean): number | null {
  if (!keys.flag(`${KEY}.add_bos_token`, usual && keys.has(`${KEY}.bos_token_id`))) return null;
  const key = `${KEY}.bos_token_id`;
  const id = keys.real(key, 0, vocabulary - 1);
  return Number.isInteger(id) ? id : keys.fail(key, `expected an id, received ${id}`);
}
