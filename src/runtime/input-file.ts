import { isUtf8 } from "node:buffer";
import { closeSync, constants, fstatSync, openSync, readdirSync, readSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { ConfigError, didYouMean } from "../base/errors.ts";
import { systemReason } from "./system-error.ts";

/** Looks at the start of a file of `size` bytes before it is read: `head` gives its first so many bytes. Throws ConfigError. */
export type CheckHead = (head: (bytes: number) => Uint8Array, size: number) => void;

/**
 * Bytes of an input file of at most `most` bytes, which `check` has seen the start of. Never waits on a pipe, never reads
 * more than the limit of a device that gives bytes for ever. Throws ConfigError for what is not a readable file of that size.
 */
export function readInputBytes(file: string, most: number, check: CheckHead = () => {}): Buffer {
  const fail = (message: string): never => {
    throw new ConfigError([{ place: file, path: "(file)", message }]);
  };
  try {
    return readBounded(file, most, fail, check);
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    const { code = "" } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return fail(`expected a file, found none${neighbour(file)}`);
    // Nothing waits here; a file of the kernel that has nothing to say yet would.
    if (code === "EAGAIN") return fail("expected a file, received one that has no end");
    return fail(`cannot be read: ${systemReason(error)}`);
  }
}

/** Text of an input file of at most `most` bytes. Throws ConfigError for what is not a readable UTF-8 file of that size. */
export function readInputFile(file: string, most: number): string {
  const bytes = readInputBytes(file, most);
  if (isUtf8(bytes)) return bytes.toString("utf8");
  throw new ConfigError([
    { place: file, path: "(file)", message: "expected UTF-8 text, received other bytes" },
  ]);
}

/** `; did you mean "…"?` for a file of the same folder with a similar name. */
function neighbour(file: string): string {
  try {
    const folder = dirname(file);
    const near = didYouMean(basename(file), readdirSync(folder));
    return near.replace(/"(.*)"/, (_, name: string) => `"${folder === "." ? name : join(folder, name)}"`);
  } catch {
    return "";
  }
}

function readBounded(file: string, most: number, fail: (message: string) => never, check: CheckHead): Buffer {
  // Without O_NONBLOCK, opening a pipe waits for somebody to write into it.
  const descriptor = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const entry = fstatSync(descriptor);
    if (entry.isDirectory()) fail("expected a file, received a folder");
    if (!entry.isFile()) fail("expected a file, received a device or a pipe");
    if (entry.size > most) fail(`expected at most ${most} bytes, received ${entry.size}`);
    check((bytes) => {
      const head = Buffer.alloc(Math.min(bytes, entry.size));
      return head.subarray(0, readSync(descriptor, head, 0, head.length, 0));
    }, entry.size);
    // Files of the kernel have no size and a file may grow: the buffer does too, to one byte more than allowed.
    let bytes = Buffer.allocUnsafe(Math.min(most, Math.max(entry.size, 4096)) + 1);
    let length = 0;
    for (let got = 1; got > 0 && length <= most; length += got) {
      if (length === bytes.length) bytes = Buffer.concat([bytes], Math.min(2 * length, most + 1));
      got = readSync(descriptor, bytes, length, bytes.length - length, length);
    }
    if (length > most) fail(`expected at most ${most} bytes, received more`);
    return bytes.subarray(0, length);
  } finally {
    closeSync(descriptor);
  }
}

export const STANDARD_INPUT = "(standard input)";

/** Text of standard input to its end. Throws ConfigError for more than `most` bytes and for what is not UTF-8. */
export async function readStandardInput(most: number): Promise<string> {
  const fail = (message: string): never => {
    throw new ConfigError([{ place: STANDARD_INPUT, path: "(file)", message }]);
  };
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of process.stdin as AsyncIterable<Buffer>) {
    length += piece.length;
    if (length > most) fail(`expected at most ${most} bytes, received more`);
    pieces.push(piece);
  }
  const bytes = Buffer.concat(pieces);
  return isUtf8(bytes) ? bytes.toString("utf8") : fail("expected UTF-8 text, received other bytes");
}
