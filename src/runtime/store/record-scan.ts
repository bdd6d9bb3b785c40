// The log of a store as it is read: lines with checksums, scanned.

import { closeSync, readSync } from "node:fs";
import { crc32 } from "node:zlib";
import { MOST_RECORD_BYTES, type PointStatus } from "../../study/outcome.ts";
import { isSystemError, systemReason } from "../system-error.ts";
import { isRecord, newPeeked, type Peeked, type RecordShape } from "./record-shape.ts";
import { FLAGS, openStoreFile, storeFault } from "./store-file.ts";

/** A line that is no record. */
export interface CorruptLine {
  /** From 1. */
  readonly line: number;
  readonly bytes: number;
}

export interface Scan {
  /** Intact records. */
  readonly records: number;
  /** Bytes up to the end of the last intact record: what a writer keeps. */
  readonly goodBytes: number;
  readonly bytes: number;
  /** The first of the lines at fault. One torn line at the end, as a crash leaves it, is no fault. */
  readonly corrupt: readonly CorruptLine[];
  /** How many lines are at fault. */
  readonly damaged: number;
  /** Whether what follows the last intact record is damage, and not one torn line or nothing. */
  readonly isTailDamaged: boolean;
}

/**
 * Takes an intact record: its JSON text is bytes [from, to), `offset` is where its line begins in the file, and `at` is
 * its start, the same object every time.
 */
export type TakeRecord = (
  bytes: Buffer,
  from: number,
  to: number,
  offset: number,
  at: Readonly<Peeked>,
) => void;

const CHUNK = 1 << 20;

/** What lines of a file are like. */
interface LineShape {
  /** Longest line that is looked for; a longer one is no record. */
  readonly most: number;
  /** Whether bytes without a line end are the start of one record, as a writer that was killed leaves it. */
  readonly looksTorn: (tail: Buffer) => boolean;
}

const RECORD_LINES: LineShape = {
  most: 1 << 16,
  looksTorn: (tail) =>
    tail.length <= MOST_RECORD_BYTES && TORN.test(tail.toString("latin1")) && !tail.includes(0),
};

/** Lines at fault that are listed; the others are counted. */
const MOST_LISTED = 100;

const NOTHING: Scan = { records: 0, goodBytes: 0, bytes: 0, corrupt: [], damaged: 0, isTailDamaged: false };

/**
 * Reads every intact record of a file from its start, in chunks; a file that is not there has none. A line whose checksum
 * is right and whose text is no record of the study is at fault like one whose checksum is wrong. Throws ConfigError for
 * what is no plain file.
 */
export function scanRecords(file: string, shape: RecordShape, take: TakeRecord): Scan {
  const at = newPeeked();
  return scanLines(file, RECORD_LINES, (bytes, from, to, offset) => {
    if (!isRecord(bytes, from, to, shape, at)) return false;
    take(bytes, from, to, offset, at);
    return true;
  });
}

/** Takes the text of a line whose checksum is right; false where it is no record. */
export type TakeLine = (bytes: Buffer, from: number, to: number, offset: number) => boolean;

/** The same for lines of any kind. */
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
    // A line without an end that is longer than any record is skipped piece by piece.
    if (end - from > most) from = end;
    buffer.copyWithin(0, from, end);
    held = end - from;
    base += from;
  }
}

const TORN = /^(?:[0-9a-f]{0,8}|[0-9a-f]{8} (?:\[|\[[0-9].*)?)$/u;

/** Whether a later record of the same point and level stands in place of one with this status. */
export const givesWay = (status: PointStatus): boolean => status === "failed" || status === "timeout";

/** Bytes before a record's text: eight hexadecimal digits of its CRC-32 and a space. */
export const HEAD_BYTES = 9;
const SPACE = 32;

/** `crc32 text\n` of each text, one after another. */
export function framed(texts: readonly string[]): Buffer {
  const lines = texts.map((text) => `${crc32(text).toString(16).padStart(8, "0")} ${text}\n`);
  return Buffer.from(lines.join(""), "utf8");
}

/** Whether the line at [from, to), its end not included, carries the checksum of its text. */
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

/** Small letters alone: a flipped bit that makes another spelling of the same digit is a fault as well. */
function hexDigit(byte: number): number {
  if (byte >= 48 && byte <= 57) return byte - 48;
  return byte >= 97 && byte <= 102 ? byte - 87 : -1;
}
