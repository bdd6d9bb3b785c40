import { closeSync, openSync, readSync } from "node:fs";
import { HEAD_BYTES, isIntact } from "./crc-line.ts";

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
  /** Lines at fault before the last intact record; what follows it is the tail, which a writer cuts off. */
  readonly corrupt: readonly CorruptLine[];
}

/** Takes an intact record: its JSON text is bytes [from, to); `offset` is where its line begins in the file. */
export type TakeRecord = (bytes: Buffer, from: number, to: number, offset: number) => void;

const CHUNK = 1 << 20;

/** Longest line that is looked for; a longer one is no record. */
const MOST_LINE = 1 << 16;

/** Reads every intact record of a file from its start, in chunks; a file that is not there has none. */
export function scanRecords(file: string, take: TakeRecord): Scan {
  let descriptor: number;
  try {
    descriptor = openSync(file, "r");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    return { records: 0, goodBytes: 0, bytes: 0, corrupt: [] };
  }
  try {
    return scanOpen(descriptor, take);
  } finally {
    closeSync(descriptor);
  }
}

function scanOpen(descriptor: number, take: TakeRecord): Scan {
  const buffer = Buffer.allocUnsafe(CHUNK + MOST_LINE);
  const corrupt: CorruptLine[] = [];
  let [held, base, line, records, goodBytes, intactCorrupt] = [0, 0, 0, 0, 0, 0];
  for (;;) {
    const got = readSync(descriptor, buffer, held, CHUNK, base + held);
    const end = held + got;
    let from = 0;
    for (;;) {
      const to = buffer.subarray(0, end).indexOf(10, from);
      if (to < 0) break;
      line++;
      if (isIntact(buffer, from, to)) {
        take(buffer, from + HEAD_BYTES, to, base + from);
        records++;
        goodBytes = base + to + 1;
        intactCorrupt = corrupt.length;
      } else corrupt.push({ line, bytes: to + 1 - from });
      from = to + 1;
    }
    if (got === 0) return { records, goodBytes, bytes: base + end, corrupt: corrupt.slice(0, intactCorrupt) };
    // A line without an end that is longer than any record is skipped piece by piece.
    if (end - from > MOST_LINE) from = end;
    buffer.copyWithin(0, from, end);
    held = end - from;
    base += from;
  }
}

/** Level, index and status letter of a record's text `[level,index,"status",…`, without reading the rest. */
export function peek(bytes: Buffer, from: number, into: Peeked): void {
  let at = from + 1;
  let level = 0;
  for (; bytes[at] !== 44; at++) level = level * 10 + bytes[at] - 48;
  let index = 0;
  for (at++; bytes[at] !== 44; at++) index = index * 10 + bytes[at] - 48;
  into.level = level;
  into.index = index;
  into.status = bytes[at + 2];
}

export interface Peeked {
  level: number;
  index: number;
  /** Character code of the status's first letter. */
  status: number;
}
