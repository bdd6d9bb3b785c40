import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { ConfigError } from "../base/errors.ts";
import { type ByteSource, byteFault } from "../language-model/real/byte-source.ts";
import { systemReason } from "./system-error.ts";

/** Most bytes of one read: a longer one would need as much memory of its own. */
const PIECE = 1 << 24;

/** What `use` makes of files, which are open meanwhile. Throws ConfigError for one that is no readable file. */
export function withByteSources<T>(files: readonly string[], use: (sources: readonly ByteSource[]) => T): T {
  const [first, ...others] = files;
  if (first === undefined) return use([]);
  return withByteSource(first, (source) => withByteSources(others, (rest) => use([source, ...rest])));
}

function withByteSource<T>(file: string, use: (source: ByteSource) => T): T {
  const fail = (message: string): never => {
    throw new ConfigError([{ place: file, path: "(file)", message }]);
  };
  const attempt = <R>(act: () => R): R => {
    try {
      return act();
    } catch (error) {
      return fail(reasonOf(error));
    }
  };
  // Without O_NONBLOCK, opening a pipe waits for somebody to write into it.
  const descriptor = attempt(() => openSync(file, constants.O_RDONLY | constants.O_NONBLOCK));
  try {
    const entry = attempt(() => fstatSync(descriptor));
    if (!entry.isFile())
      fail(`expected a file, received a ${entry.isDirectory() ? "folder" : "device or a pipe"}`);
    const fill = (offset: number, into: Uint8Array): void => {
      for (let done = 0; done < into.length; ) {
        const length = Math.min(PIECE, into.length - done);
        const got = attempt(() => readSync(descriptor, into, done, length, offset + done));
        if (got === 0)
          throw byteFault(
            file,
            offset + done,
            "(file)",
            `expected ${into.length - done} more bytes, received the end of the file`,
          );
        done += got;
      }
    };
    return use({ file, size: entry.size, fill });
  } finally {
    closeSync(descriptor);
  }
}

const reasonOf = (error: unknown): string => {
  const { code } = error as NodeJS.ErrnoException;
  return code === "ENOENT" || code === "ENOTDIR"
    ? "expected a file, found none"
    : `cannot be read: ${systemReason(error)}`;
};
