// Answers of a language model, kept by what they are answers to: a study that was stopped goes on from them. The rule is that of
// a study's store: damage is said and kept aside, and what other code answered is asked again before more is added.

import { basename, join } from "node:path";
import { ANSWER_DIGEST } from "./generated/code-digest.ts";
import { makeFolder } from "./output-place.ts";
import type { Plugin } from "./plugins.ts";
import { moveTail } from "./store/damaged-tail.ts";
import { lockFolder } from "./store/lock.ts";
import { type FileOperations, RecordLog } from "./store/record-log.ts";
import { framed, type Scan, scanLines } from "./store/record-scan.ts";
import { storeFault } from "./store/store-file.ts";
import type { Writer } from "./store/writer.ts";
import { currentWriter, otherWriters } from "./store/writer.ts";

/** An answer, the digest of everything it depends on, and the program that gave it. */
interface Kept {
  readonly key: string;
  readonly answer: unknown;
  readonly writer: Writer;
}

export interface AnswerStore {
  /** Answers found at the start. */
  readonly kept: number;
  /** Lines of the file that are no whole record and were left out; a line that was cut off by a crash is cut away. */
  readonly damaged: number;
  find(key: string): unknown;
  /** Whether what answers now may be other than what gave a kept answer: other code, another Node, or plugins, whose own files are not known. */
  isDoubtful(key: string): boolean;
  /** A kept answer that is none to its question: it is asked anew. */
  refuse(key: string): void;
  /** A kept answer was given again, the same, or with this difference: then a ConfigError is thrown, as answers do not mix. */
  confirm(what: string, difference: string | null): void;
  /** On the disk before it returns. Throws StoreWriteError, after which what was kept before is whole. */
  keep(key: string, answer: unknown): void;
  /** What is worth saying of the file, a sentence each. */
  remarks(): readonly string[];
  close(): void;
}

export interface AnswerOptions {
  readonly plugins?: readonly Pick<Plugin, "name">[];
  /** The program that answers; for tests. */
  readonly writer?: Writer;
  /** For tests. */
  readonly files?: FileOperations;
}

const ANSWERS = "answers.jsonl";
/** The scores of every token of a context are some hundred kilobytes. */
const LINES = {
  most: 1 << 24,
  looksTorn: (tail: Buffer) =>
    tail.length <= 1 << 24 &&
    /^(?:[0-9a-f]{0,8}|[0-9a-f]{8} (?:\{|\{"[^\0]*)?)$/u.test(tail.toString("latin1")),
};
const UNKNOWN: Writer = { crosshash: "unknown", code: "unknown", node: process.version };

/**
 * Opens the answers of a folder, which this process alone may write. Every record is a line with a checksum; a torn line at the
 * end is cut off, and a damaged end is moved aside before anything is added. Throws ConfigError and StoreWriteError.
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

/** Keeps answers in memory alone. */
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

/** A checksum vouches for the bytes, not for who wrote them. Answers of before programs were noted are another one's. */
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
