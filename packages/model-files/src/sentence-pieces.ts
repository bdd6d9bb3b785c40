import { fault } from "#base";
import { mergeByScore, type PieceTable } from "./llama2c-tokenizer.ts";
import { partsOf } from "./marks.ts";
import type { TextTokenizer } from "./stored/model.ts";

/** A SentencePiece vocabulary whose pieces merge by score, as in Llama 2 and Mistral. */
export interface SentencePieces {
  /** Name in error messages. */
  readonly file: string;
  /** Pieces by id, with U+2581 for a blank. */
  readonly tokens: readonly string[];
  readonly scores: Float32Array;
  /** Ids of tokens that a text names literally; they never result from merging. */
  readonly marks: readonly number[];
  /** Marks without text. */
  readonly silent: ReadonlySet<number>;
  /** Ids of the 256 single bytes; −1 if missing. */
  readonly bytes: Int32Array;
  /** Id used for a byte without one, or null. */
  readonly unknown: number | null;
  /** Whether a blank is prepended to a text. */
  readonly leads: boolean;
}

const BLANK = "\u2581";
const TEXT = new TextDecoder("utf-8", { ignoreBOM: true });
const BYTES = new TextEncoder();

/**
 * Tokenizer of a table of pieces: each character is its piece, or its bytes if the vocabulary lacks it, and
 * neighbours whose union has the best score are merged until none has. O(n log n) for n characters.
 */
export function sentencePieceTokenizer(pieces: SentencePieces): TextTokenizer {
  const { file, tokens, scores, bytes, silent, unknown } = pieces;
  const ids = new Map<string, number>();
  tokens.forEach((token, id) => {
    if (!ids.has(token)) ids.set(token, id);
  });
  const table: PieceTable = {
    text: (id) => tokens[id],
    find: (text) => ids.get(text),
    score: (id) => scores[id],
  };
  const byteOf = new Map([...bytes].flatMap((id, byte) => (id < 0 ? [] : [[id, byte] as const])));
  const idOf = (byte: number): number => {
    const id = bytes[byte] < 0 ? unknown : bytes[byte];
    if (id !== null) return id;
    throw fault(file, "tokenizer", `expected a text of the tokenizer's pieces, received byte ${byte}`);
  };
  const encodePart = (text: string): number[] => {
    if (text === "") return [];
    const characters = (pieces.leads ? ` ${text}` : text).replaceAll(" ", BLANK);
    const first: number[] = [];
    for (const character of characters) {
      const id = ids.get(character);
      if (id === undefined) for (const byte of BYTES.encode(character)) first.push(idOf(byte));
      else first.push(id);
    }
    return mergeByScore(first, table);
  };
  return {
    vocabulary: tokens.length,
    encode: (text) => {
      const encoded: number[] = [];
      for (const { between, mark } of partsOf(text, pieces, ids)) {
        for (const id of encodePart(between)) encoded.push(id);
        if (mark !== null) encoded.push(mark);
      }
      return encoded;
    },
    decode: (given) => {
      const decoded: number[] = [];
      for (const id of given) {
        if (!Number.isInteger(id) || id < 0 || id >= tokens.length)
          throw new RangeError(`expected ids in [0, ${tokens.length - 1}], received ${id}`);
        const byte = byteOf.get(id);
        if (byte !== undefined) decoded.push(byte);
        else if (!silent.has(id))
          for (const own of BYTES.encode(tokens[id].replaceAll(BLANK, " "))) decoded.push(own);
      }
      const text = TEXT.decode(Uint8Array.from(decoded));
      return pieces.leads && text.startsWith(" ") ? text.slice(1) : text;
    },
  };
}
