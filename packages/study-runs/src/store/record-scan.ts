// Reads a store's log: lines with checksums.

import { closeSync, readSync } from "node:fs";
import { crc32 } from "node:zlib";
import { FLAGS, isSystemError, openStoreFile, storeFault, systemReason } from "#local-io";
import { MOST_RECORD_BYTES, type PointStatus } from "#search";
import { isRecord, newPeeked, type Peeked, type RecordShape } from "./record-shape.ts";

/** A line that is no intact record. */
export interface CorruptLine {
  /** Line number from 1. */
  readonly line: number;
  readonly bytes: number;
}

export interface Scan {
  /** Intact records. */
  readonly records: number;
  /** Bytes up to the end of the last intact record, which a writer keeps. */
  readonly goodBytes: number;
  readonly bytes: number;
  /** The first damaged lines. One torn line at the end, as a crash leaves it, does not count. */
  readonly corrupt: readonly CorruptLine[];
  /** Number of damaged lines. */
  readonly damaged: number;
  /** Whether damage follows the last intact record, rather than one torn line or nothing. */
  readonly isTailDamaged: boolean;
}

/**
 * Receives an intact record: its JSON text is bytes [from, to), its line begins at `offset` in the file, and
 * `at` is its parsed start, in an object that is reused.
 */
export type TakeRecord = (
  bytes: Buffer,
  from: number,
  to: number,
  offset: number,
  at: Readonly<Peeked>,
) => void;

const CHUNK = 1 << 20;

/** Form of a file's lines. */
interface LineShape {
  /** Longest line; a longer one is no record. */
  readonly most: number;
  /** Whether bytes without a line end are the start of one record, left by a killed writer. */
  readonly looksTorn: (tail: Buffer) => boolean;
}

const RECORD_LINES: LineShape = {
  most: 1 << 16,
  looksTorn: (tail) =>
    tail.length <= MOST_RECORD_BYTES && TORN.test(tail.toString("latin1")) && !tail.includes(0),
};

/** Damaged lines that are listed; others are only counted. */
const MOST_LISTED = 100;

const NOTHING: Scan = { records: 0, goodBytes: 0, bytes: 0, corrupt: [], damaged: 0, isTailDamaged: false };

/**
 * Reads every intact record of a file from its start, in chunks; a missing file has none. A line with a valid
 * checksum whose text is no record of the study is damaged. Throws ConfigError for any but a regular file.
 */
export function scanRecords(file: string, shape: RecordShape, take: TakeRecord): Scan {
  const at = newPeeked();
  return scanLines(file, RECORD_LINES, (bytes, from, to, offset) => {
    if (!isRecord(bytes, from, to, shape, at)) return false;
    take(bytes, from, to, offset, at);
    return true;
  });
}

/** Receives the text of a line with a valid checksum; returns false if it is no record. */
export type TakeLine = (bytes: Buffer, from: number, to: number, offset: number) => boolean;

/** Reads lines of any kind, as `scanRecords` does. */
export function scanLines(file: string, shape: LineShape, take: TakeLine): Scan {
  const descriptor = openStoreFile(file, FLAGS.read);
  if (descriptor === null) return NOTHING;
  try {
    return scanOpen(descriptor, shape, take);
  } catch (error) {
    if (isSystemError(error)) throw storeFault(file, `cannot be read: ${systemReason(error)}`);
    throw error;
  } finally {
    closeSync(descriptor);
  }
}

function scanOpen(descriptor: number, { most, looksTorn }: LineShape, take: TakeLine): Scan {
  const buffer = Buffer.allocUnsafe(CHUNK + most);
  const corrupt: CorruptLine[] = [];
  let [held, base, line, lineStart, records, goodBytes, damaged] = [0, 0, 0, 0, 0, 0, 0];
  const fault = (end: number): void => {
    damaged++;
    if (corrupt.length < MOST_LISTED) corrupt.push({ line, bytes: end - lineStart });
  };
  for (;;) {
    const got = readSync(descriptor, buffer, held, CHUNK, base + held);
    const end = held + got;
    const view = buffer.subarray(0, end);
    let from = 0;
    for (;;) {
      const to = view.indexOf(10, from);
      if (to < 0) break;
      line++;
      const isWhole = base + from === lineStart && isIntact(buffer, from, to);
      if (isWhole && take(buffer, from + HEAD_BYTES, to, base + from)) {
        records++;
        goodBytes = base + to + 1;
      } else fault(base + to + 1);
      from = to + 1;
      lineStart = base + from;
    }
    if (got === 0) {
      const bytes = base + end;
      const tail = buffer.subarray(Math.min(from, end), end);
      const isTorn = lineStart === goodBytes && base + from === lineStart && looksTorn(tail);
      if (bytes > lineStart && !isTorn) {
        line++;
        fault(bytes);
      }
      return { records, goodBytes, bytes, corrupt, damaged, isTailDamaged: bytes > goodBytes && !isTorn };
    }
    // A line longer than any record is skipped piece by piece.
    if (end - from > most) from = end;
    buffer.copyWithin(0, from, end);
    held = end - from;
    base += from;
  }
}

const TORN = /^(?:[0-9a-f]{0,8}|[0-9a-f]{8} (?:\[|\[[0-9].*)?)$/u;

/** Whether a later record of the same point and level replaces one of this status. */
export const givesWay = (status: PointStatus): boolean => status === "failed" || status === "timeout";

/** Bytes before a record's text: eight hexadecimal digits of its CRC-32 and a space. */
export const HEAD_BYTES = 9;
const SPACE = 32;

/** `crc32 text\n` of each text, concatenated. */
export function framed(texts: readonly string[]): Buffer {
  const lines = texts.map((text) => `${crc32(text).toString(16).padStart(8, "0")} ${text}\n`);
  return Buffer.from(lines.join(""), "utf8");
}

/** Whether the line at [from, to), without its end, has the checksum of its text. */
export function isIntact(bytes: Buffer, from: number, to: number): boolean {
  if (to - from <= HEAD_BYTES || bytes[from + HEAD_BYTES - 1] !== SPACE) return false;
  let stated = 0;
  for (let k = from; k < from + HEAD_BYTES - 1; k++) {
    const digit = hexDigit(bytes[k]);
    if (digit < 0) return false;
    stated = stated * 16 + digit;
  }
  return crc32(bytes.subarray(from + HEAD_BYTES, to)) === stated;
}

/** Accepts lower-case digits only: a flipped bit that only changes the case is damage as well. */
function hexDigit(byte: number): number {
  if (byte >= 48 && byte <= 57) return byte - 48;
  return byte >= 97 && byte <= 102 ? byte - 87 : -1;
}
