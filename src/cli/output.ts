// Output of a verb, and its exit code.

import { Socket } from "node:net";
import colors from "picocolors";
import { printableLines } from "#base";
import { systemReason, writeAll } from "#local-io";
import type { Mark } from "#reports";
import type { Outcome as Verdict } from "../comparison/judgement.ts";

export type { Mark };

/** Exit codes, on which scripts rely. */
export const EXIT = { done: 0, failed: 1, usage: 2, partial: 3, interrupted: 130 } as const;

/** Set by a verb that ends with a special exit code but without an error. */
export interface Outcome {
  code: number;
}

/** Destination of a verb's answer and notes; tests pass their own. */
export interface Output {
  /**
   * Writes the answer, only once it is complete; a first screen may precede it (`showScreen`). On a terminal
   * title and findings of a report are bold; `marks`, one list per finding, indicate a report.
   */
  data(text: string, marks?: readonly (readonly Mark[])[]): void;
  /** Writes an answer in pieces, if it is too large for a string. */
  pieces(pieces: Iterable<string>): void;
  /**
   * Writes lines as they come, for interactive verbs; waits until the reader has room. False once the reader
   * has gone. If missing, lines go to `data`.
   */
  stream?(text: string): Promise<boolean>;
  /** Writes progress, notes and errors. */
  note(text: string): void;
  /** Columns of the terminal that data goes to; undefined for a file or another program. */
  readonly columns?: number;
}

/** Standard output and standard error. */
export const processOutput: Output = {
  data: (text, marks) => {
    const shown = marks !== undefined && process.stdout.isTTY === true ? emphasised(text, marks) : text;
    answer([shown.endsWith("\n") ? shown : `${shown}\n`]);
  },
  pieces: answer,
  stream,
  note,
  ...(process.stdout.isTTY === true ? { columns: process.stdout.columns } : {}),
};

/** Writes to a pipe without blocking, so that interrupts work while its reader pauses; to a file at once. */
async function stream(text: string): Promise<boolean> {
  if (!(process.stdout instanceof Socket) || process.stdout.isTTY === true) {
    answer([text]);
    return true;
  }
  // The callback handles the error; without a listener it would also be thrown. Worker streams' are no help.
  if (!process.stdout.listeners("error").includes(ignore)) process.stdout.on("error", ignore);
  return new Promise((resolve, reject) => {
    process.stdout.write(text, (error) => {
      if (error === null || error === undefined) resolve(true);
      else if (isClosed(error)) resolve(false);
      else reject(error);
    });
  });
}

const ignore = (): void => {};

const isClosed = (error: NodeJS.ErrnoException): boolean =>
  error.code === "EPIPE" || error.code === "ECONNRESET" || error.code === "ERR_STREAM_DESTROYED";

/** Writes to the last byte, or ends the program with one line on standard error. */
function answer(pieces: Iterable<string>): void {
  try {
    writeAll(1, pieces);
  } catch (error) {
    const { code, syscall } = error as NodeJS.ErrnoException;
    if (syscall !== "write") throw error;
    // A reader that stops early (`| head`) is no error; a full disk behind standard output is.
    if (code === "EPIPE") process.exit(EXIT.done);
    note(`standard output: cannot be written: ${systemReason(error)}`);
    process.exit(EXIT.failed);
  }
}

/** If standard error fails, only the exit code can report. */
function note(text: string): void {
  try {
    writeAll(2, [`${text}\n`]);
  } catch {}
}

/**
 * An output without control characters in names: none moves the cursor, changes the line or clears the
 * screen. In JSON they become JSON escapes, so values are kept.
 */
export const guarded = (output: Output): Output => ({
  ...output,
  data: (text, marks) => output.data(printableLines(text), marks),
  pieces: (pieces) => output.pieces(printablePieces(pieces)),
  ...(output.stream === undefined
    ? {}
    : { stream: async (text: string) => output.stream?.(printableLines(text)) ?? false }),
  note: (text) => output.note(printableLines(text)),
});

function* printablePieces(pieces: Iterable<string>): Generator<string> {
  for (const piece of pieces) yield printableLines(piece);
}

export const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** Styles of a report's parts on a terminal. */
export interface Paint extends Readonly<Record<Verdict, (text: string) => string>> {
  readonly strong: (text: string) => string;
  readonly faint: (text: string) => string;
}

const TERMINAL: Paint = {
  strong: colors.bold,
  faint: colors.dim,
  wins: colors.green,
  loses: colors.red,
  trades: colors.yellow,
  ties: colors.yellow,
};

/**
 * A report's text with first line and findings in bold, the marked phrases in the colours of their outcomes,
 * and the next step faint; unchanged if the environment wants no colours (NO_COLOR, TERM=dumb). Control
 * characters have been removed from the text before.
 */
export function emphasised(
  text: string,
  marks: readonly (readonly Mark[])[],
  paint: Paint = TERMINAL,
): string {
  const lines = text.split("\n");
  const shown: string[] = [];
  let count = 0;
  for (let n = 0; n < lines.length; n++) {
    if (!lines[n].startsWith("• ")) {
      shown.push(other(lines[n], n, paint));
      continue;
    }
    // A wrapped finding continues with two spaces.
    let end = n + 1;
    while (lines[end]?.startsWith("  ")) end++;
    const finding = marked(lines.slice(n, end).join("\n"), marks[count++] ?? [], paint);
    shown.push(...finding.split("\n").map(paint.strong));
    n = end - 1;
  }
  return shown.join("\n");
}

function other(line: string, n: number, { strong, faint }: Paint): string {
  if (line === "") return line;
  if (n === 0) return strong(line);
  return /^(Page|Report|Next): /.test(line) ? faint(line) : line;
}

/** A finding with its marks coloured in order; a mark broken by a line end is coloured in two parts. */
function marked(finding: string, marks: readonly Mark[], paint: Paint): string {
  let [done, rest] = ["", finding];
  for (const { phrase, outcome } of marks) {
    const forms = [phrase, ...[...phrase.matchAll(/ /g)].map(({ index }) => brokenAt(phrase, index))];
    const found = forms
      .map((form) => ({ form, at: rest.indexOf(form) }))
      .filter(({ at }) => at >= 0)
      .sort((a, b) => a.at - b.at)[0];
    if (found === undefined) continue;
    const { form, at } = found;
    done += rest.slice(0, at) + form.split(BREAK).map(paint[outcome]).join(BREAK);
    rest = rest.slice(at + form.length);
  }
  return done + rest;
}

const BREAK = "\n  ";
const brokenAt = (phrase: string, place: number): string =>
  phrase.slice(0, place) + BREAK + phrase.slice(place + 1);
