// Checks output paths before any work is done.

import { randomBytes } from "node:crypto";
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readlinkSync,
  rmSync,
  type Stats,
  statSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { ConfigError, fault } from "#base";
import { isSystemError, systemReason } from "./system-error.ts";

/** Name that means standard output instead of a file. */
export const STANDARD_OUTPUT = "-";

/** Refuses a path that cannot become a folder: a file, a device, a pipe. Throws ConfigError. */
export function checkFolder(folder: string): void {
  if (folder === STANDARD_OUTPUT)
    throw outputFault(folder, `expected a folder, received the name of standard output: ./- is a folder`);
  const entry = entryAt(folder, folder);
  if (entry === undefined || entry.isDirectory()) return;
  throw outputFault(folder, `expected a folder, received ${kindOf(entry)}`);
}

/** Checks the folder and that files can be written there, before hours of work. Throws ConfigError. */
export function checkWritableFolder(folder: string): void {
  checkFolder(folder);
  // Tries the folder or its nearest existing parent: for root in a kernel file system the mode says little.
  let at = resolve(folder);
  while (entryAt(at, folder) === undefined && at !== dirname(at)) at = dirname(at);
  const probe = stagingName(join(at, "probe"));
  try {
    closeSync(openSync(probe, "wx"));
    rmSync(probe);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") throw outputFault(folder, `cannot be written: ${at} takes no files`);
    throw outputError(folder, error);
  }
}

/** Refuses, before the work, a file that cannot be written: not a regular file, or in no usable folder. */
export function checkOutputFile(file: string): void {
  if (file === STANDARD_OUTPUT)
    throw outputFault(file, "expected a file, received the name of standard output: ./- is a file");
  refuseOther(file);
  checkWritableFolder(dirname(file));
}

/**
 * Refuses a target that exists and is no regular file: a rename would replace a device, a pipe, a socket or a
 * link to one. A link to a regular file, or to nothing, is replaced, and its destination stays as it is.
 */
export function refuseOther(target: string): void {
  const entry = entryAt(target, target);
  if (entry !== undefined && !entry.isFile())
    throw outputFault(target, `cannot be written: ${kindOf(entry)} has its name`);
  if (leadsToSystem(target))
    throw outputFault(target, "cannot be written: a link of the system has its name");
}

/** Longest chain of links; the system follows as many. */
const MOST_LINKS = 40;

/** Whether a link leads through /dev or /proc, as /dev/stdout does, even to what is a regular file here. */
function leadsToSystem(target: string): boolean {
  let at = resolve(target);
  for (let n = 0; n < MOST_LINKS; n++) {
    try {
      at = resolve(dirname(at), readlinkSync(at));
    } catch {
      return false;
    }
    if (/^\/(?:dev|proc)\//.test(at)) return true;
  }
  return false;
}

/** Status of a path's destination; undefined if nothing is there. `named`: the path in messages. */
function entryAt(path: string, named: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    throw outputError(named, error);
  }
}

const kindOf = (entry: Stats): string =>
  entry.isDirectory()
    ? "a folder"
    : entry.isFIFO()
      ? "a pipe"
      : entry.isSocket()
        ? "a socket"
        : entry.isFile()
          ? "a file"
          : "a device";

/**
 * Creates a folder and its missing parents, and syncs each parent: a new folder survives a power cut only
 * once its parent is on the disk. Throws ConfigError.
 */
export function makeFolder(folder: string): void {
  checkFolder(folder);
  const missing: string[] = [];
  for (let at = resolve(folder); entryAt(at, folder) === undefined; at = dirname(at)) missing.push(at);
  // One by one: `recursive` never ends in a file system that has a folder but allows none in it.
  for (const made of missing.reverse()) {
    try {
      mkdirSync(made);
      syncFolder(dirname(made));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "EEXIST" && entryAt(made, folder)?.isDirectory() === true) continue;
      if (code === "ENOENT")
        throw outputFault(folder, `cannot be written: ${dirname(made)} takes no folders`);
      throw outputError(folder, error);
    }
  }
}

/** Runs with a new folder among the system's temporary ones, which is removed afterwards with all in it. */
export async function inTemporaryFolder<T>(run: (folder: string) => Promise<T>): Promise<T> {
  const folder = join(tmpdir(), `crosshash-${randomBytes(8).toString("hex")}`);
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    throw outputError(folder, error);
  }
  try {
    return await run(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Path next to the target, with a name that is short even if the target's is of the greatest length. */
export const stagingName = (target: string): string =>
  join(dirname(target), `.${basename(target).slice(0, 40)}.${randomBytes(6).toString("hex")}`);

/** Syncs a folder, so that renames in it survive a power cut. */
export function syncFolder(folder: string): void {
  const descriptor = openSync(folder, "r");
  try {
    fsyncSync(descriptor);
  } catch (error) {
    // Some network file systems cannot sync a folder: their server does that.
    if (!["EINVAL", "ENOTSUP", "EOPNOTSUPP"].includes((error as NodeJS.ErrnoException).code ?? ""))
      throw error;
  } finally {
    closeSync(descriptor);
  }
}

export const outputFault = (place: string, message: string): ConfigError => fault(place, "(output)", message);

/** Reasons of failed writes that say what was left behind, or that a bare error code does not explain. */
const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full; nothing was changed",
  EDQUOT: "the quota is used up; nothing was changed",
  EISDIR: "a folder has its name",
  ENOENT: "its folder does not exist",
};

export function outputError(target: string, error: unknown): ConfigError {
  if (error instanceof ConfigError) return error;
  // An error in producing the content is not the file's fault.
  if (!isSystemError(error)) throw error;
  const reason = REASONS[error.code ?? ""] ?? systemReason(error);
  return outputFault(target, `cannot be written: ${reason}`);
}
