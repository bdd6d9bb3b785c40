// The door out: what is written for a user goes through here, whole or not at all.

import { closeSync, fsyncSync, linkSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import type { ConfigError } from "../base/errors.ts";
import {
  makeFolder,
  outputError,
  outputFault,
  refuseOther,
  stagingName,
  syncFolder,
} from "./output-place.ts";
import { holdsAnother, REPORT_MANIFEST } from "./report-manifest.ts";

const PLAIN_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

/** A file of a report folder. */
export interface ReportFile {
  readonly name: string;
  /** Whole, or in pieces for what is too large for a string. */
  readonly content: string | Uint8Array | Iterable<string>;
}

/** The question that a folder answers from now on; `force`: whatever another one it answered before. */
export interface Claim {
  readonly question: string;
  readonly force?: boolean;
}

/**
 * Writes the files of a report whole or not at all: all are staged beside their targets and synced before the
 * first is renamed, so a full disk leaves the old report as it was. Names are plain, so nothing is written
 * outside the folder, and a rename replaces a symbolic link instead of following it. The folder itself may
 * be a link: whoever names it, chooses where it leads. With a claim, whose question one of the files says, an answer to another
 * one that came into the folder during the work is left as it is. Returns the paths; throws ConfigError.
 */
export function writeReportFiles(folder: string, files: readonly ReportFile[], claim?: Claim): string[] {
  for (const { name } of files)
    if (!PLAIN_NAME.test(name))
      throw new RangeError(`output: expected a plain file name, received ${JSON.stringify(name)}`);
  makeFolder(folder);
  const staged: Staged[] = [];
  let target = folder;
  try {
    for (const { name, content } of files) {
      target = join(folder, name);
      refuseOther(target);
      staged.push({ temporary: stagingName(target), target });
      writeWhole(staged[staged.length - 1].temporary, content);
    }
    target = folder;
    if (claim !== undefined) claimFolder(folder, claim, staged);
    for (const file of staged) {
      target = file.target;
      replace(file);
    }
    syncFolder(folder);
  } catch (error) {
    for (const { temporary } of staged) discard(temporary);
    throw outputError(target, error);
  }
  return staged.map((file) => file.target);
}

export const writeReportFile = (folder: string, name: string, content: ReportFile["content"]): string =>
  writeReportFiles(folder, [{ name, content }])[0];

/** Writes a file that a call names, whole or not at all. Throws ConfigError for what exists and is no plain file. */
export function writeOutputFile(file: string, content: ReportFile["content"]): string {
  refuseOther(file);
  makeFolder(dirname(file));
  const staged = { temporary: stagingName(file), target: file };
  try {
    writeWhole(staged.temporary, content);
    replace(staged);
    syncFolder(dirname(file));
  } catch (error) {
    discard(staged.temporary);
    throw outputError(file, error);
  }
  return file;
}

interface Staged {
  readonly temporary: string;
  readonly target: string;
}

/** The target is looked at again: work may have taken hours since the first look. */
function replace({ temporary, target }: Staged): void {
  refuseOther(target);
  renameSync(temporary, target);
  // Of two names of one file, as a claim makes them, a rename leaves both.
  discard(temporary);
}

/**
 * Takes a folder for a question. Where no answer is there, the file that says the question comes first, by a link, which one of
 * several processes that write at once can make: the others find its answer.
 */
function claimFolder(folder: string, { question, force = false }: Claim, staged: readonly Staged[]): void {
  if (force) return;
  const naming = join(folder, REPORT_MANIFEST);
  const own = staged.find(({ target }) => target === naming);
  if (own === undefined) throw new RangeError(`output: expected ${REPORT_MANIFEST} among the files`);
  const refuseAnother = (): void => {
    if (holdsAnother(folder, question)) throw anotherAnswer(folder);
  };
  refuseAnother();
  try {
    linkSync(own.temporary, naming);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST") refuseAnother();
    // Without links, the look above has to do.
    else if (code !== "EPERM" && code !== "ENOTSUP" && code !== "EOPNOTSUPP") throw error;
  }
}

/** Writes a file that does not exist yet, whole or not at all. Throws ConfigError where one exists. */
export function writeNewFile(file: string, content: string): string {
  const temporary = stagingName(file);
  try {
    writeWhole(temporary, content);
    // Unlike a rename, a link never replaces what stands at its name.
    linkSync(temporary, file);
    syncFolder(dirname(file));
  } catch (error) {
    throw outputError(file, error);
  } finally {
    discard(temporary);
  }
  return file;
}

/** What refuses a folder that holds the answer to another question. */
export const anotherAnswer = (folder: string): ConfigError =>
  outputFault(
    folder,
    "expected a new folder or one with the answer to this question, received one that holds another answer: choose another --out, or --force to replace it",
  );

/** Removes what was staged; what cannot be removed does not hide why it was staged in vain. */
function discard(temporary: string): void {
  try {
    rmSync(temporary, { force: true });
  } catch {}
}

function writeWhole(file: string, content: ReportFile["content"]): void {
  const descriptor = openSync(file, "wx");
  try {
    for (const bytes of blocksOf(content))
      for (let done = 0; done < bytes.length; ) done += writeSync(descriptor, bytes, done);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

const BLOCK = 1 << 20;

/** Pieces are gathered into blocks: a write of one line costs as much as one of a thousand. */
function* blocksOf(content: ReportFile["content"]): Generator<Uint8Array> {
  if (content instanceof Uint8Array) yield content;
  else if (typeof content === "string") yield Buffer.from(content, "utf8");
  else {
    let held = "";
    for (const piece of content) {
      held += piece;
      if (held.length < BLOCK) continue;
      yield Buffer.from(held, "utf8");
      held = "";
    }
    yield Buffer.from(held, "utf8");
  }
}
