import { randomBytes } from "node:crypto";
import {
  closeSync,
  fsyncSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { ConfigError } from "../base/errors.ts";
import { isSystemError, systemReason } from "./system-error.ts";

const PLAIN_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

/** A file of a report folder. */
export interface ReportFile {
  readonly name: string;
  /** Whole, or in pieces for what is too large for a string. */
  readonly content: string | Uint8Array | Iterable<string>;
}

/**
 * Writes the files of a report whole or not at all: all are staged beside their targets and synced before the
 * first is renamed, so a full disk leaves the old report as it was. Names are plain, so nothing is written
 * outside the folder, and a rename replaces a symbolic link instead of following it. The folder itself may
 * be a link: whoever names it, chooses where it leads. Returns the paths; throws ConfigError.
 */
export function writeReportFiles(folder: string, files: readonly ReportFile[]): string[] {
  for (const { name } of files)
    if (!PLAIN_NAME.test(name))
      throw new RangeError(`output: expected a plain file name, received ${JSON.stringify(name)}`);
  checkFolder(folder);
  const staged: { temporary: string; target: string }[] = [];
  let target = folder;
  try {
    makeFolder(folder);
    for (const { name, content } of files) {
      target = join(folder, name);
      if (lstatSync(target, { throwIfNoEntry: false })?.isDirectory())
        throw Object.assign(new Error("folder"), { code: "EISDIR" });
      staged.push({ temporary: stagingName(target), target });
      writeWhole(staged[staged.length - 1].temporary, content);
    }
    for (const file of staged) {
      target = file.target;
      renameSync(file.temporary, target);
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

/**
 * Makes a folder and those above it that are missing, and brings their names to the disk: a folder survives a power cut
 * once the one above it is there. Throws ConfigError.
 */
export function makeFolder(folder: string): void {
  try {
    const first = mkdirSync(folder, { recursive: true });
    if (first === undefined) return;
    const top = dirname(resolve(first));
    for (let made = resolve(folder); made !== top && made !== dirname(made); made = dirname(made))
      syncFolder(dirname(made));
  } catch (error) {
    throw outputError(folder, error);
  }
}

/** Refuses a folder that cannot be one, before hours of work are spent on what goes into it. */
export function checkFolder(folder: string): void {
  if (!isTaken(folder)) return;
  throw new ConfigError([{ place: folder, path: "(output)", message: "expected a folder, received a file" }]);
}

function isTaken(folder: string): boolean {
  try {
    return statSync(folder, { throwIfNoEntry: false })?.isDirectory() === false;
  } catch (error) {
    throw outputError(folder, error);
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

/** Beside the target and short enough where the target's name is as long as a name can be. */
const stagingName = (target: string): string =>
  join(dirname(target), `.${basename(target).slice(0, 40)}.${randomBytes(6).toString("hex")}`);

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

/** A rename survives a power cut once its folder is on the disk. */
export function syncFolder(folder: string): void {
  const descriptor = openSync(folder, "r");
  try {
    fsyncSync(descriptor);
  } catch (error) {
    // Some network file systems have no sync of a folder: its server does that.
    if (!["EINVAL", "ENOTSUP", "EOPNOTSUPP"].includes((error as NodeJS.ErrnoException).code ?? ""))
      throw error;
  } finally {
    closeSync(descriptor);
  }
}

/** What a failed write leaves behind, where that needs saying, and what a bare code does not say of an output. */
const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full; nothing was changed",
  EDQUOT: "the quota is used up; nothing was changed",
  EISDIR: "a folder has its name",
  ENOENT: "its folder does not exist",
};

function outputError(target: string, error: unknown): ConfigError {
  if (error instanceof ConfigError) return error;
  // A fault in what makes the content is no fault of the file.
  if (!isSystemError(error)) throw error;
  const reason = REASONS[error.code ?? ""] ?? systemReason(error);
  return new ConfigError([{ place: target, path: "(output)", message: `cannot be written: ${reason}` }]);
}
