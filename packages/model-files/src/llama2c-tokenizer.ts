import { raise } from "#base";
import type { Tokenizer } from "./tokens.ts";

const UTF8 = new TextEncoder();
// A byte-order mark is an ordinary character of the text.
const TEXT = new TextDecoder("utf-8", { ignoreBOM: true });

/** Id of the mark before each text, and of the first of 256 single bytes. */
const BEGIN = 1;
const END = 2;
const FIRST_BYTE = 3;
/** Separator of two texts in a file; the model sees the mark of the next beginning instead. */
const SEPARATOR = "<|endoftext|>";
/** Marks and bytes are in every vocabulary. */
const SMALLEST_VOCABULARY = FIRST_BYTE + 256;

/**
 * Parses the tokenizer of a llama2.c file: int32 length of the longest piece, then for each id a float32
 * score, an int32 length and the piece's bytes. Encoding puts a space before the text, takes one piece for
 * each character (its bytes if the vocabulary lacks it) and merges the neighbours whose union has the best
 * score until none has; `<|endoftext|>` in the text begins another. Throws ConfigError if the file is cut
 * short or ill formed, or does not have exactly the model's `vocabulary`.
 */
export function parseLlama2cTokenizer(bytes: Uint8Array, vocabulary: number, file: string): Tokenizer {
  const pieces = readPieces(bytes, vocabulary, file);
  const ids = new Map<string, number>();
  // The first of two equal pieces wins, so that an id does not depend on the file's tail.
  for (const [id, { text }] of pieces.entries()) if (!ids.has(text)) ids.set(text, id);
  const table: PieceTable = {
    text: (id) => pieces[id].text,
    find: (text) => ids.get(text),
    score: (id) => pieces[id].score,
  };
  return {
    vocabulary,
    encode: (text) =>
      storiesOf(text).flatMap((story) => [BEGIN, ...mergeByScore(charactersOf(story, ids), table)]),
    decode: (tokens) => decode(tokens, pieces),
  };
}

/** Longest accepted piece, bytes: words have tens (assumed). */
const MOST_PIECE = 4096;

interface Piece {
  /** One code unit per byte. */
  readonly text: string;
  readonly score: number;
}

const byteString = (bytes: Uint8Array): string => String.fromCharCode(...bytes);

/** The text itself, or the trimmed texts between separators. */
function storiesOf(text: string): string[] {
  if (!text.includes(SEPARATOR)) return [text];
  return text
    .split(SEPARATOR)
    .map((story) => story.trim())
    .filter((story) => story !== "");
}

function charactersOf(text: string, ids: ReadonlyMap<string, number>): number[] {
  const tokens: number[] = [];
  if (text === "") return tokens;
  for (const character of ` ${text}`) {
    const bytes = UTF8.encode(character);
    const id = ids.get(byteString(bytes));
    if (id === undefined) for (const byte of bytes) tokens.push(FIRST_BYTE + byte);
    else tokens.push(id);
  }
  return tokens;
}

function decode(tokens: readonly number[], pieces: readonly Piece[]): string {
  const bytes: number[] = [];
  for (const token of tokens) {
    if (!Number.isInteger(token) || token < 0 || token >= pieces.length)
      throw new RangeError(`decode: expected token ids in [0, ${pieces.length - 1}], received ${token}`);
    if (token === BEGIN || token === END) continue;
    if (token >= FIRST_BYTE && token < SMALLEST_VOCABULARY) bytes.push(token - FIRST_BYTE);
    else for (let i = 0; i < pieces[token].text.length; i++) bytes.push(pieces[token].text.charCodeAt(i));
  }
  const text = TEXT.decode(Uint8Array.from(bytes));
  // Removes the space that encoding adds in front.
  return text.startsWith(" ") ? text.slice(1) : text;
}

