import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { type ConfigError, fault } from "#base";
import { systemReason } from "./system-error.ts";

/** Missing on Windows, where ordinary users cannot create such links. */
const NO_LINKS = constants.O_NOFOLLOW ?? 0;
const NO_WAITING = constants.O_NONBLOCK ?? 0;

export const FLAGS = {
  read: constants.O_RDONLY,
  write: constants.O_RDWR,
  create: constants.O_RDWR | constants.O_CREAT,
  append: constants.O_RDWR | constants.O_CREAT | constants.O_APPEND,
} as const;

/** An error that names a file of a store. */
export const storeFault = (file: string, message: string): ConfigError => fault(file, "(store)", message);

/**
 * Descriptor of a file in a store's folder; null if it is missing. The folder is not trusted: links are not
 * followed, pipes are not waited for, and only regular files are opened. Throws ConfigError naming the file.
 */
export function openStoreFile(file: string, flags: number): number | null {
  let descriptor: number;
  try {
    descriptor = openSync(file, flags | NO_LINKS | NO_WAITING, 0o666);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return null;
    throw storeFault(file, openingFault(code, error));
  }
  try {
    if (fstatSync(descriptor).isFile()) return descriptor;
  } catch (error) {
    closeSync(descriptor);
    throw storeFault(file, `cannot be read: ${systemReason(error)}`);
  }
  closeSync(descriptor);
  throw storeFault(file, "expected a file, found a folder, a device or a pipe");
}

function openingFault(code: string | undefined, error: unknown): string {
  switch (code) {
    case "ELOOP":
    case "EMLINK":
      return "expected a file, found a link: files of a store are not followed through links";
    case "EISDIR":
      return "expected a file, found a folder";
    case "ENXIO":
    case "ENODEV":
      return "expected a file, found a device or a pipe";
    default:
      return `cannot be opened: ${systemReason(error)}`;
  }
}

/** Text of a small store file; null if it is missing. Throws ConfigError for more than `most` bytes. */
export function readStoreFile(file: string, most: number): string | null {
  const descriptor = openStoreFile(file, FLAGS.read);
  if (descriptor === null) return null;
  const bytes = Buffer.allocUnsafe(most + 1);
  let length = 0;
  try {
    for (let got = 1; got > 0 && length <= most; length += got)
      got = readSync(descriptor, bytes, length, bytes.length - length, null);
  } catch (error) {
    throw storeFault(file, `cannot be read: ${systemReason(error)}`);
  } finally {
    closeSync(descriptor);
  }
  if (length > most) throw storeFault(file, `expected at most ${most} bytes, received more`);
  return bytes.toString("utf8", 0, length);
}
