import { randomBytes } from "node:crypto";
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { ConfigError } from "../base/errors.ts";

const PLAIN_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

/**
 * Writes a file of a report folder whole or not at all: temporary file, sync, rename. Names are plain, so
 * nothing is written outside the folder, and a rename replaces a symbolic link instead of following it.
 */
export function writeReportFile(folder: string, name: string, content: string | Uint8Array): string {
  if (!PLAIN_NAME.test(name))
    throw new RangeError(`output: expected a plain file name, received ${JSON.stringify(name)}`);
  const target = join(folder, name);
  const temporary = join(folder, `.${name}.${randomBytes(6).toString("hex")}`);
  try {
    mkdirSync(folder, { recursive: true });
    const descriptor = openSync(temporary, "wx");
    try {
      const bytes = typeof content === "string" ? Buffer.from(content, "utf8") : content;
      for (let done = 0; done < bytes.length; ) done += writeSync(descriptor, bytes, done);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(temporary, target);
  } catch (error) {
    rmSync(temporary, { force: true });
    const { code, message } = error as NodeJS.ErrnoException;
    throw new ConfigError([
      { place: target, path: "(output)", message: `cannot be written: ${code ?? message}` },
    ]);
  }
  return target;
}