function readPieces(bytes: Uint8Array, vocabulary: number, file: string): Piece[] {
  const fail = (path: string, message: string): never => raise(file, path, message);
  if (vocabulary < SMALLEST_VOCABULARY)
    fail("(root)", `expected a model of at least ${SMALLEST_VOCABULARY} tokens, received ${vocabulary}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 4) fail("header", `expected at least 4 bytes, received ${bytes.length}`);
  const longest = view.getInt32(0, true);
  if (longest < 1 || longest > bytes.length)
    fail("header", `expected the length of the longest piece, in [1, ${bytes.length}], received ${longest}`);
  const pieces: Piece[] = [];
  let at = 4;
  while (at < bytes.length) {
    const path = `piece ${pieces.length}`;
    if (pieces.length === vocabulary)
      fail("(root)", `expected the model's ${vocabulary} pieces, received more`);
    if (at + 8 > bytes.length) fail(path, `expected 8 bytes, received ${bytes.length - at}`);
    const score = view.getFloat32(at, true);
    const length = view.getInt32(at + 4, true);
    if (!Number.isFinite(score)) fail(path, `expected a finite score, received ${score}`);
    const most = Math.min(MOST_PIECE, bytes.length - at - 8);
    if (length < 0 || length > most) fail(path, `expected a length in [0, ${most}], received ${length}`);
    pieces.push({ text: byteString(bytes.subarray(at + 8, at + 8 + length)), score });
    at += 8 + length;
  }
  if (pieces.length !== vocabulary)
    fail("(root)", `expected the model's ${vocabulary} pieces, received ${pieces.length}`);
  return pieces;
}

/** A vocabulary of pieces with scores. */
export interface PieceTable {
  text(id: number): string;
  find(text: string): number | undefined;
  score(id: number): number;
}

/** Two neighbours that may merge into one piece. */
interface Candidate {
  readonly score: number;
  /** Position of the left part among the first tokens. */
  readonly left: number;
  readonly leftId: number;
  readonly right: number;
  readonly rightId: number;
  readonly merged: number;
}

/**
 * Tokens after all merges: repeatedly merges the neighbours whose union is the piece of the best score, the
 * leftmost in ties. O(n log n) for n tokens.
 */
export function mergeByScore(tokens: readonly number[], table: PieceTable): number[] {
  const ids = [...tokens];
  const next = Int32Array.from(ids, (_, i) => i + 1);
  const previous = Int32Array.from(ids, (_, i) => i - 1);
  const GONE = -1;
  const queue: Candidate[] = [];
  const consider = (left: number, right: number): void => {
    if (left < 0 || right >= ids.length) return;
    const merged = table.find(table.text(ids[left]) + table.text(ids[right]));
    if (merged === undefined) return;
    const score = table.score(merged);
    push(queue, { score, left, leftId: ids[left], right, rightId: ids[right], merged });
  };
  for (let i = 0; i + 1 < ids.length; i++) consider(i, i + 1);
  for (let best = pop(queue); best !== undefined; best = pop(queue)) {
    const { left, right } = best;
    // A part merged in the meantime has another id, or is gone.
    if (ids[left] !== best.leftId || ids[right] !== best.rightId) continue;
    ids[left] = best.merged;
    ids[right] = GONE;
    next[left] = next[right];
    if (next[left] < ids.length) previous[next[left]] = left;
    consider(previous[left], left);
    consider(left, next[left]);
  }
  return ids.filter((id) => id !== GONE);
}

const before = (a: Candidate, b: Candidate): boolean =>
  a.score > b.score || (a.score === b.score && a.left < b.left);

/** Inserts into a binary heap: no candidate precedes its parent. */
function push(heap: Candidate[], candidate: Candidate): void {
  let i = heap.push(candidate) - 1;
  while (i > 0) {
    const parent = (i - 1) >> 1;
    if (!before(candidate, heap[parent])) break;
    heap[i] = heap[parent];
    i = parent;
  }
  heap[i] = candidate;
}

function pop(heap: Candidate[]): Candidate | undefined {
  const top = heap[0];
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return top;
  let i = 0;
  for (let child = 1; child < heap.length; child = 2 * i + 1) {
    if (child + 1 < heap.length && before(heap[child + 1], heap[child])) child++;
    if (!before(heap[child], last)) break;
    heap[i] = heap[child];
    i = child;
  }
  heap[i] = last;
  return top;
}
