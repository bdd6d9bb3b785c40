import TinyQueue from "tinyqueue";
import { ConfigError } from "#base";
import { partsOf } from "./marks.ts";
import { type PreTokeniser, piecesOf } from "./pre-tokenisers.ts";
import type { TextTokenizer } from "./stored/model.ts";

/** A byte-level byte-pair encoding. */
export interface BytePairs {
  /** Name in error messages. */
  readonly file: string;
  /** Tokens by id, in GPT-2's alphabet of 256 printable characters, one per byte. */
  readonly tokens: readonly string[];
  /** Pairs of ids and the id of their joined token, the strongest first: left, right, joined, left, … */
  readonly merges: Int32Array;
  /** Ids of tokens that a text names literally; they never result from merging. */
  readonly marks: readonly number[];
  /** Marks without text, which are left out of decoded text. */
  readonly silent: ReadonlySet<number>;
  readonly rule: PreTokeniser;
}

/** First character for bytes that are not printable. */
const SHIFTED = 256;

const isPrintable = (byte: number): boolean =>
  (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;

/** GPT-2's alphabet: a printable byte is its own character; others are numbered from U+0100. */
const ALPHABET: readonly string[] = (() => {
  let next = SHIFTED;
  return Array.from({ length: 256 }, (_, byte) => String.fromCharCode(isPrintable(byte) ? byte : next++));
})();
const BYTE_OF = new Map(ALPHABET.map((character, byte) => [character, byte]));

/** Longest piece, in characters, and most pieces whose ids are cached. */
const REMEMBERED = { length: 32, pieces: 1 << 16 };

/** Longest piece in bytes: merging it takes seconds, and 40 bytes of memory each (assumed). */
const LONGEST_PIECE = 2 ** 23;

/** Exclusive upper bound of ids and merge ranks. */
const MOST_IDS = 2 ** 21;

const TEXT = new TextDecoder("utf-8", { ignoreBOM: true });
const BYTES = new TextEncoder();

/**
 * Tokenizer of a table of tokens and merges: merges the bytes of each piece pair by pair, the strongest merge
 * first, the leftmost in ties, until none applies. Takes as long as sorting the longest piece, n log n.
 */
export function byteLevelTokenizer(pairs: BytePairs): TextTokenizer {
  const { file, tokens, rule, silent } = pairs;
  const ids = new Map<string, number>();
  tokens.forEach((token, id) => {
    if (!ids.has(token)) ids.set(token, id);
  });
  const byteIds = ALPHABET.map((character) => ids.get(character) ?? -1);
  const ranks = rankTable(pairs.merges);
  const remembered = new Map<string, readonly number[]>();

  const pieceIds = (piece: string): readonly number[] => {
    const bytes = BYTES.encode(piece);
    if (bytes.length > LONGEST_PIECE) throw fault(file, TOO_LONG);
    if (rule.takesWhole) {
      const whole = ids.get(spelled(bytes));
      if (whole !== undefined) return [whole];
    }
    return merge(
      Int32Array.from(bytes, (byte) => {
        if (byteIds[byte] < 0)
          throw fault(
            file,
            `expected a text of the tokenizer's bytes, received ${JSON.stringify(piece.slice(0, 20))}`,
          );
        return byteIds[byte];
      }),
      ranks,
    );
  };
  const known = (piece: string): readonly number[] => {
    if (piece.length > REMEMBERED.length) return pieceIds(piece);
    const found = remembered.get(piece);
    if (found !== undefined) return found;
    if (remembered.size >= REMEMBERED.pieces) remembered.clear();
    const made = pieceIds(piece);
    remembered.set(piece, made);
    return made;
  };
  return {
    vocabulary: tokens.length,
    encode: (text) => {
      const encoded: number[] = [];
      for (const { mark, between } of partsOf(rule.composes ? text.normalize("NFC") : text, pairs, ids)) {
        for (const piece of pieces(between, rule, file)) for (const id of known(piece)) encoded.push(id);
        if (mark !== null) encoded.push(mark);
      }
      return encoded;
    },
    decode: (given) => {
      const marked = new Set(pairs.marks);
      const parts = given.map((id) => {
        if (!Number.isInteger(id) || id < 0 || id >= tokens.length)
          throw new RangeError(`expected ids in [0, ${tokens.length - 1}], received ${id}`);
        if (silent.has(id)) return new Uint8Array(0);
        return marked.has(id) ? BYTES.encode(tokens[id]) : bytesOf(tokens[id]);
      });
      return TEXT.decode(joined(parts));
    },
  };
}

const TOO_LONG = `expected words of at most ${LONGEST_PIECE} bytes, received a longer run of letters, blanks or marks`;

const fault = (file: string, message: string): ConfigError =>
  new ConfigError([{ place: file, path: "tokenizer", message }]);

const spelled = (bytes: Uint8Array): string => {
  let text = "";
  for (const byte of bytes) text += ALPHABET[byte];
  return text;
};

/** Bytes of a token; characters outside the alphabet stay themselves. */
const bytesOf = (token: string): Uint8Array =>
  joined(
    Array.from(token, (character) => {
      const byte = BYTE_OF.get(character);
      return byte === undefined ? BYTES.encode(character) : Uint8Array.of(byte);
    }),
  );

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** Rank and result of each merge, by pair; of two merges of one pair the first counts. */
function rankTable(merges: Int32Array): ReadonlyMap<number, number> {
  const ranks = new Map<number, number>();
  for (let n = 0; n < merges.length; n += 3) {
    const pair = merges[n] * MOST_IDS + merges[n + 1];
    if (!ranks.has(pair)) ranks.set(pair, (n / 3) * MOST_IDS + merges[n + 2]);
  }
  return ranks;
}

function pieces(text: string, rule: PreTokeniser, file: string): string[] {
  if (text === "") return [];
  try {
    return piecesOf(text, rule);
  } catch (error) {
    // The regular expression has exhausted its own stack.
    if (!(error instanceof RangeError)) throw error;
    throw fault(file, TOO_LONG);
  }
}

/** Ids after all merges. Symbols form a doubly linked list, and possible merges wait in a heap. */
function merge(symbols: Int32Array, ranks: ReadonlyMap<number, number>): readonly number[] {
  const { length } = symbols;
  const next = Int32Array.from(symbols, (_, n) => n + 1);
  const before = Int32Array.from(symbols, (_, n) => n - 1);
  const isGone = new Uint8Array(length);
  const mergeAt = (at: number): number | undefined =>
    at < 0 || next[at] >= length ? undefined : ranks.get(symbols[at] * MOST_IDS + symbols[next[at]]);
  const waiting: number[] = [];
  for (let at = 0; at < length; at++) {
    const found = mergeAt(at);
    if (found !== undefined) waiting.push(Math.floor(found / MOST_IDS) * LONGEST_PIECE + at);
  }
  const heap = new TinyQueue<number>(waiting, (a, b) => a - b);
  for (let entry = heap.pop(); entry !== undefined; entry = heap.pop()) {
    const at = entry % LONGEST_PIECE;
    const found = isGone[at] === 1 ? undefined : mergeAt(at);
    // The pair has been merged or changed since it was queued.
    if (found === undefined || Math.floor(found / MOST_IDS) !== Math.floor(entry / LONGEST_PIECE)) continue;
    const gone = next[at];
    symbols[at] = found % MOST_IDS;
    isGone[gone] = 1;
    next[at] = next[gone];
    if (next[at] < length) before[next[at]] = at;
    for (const place of [before[at], at]) {
      const other = mergeAt(place);
      if (other !== undefined) heap.push(Math.floor(other / MOST_IDS) * LONGEST_PIECE + place);
    }
  }
  const kept: number[] = [];
  for (let at = 0; at < length; at = next[at]) kept.push(symbols[at]);
  return kept;
}
