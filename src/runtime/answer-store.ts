// Store of a language model's answers, keyed by all that they depend on, so that a stopped study can resume.
// Damage is reported and moved aside; answers of other code are computed again before more are added.

import { basename, join } from "node:path";
import { type FileOperations, lockFolder, makeFolder, moveTail, RecordLog, storeFault } from "#local-io";
import type { Writer } from "#study-runs";
import { framed, otherWriters, type Scan, scanLines } from "#study-runs";
import { currentWriter } from "./current-writer.ts";
import { ANSWER_DIGEST } from "./generated/code-digest.ts";
import type { Plugin } from "./plugins.ts";

/** An answer, the digest of everything it depends on, and the program that gave it. */
interface Kept {
  readonly key: string;
  readonly answer: unknown;
  readonly writer: Writer;
}

export interface AnswerStore {
  /** Answers found when the store was opened. */
  readonly kept: number;
  /** Lines that are no intact record and were left out; a line torn by a crash is cut off. */
  readonly damaged: number;
  find(key: string): unknown;
  /** Whether code, Node or the files that a plugin reads may have changed since the answer was stored. */
  isDoubtful(key: string): boolean;
  /** Drops a stored answer that does not fit its question; it is computed again. */
  refuse(key: string): void;
  /** Notes that an answer was computed again: equal, or with a `difference`, which throws ConfigError. */
  confirm(what: string, difference: string | null): void;
  /** Syncs to disk before it returns. Throws StoreWriteError; earlier records are then intact. */
  keep(key: string, answer: unknown): void;
  /** Remarks about the file for the user, one sentence each. */
  remarks(): readonly string[];
  close(): void;
}

export interface AnswerOptions {
  readonly plugins?: readonly Pick<Plugin, "name">[];
  /** Program that writes; for tests. */
  readonly writer?: Writer;
  /** For tests. */
  readonly files?: FileOperations;
}

const ANSWERS = "answers.jsonl";
/** Longest line, bytes: the scores of all tokens of a context take some hundred kilobytes. */
const LINES = {
  most: 1 << 24,
  looksTorn: (tail: Buffer) =>
    tail.length <= 1 << 24 &&
    /^(?:[0-9a-f]{0,8}|[0-9a-f]{8} (?:\{|\{"[^\0]*)?)$/u.test(tail.toString("latin1")),
};
const UNKNOWN: Writer = { crosshash: "unknown", code: "unknown", node: process.version };

/**
 * Opens and locks the answers of a folder. Every record is a line with a checksum; a torn last line is cut
 * off, and a damaged end is moved aside before anything is added. Throws ConfigError and StoreWriteError.
 */
export function openAnswerStore(folder: string, options: AnswerOptions = {}): AnswerStore {
  makeFolder(folder);
  const lock = lockFolder(folder);
  try {
    const file = join(folder, ANSWERS);
    const { answers, scan } = readAnswers(file);
    const aside = scan.isTailDamaged ? moveTail(file, scan.goodBytes) : null;
    const log = new RecordLog(file, scan.goodBytes, {
      guard: () => lock.lost(),
      files: options.files,
    });
    const writer = options.writer ?? currentWriter(ANSWER_DIGEST);
    const known = knownAnswers(file, answers, { ...options, writer });
    return {
      ...known,
      damaged: scan.damaged,
      keep(key, answer) {
        log.append(framed([JSON.stringify({ key, answer, writer } satisfies Kept)]), 1);
        log.flush();
        known.keep(key, answer);
      },
      remarks: () => [...damageRemarks(file, scan, aside), ...known.remarks()],
      close() {
        log.close();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** Keeps answers in memory only. */
export const transientAnswers = (): AnswerStore =>
  knownAnswers("", new Map(), { writer: currentWriter(ANSWER_DIGEST) });

function knownAnswers(
  file: string,
  answers: Map<string, Kept>,
  { plugins = [], writer }: AnswerOptions & { readonly writer: Writer },
): AnswerStore {
  const others = otherWriters(
    [...new Map([...answers.values()].map((kept) => [JSON.stringify(kept.writer), kept.writer])).values()],
    writer,
  );
  const read = plugins.map(({ name }) => name).join(", ");
  const causes = [
    ...(others === null ? [] : [`they were kept with ${others}`]),
    ...(read === "" ? [] : [`what ${read} read may have changed`]),
  ].join("; ");
  const before = new Set(answers.keys());
  const confirmed: string[] = [];
  let refused = 0;
  return {
    kept: answers.size,
    damaged: 0,
    find: (key) => answers.get(key)?.answer,
    isDoubtful: (key) => {
      const kept = answers.get(key);
      if (kept === undefined || !before.has(key)) return false;
      return read !== "" || otherWriters([kept.writer], writer) !== null;
    },
    refuse(key) {
      if (answers.delete(key)) refused++;
    },
    confirm(what, difference) {
      if (difference !== null)
        throw storeFault(
          file,
          `the answer to ${what} is not reproduced (${difference}), and answers do not mix: use another --out; ${causes}`,
        );
      confirmed.push(what);
    },
    keep: (key, answer) => void answers.set(key, { key, answer, writer }),
    remarks: () => [
      ...(refused === 0
        ? []
        : [`${file}: ${refused} lines are no answers to their questions, which were asked again`]),
      ...(confirmed.length === 0 || others === null
        ? []
        : [`${file}: was kept with ${others}: ${confirmed.join("; ")} asked again, with the kept answers`]),
    ],
    close: () => {},
  };
}

function damageRemarks(file: string, { damaged }: Scan, aside: string | null): string[] {
  return [
    ...(damaged === 0
      ? []
      : [
          `${file}: ${damaged} damaged ${damaged === 1 ? "line is" : "lines are"} left out; their questions are asked again`,
        ]),
    ...(aside === null ? [] : [`${file}: its damaged end is kept in ${basename(aside)}`]),
  ];
}

function readAnswers(file: string): { answers: Map<string, Kept>; scan: Scan } {
  const answers = new Map<string, Kept>();
  const scan = scanLines(file, LINES, (bytes, from, to) => {
    const record = parse(bytes.toString("utf8", from, to));
    if (record !== null) answers.set(record.key, record);
    return record !== null;
  });
  return { answers, scan };
}

/** A checksum does not prove who wrote a record; one without a writer counts as another program's. */
function parse(text: string): Kept | null {
  try {
    const { key, answer, writer = UNKNOWN } = JSON.parse(text) as Partial<Kept>;
    const isWriter = [writer.crosshash, writer.code, writer.node].every((part) => typeof part === "string");
    if (typeof key !== "string" || typeof answer !== "object" || answer === null || !isWriter) return null;
    return { key, answer, writer };
  } catch {
    return null;
  }
}
