// The door out, before the work: what a call names as its output is looked at while nothing is computed yet.

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
import { basename, dirname, join, resolve } from "node:path";
import { ConfigError, fault } from "../base/errors.ts";
import { isSystemError, systemReason } from "./system-error.ts";

/** What stands for standard output in the place of a file's name. */
export const STANDARD_OUTPUT = "-";

/** Refuses a name that is no folder and cannot become one: a file, a device, a pipe. Throws ConfigError. */
export function checkFolder(folder: string): void {
  if (folder === STANDARD_OUTPUT)
    throw outputFault(folder, `expected a folder, received the name of standard output: ./- is a folder`);
  const entry = entryAt(folder, folder);
  if (entry === undefined || entry.isDirectory()) return;
  throw outputFault(folder, `expected a folder, received ${kindOf(entry)}`);
}

/** The same, and refuses a place that takes no file, before hours of work are spent on what goes into it. */
export function checkWritableFolder(folder: string): void {
  checkFolder(folder);
  // The folder itself, or the nearest above it: its mode says little of what root may do in a file system of the kernel.
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

/** Refuses a file that cannot be written before the work: one that is something else than a file, or in no such folder. */
export function checkOutputFile(file: string): void {
  if (file === STANDARD_OUTPUT)
    throw outputFault(file, "expected a file, received the name of standard output: ./- is a file");
  refuseOther(file);
  checkWritableFolder(dirname(file));
}

/**
 * Refuses a target that exists and is no plain file: a rename would put a file in the place of a device, a pipe or a socket, or
 * of a link to one. A link to a plain file, or to none, gives way to the file itself, and what it leads to stays as it is.
 */
export function refuseOther(target: string): void {
  const entry = entryAt(target, target);
  if (entry !== undefined && !entry.isFile())
    throw outputFault(target, `cannot be written: ${kindOf(entry)} has its name`);
  if (leadsToSystem(target))
    throw outputFault(target, "cannot be written: a link of the system has its name");
}

/** Most links of a chain; the system follows as many. */
const MOST_LINKS = 40;

/** Whether a link leads through a folder of the system, as /dev/stdout does, which may be a plain file for this process alone. */
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

/** What a path leads to; undefined where there is nothing. `named`: how the call named it. */
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
 * Makes a folder and those above it that are missing, and brings their names to the disk: a folder survives a power cut
 * once the one above it is there. Throws ConfigError.
 */
export function makeFolder(folder: string): void {
  checkFolder(folder);
  const missing: string[] = [];
  for (let at = resolve(folder); entryAt(at, folder) === undefined; at = dirname(at)) missing.push(at);
  // One after another: `recursive` never ends in a file system that has a folder and makes none in it.
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

/** Beside the target and short enough where the target's name is as long as a name can be. */
export const stagingName = (target: string): string =>
  join(dirname(target), `.${basename(target).slice(0, 40)}.${randomBytes(6).toString("hex")}`);

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

export const outputFault = (place: string, message: string): ConfigError => fault(place, "(output)", message);

/** What a failed write leaves behind, where that needs saying, and what a bare code does not say of an output. */
const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full; nothing was changed",
  EDQUOT: "the quota is used up; nothing was changed",
  EISDIR: "a folder has its name",
  ENOENT: "its folder does not exist",
};

export function outputError(target: string, error: unknown): ConfigError {
  if (error instanceof ConfigError) return error;
  // A fault in what makes the content is no fault of the file.
  if (!isSystemError(error)) throw error;
  const reason = REASONS[error.code ?? ""] ?? systemReason(error);
  return outputFault(target, `cannot be written: ${reason}`);
}
