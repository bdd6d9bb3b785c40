// Writes all output for users, each file whole or not at all.

import { closeSync, fsyncSync, linkSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import type { ConfigError } from "#base";
import {
  makeFolder,
  outputError,
  outputFault,
  refuseOther,
  stagingName,
  syncFolder,
} from "./output-checks.ts";

const PLAIN_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

/** A file of a report folder. */
export interface ReportFile {
  readonly name: string;
  /** Whole, or in pieces if it is too large for one string. */
  readonly content: string | Uint8Array | Iterable<string>;
}

/** How files of one answer take a folder: by the file that names its question, unless another answer is there. */
export interface FolderClaim {
  readonly naming: string;
  readonly isAnother: (folder: string) => boolean;
}

/**
 * Writes the files of a report whole or not at all: all are staged next to their targets and synced before
 * the first is renamed, so a full disk leaves the old report as it was. Names are plain, so nothing is
 * written outside the folder, and a rename replaces a symbolic link instead of following it. The folder
 * itself may be a link, as the user chose it. With a claim, whose question is in one of the files, an answer
 * to another question that was written meanwhile is kept. Returns the paths; throws ConfigError.
 */
export function writeReportFiles(
  folder: string,
  files: readonly ReportFile[],
  claim?: FolderClaim,
): string[] {
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

/** Writes a named file whole or not at all. Throws ConfigError if the name exists and is no regular file. */
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

/** Checks the target again: hours may have passed since the first check. */
function replace({ temporary, target }: Staged): void {
  refuseOther(target);
  renameSync(temporary, target);
  // If both names are hard links to one file, as after a claim, a rename leaves both.
  discard(temporary);
}

/**
 * Claims a folder for a question. In a folder without an answer, the file with the question is created first,
 * by a link, which succeeds for only one of several concurrent processes; the others find its answer.
 */
function claimFolder(folder: string, claim: FolderClaim, staged: readonly Staged[]): void {
  const naming = join(folder, claim.naming);
  const own = staged.find(({ target }) => target === naming);
  if (own === undefined) throw new RangeError(`output: expected ${claim.naming} among the files`);
  const refuseAnother = (): void => {
    if (claim.isAnother(folder)) throw anotherAnswer(folder);
  };
  refuseAnother();
  try {
    linkSync(own.temporary, naming);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST") refuseAnother();
    // On a file system without links, the check above has to suffice.
    else if (code !== "EPERM" && code !== "ENOTSUP" && code !== "EOPNOTSUPP") throw error;
  }
}

/** Writes a new file whole or not at all. Throws ConfigError if it exists. */
export function writeNewFile(file: string, content: string): string {
  const temporary = stagingName(file);
  try {
    writeWhole(temporary, content);
    // Unlike a rename, a link never replaces an existing file.
    linkSync(temporary, file);
    syncFolder(dirname(file));
  } catch (error) {
    throw outputError(file, error);
  } finally {
    discard(temporary);
  }
  return file;
}

/** The error for a folder that holds the answer to another question. */
export const anotherAnswer = (folder: string): ConfigError =>
  outputFault(
    folder,
    "expected a new folder or one with the answer to this question, received one that holds another answer: choose another --out, or --force to replace it",
  );

/** Removes a staged file; a failure here must not hide the error that led to it. */
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

/** Gathers pieces into blocks: writing one line costs as much as writing a thousand. */
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
