// Answers of a language model, kept by what they are answers to: a study that was stopped goes on from them.

import { join } from "node:path";
import { makeFolder } from "./output-place.ts";
import { lockFolder } from "./store/lock.ts";
import { type FileOperations, RecordLog } from "./store/record-log.ts";
import { framed, HEAD_BYTES, isIntact } from "./store/record-scan.ts";
import { readStoreBytes } from "./store/store-file.ts";

/** An answer and the digest of everything it depends on. */
interface Kept {
  readonly key: string;
  readonly answer: unknown;
}

export interface AnswerStore {
  /** Answers found at the start. */
  readonly kept: number;
  /** Lines of the file that are no whole record and were left out; a line that was cut off by a crash is cut away. */
  readonly damaged: number;
  find(key: string): unknown;
  /** On the disk before it returns. Throws StoreWriteError, after which what was kept before is whole. */
  keep(key: string, answer: unknown): void;
  close(): void;
}

const MOST_BYTES = 1 << 30;

/**
 * Opens the answers of a folder, which this process alone may write. Every record is a line with a checksum; what follows
 * the last whole one is cut off before anything is added. Throws ConfigError and StoreWriteError. `files`: for tests.
 */
export function openAnswerStore(folder: string, files?: FileOperations): AnswerStore {
  makeFolder(folder);
  const lock = lockFolder(folder);
  try {
    const file = join(folder, "answers.jsonl");
    const { answers, goodBytes, damaged } = readAnswers(file);
    const log = new RecordLog(file, goodBytes, {
      guard: () => lock.lost(),
      ...(files === undefined ? {} : { files }),
    });
    return {
      kept: answers.size,
      damaged,
      find: (key) => answers.get(key),
      keep(key, answer) {
        log.appendWhole(framed([JSON.stringify({ key, answer })]), 1);
        answers.set(key, answer);
      },
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
export function transientAnswers(): AnswerStore {
  const answers = new Map<string, unknown>();
  return {
    kept: 0,
    damaged: 0,
    find: (key) => answers.get(key),
    keep: (key, answer) => void answers.set(key, answer),
    close: () => {},
  };
}

function readAnswers(file: string) {
  const bytes = readStoreBytes(file, MOST_BYTES) ?? Buffer.alloc(0);
  const answers = new Map<string, unknown>();
  let [from, goodBytes, damaged] = [0, 0, 0];
  for (let to = bytes.indexOf(10, from); to >= 0; from = to + 1, to = bytes.indexOf(10, from)) {
    const record = isIntact(bytes, from, to) ? parse(bytes.toString("utf8", from + HEAD_BYTES, to)) : null;
    if (record === null) damaged++;
    else {
      answers.set(record.key, record.answer);
      goodBytes = to + 1;
    }
  }
  return { answers, goodBytes, damaged };
}

/** A checksum vouches for the bytes, not for who wrote them. */
function parse(text: string): Kept | null {
  try {
    const record = JSON.parse(text) as Partial<Kept> | null;
    return typeof record?.key === "string" && typeof record.answer === "object" ? (record as Kept) : null;
  } catch {
    return null;
  }
}
