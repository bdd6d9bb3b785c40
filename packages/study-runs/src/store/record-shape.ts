import { type PointStatus, STATUSES } from "#search";
import type { Manifest } from "./manifest.ts";

/** Form of a store's records. */
export interface RecordShape {
  /** Codes per record. */
  readonly axes: number;
  /** Metrics per record, by level. */
  readonly metrics: readonly number[];
  /** One above the largest index. */
  readonly points: number;
}

/** Most points of a search; a larger index belongs to no study. */
const MOST_POINTS = 1e9;

export const shapeOf = ({ axes, levels, points }: Manifest): RecordShape => ({
  axes: axes.length,
  metrics: levels.map(({ metrics }) => metrics.length),
  points: Math.min(points, MOST_POINTS),
});

/** The start of a record, read without the rest. */
export interface Peeked {
  level: number;
  index: number;
  status: PointStatus;
}

export const newPeeked = (): Peeked => ({ level: 0, index: 0, status: "ok" });

const code = (character: string): number => character.charCodeAt(0);
const [OPEN, CLOSE, COMMA, QUOTE, BACKSLASH] = ["[", "]", ",", '"', "\\"].map(code);
const [ZERO, NINE, MINUS, PLUS, DOT] = ["0", "9", "-", "+", "."].map(code);
const NULL = Buffer.from("null");
const WORDS = ['"NaN"', '"Infinity"', '"-Infinity"', '"-0"'].map((word) => Buffer.from(word));
const STATUS_WORDS = STATUSES.map((status) => Buffer.from(`"${status}"`));
const SIMPLE_ESCAPES = new Set([...'"\\/bfnrt'].map(code));

/** Most digits of a level or index. */
const MOST_DIGITS = 10;

/**
 * Whether bytes [from, to) are the JSON of a record of the store's shape,
 * `[level,index,"status",[codes],[metrics]]` or a reason instead of the metrics; `into` gets its start. A
 * checksum does not prove who wrote the bytes: `decodeRecord` decodes all that this accepts.
 */
export function isRecord(bytes: Buffer, from: number, to: number, shape: RecordShape, into: Peeked): boolean {
  let at = from;
  if (bytes[at++] !== OPEN) return false;
  const levelEnd = wholeEnd(bytes, at, to);
  if (levelEnd < 0 || bytes[levelEnd] !== COMMA) return false;
  const level = wholeOf(bytes, at, levelEnd);
  const indexEnd = wholeEnd(bytes, levelEnd + 1, to);
  if (indexEnd < 0 || bytes[indexEnd] !== COMMA) return false;
  const index = wholeOf(bytes, levelEnd + 1, indexEnd);
  if (level >= shape.metrics.length || index >= shape.points) return false;
  const word = STATUS_WORDS.findIndex((status) => startsWith(bytes, indexEnd + 1, to, status));
  if (word < 0) return false;
  at = indexEnd + 1 + STATUS_WORDS[word].length;
  if (bytes[at++] !== COMMA) return false;
  at = listEnd(bytes, at, to, shape.axes, true);
  if (at < 0 || bytes[at++] !== COMMA) return false;
  const status = STATUSES[word];
  at = status === "ok" ? listEnd(bytes, at, to, shape.metrics[level], false) : textEnd(bytes, at, to);
  if (at !== to - 1 || bytes[at] !== CLOSE) return false;
  into.level = level;
  into.index = index;
  into.status = status;
  return true;
}

const isDigit = (byte: number): boolean => byte >= ZERO && byte <= NINE;

function startsWith(bytes: Buffer, at: number, to: number, word: Buffer): boolean {
  if (at + word.length > to) return false;
  for (let n = 0; n < word.length; n++) if (bytes[at + n] !== word[n]) return false;
  return true;
}

/** End of a whole number without leading zeros; −1 if there is none. */
function wholeEnd(bytes: Buffer, from: number, to: number): number {
  let at = from;
  while (at < to && isDigit(bytes[at])) at++;
  const digits = at - from;
  if (digits === 0 || digits > MOST_DIGITS || (digits > 1 && bytes[from] === ZERO)) return -1;
  return at;
}

function wholeOf(bytes: Buffer, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at++) value = 10 * value + bytes[at] - ZERO;
  return value;
}

/** End of a list of `count` numbers; −1 for anything else. */
function listEnd(bytes: Buffer, from: number, to: number, count: number, mayLack: boolean): number {
  let at = from;
  if (bytes[at++] !== OPEN) return -1;
  for (let n = 0; n < count; n++) {
    if (n > 0 && bytes[at++] !== COMMA) return -1;
    at = itemEnd(bytes, at, to, mayLack);
    if (at < 0) return -1;
  }
  return at < to && bytes[at] === CLOSE ? at + 1 : -1;
}

function itemEnd(bytes: Buffer, at: number, to: number, mayLack: boolean): number {
  if (bytes[at] === QUOTE) {
    const word = WORDS.find((known) => startsWith(bytes, at, to, known));
    return word === undefined ? -1 : at + word.length;
  }
  if (mayLack && startsWith(bytes, at, to, NULL)) return at + NULL.length;
  return numberEnd(bytes, at, to);
}

/** End of a JSON number; −1 if there is none. */
function numberEnd(bytes: Buffer, from: number, to: number): number {
  let at = bytes[from] === MINUS ? from + 1 : from;
  const whole = digitsEnd(bytes, at, to);
  if (whole === at || (whole - at > 1 && bytes[at] === ZERO)) return -1;
  at = whole;
  if (at < to && bytes[at] === DOT) {
    const end = digitsEnd(bytes, at + 1, to);
    if (end === at + 1) return -1;
    at = end;
  }
  // e or E
  if (at < to && (bytes[at] | 32) === 101) {
    const sign = bytes[at + 1] === MINUS || bytes[at + 1] === PLUS ? 1 : 0;
    const end = digitsEnd(bytes, at + 1 + sign, to);
    if (end === at + 1 + sign) return -1;
    at = end;
  }
  return at;
}

function digitsEnd(bytes: Buffer, from: number, to: number): number {
  let at = from;
  while (at < to && isDigit(bytes[at])) at++;
  return at;
}

/** End of a JSON string; −1 if there is none. */
function textEnd(bytes: Buffer, from: number, to: number): number {
  if (bytes[from] !== QUOTE) return -1;
  for (let at = from + 1; at < to; at++) {
    if (bytes[at] === QUOTE) return at + 1;
    if (bytes[at] < 32) return -1;
    if (bytes[at] !== BACKSLASH) continue;
    at++;
    if (bytes[at] === code("u")) {
      if (!/^[0-9a-fA-F]{4}$/.test(bytes.toString("latin1", at + 1, Math.min(at + 5, to)))) return -1;
      at += 4;
    } else if (!SIMPLE_ESCAPES.has(bytes[at])) return -1;
  }
  return -1;
}
