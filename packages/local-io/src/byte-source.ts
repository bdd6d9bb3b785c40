import { closeSync, readSync } from "node:fs";
import { type ByteSource, byteFault } from "#model-files";
import { openInput, reading } from "./input-file.ts";

/** Most bytes of one read: a longer one would need a buffer of the same size. */
const PIECE = 1 << 24;

/** Returns what `use` makes of files, open during the call. Throws ConfigError for an unreadable file. */
export function withByteSources<T>(files: readonly string[], use: (sources: readonly ByteSource[]) => T): T {
  const [first, ...others] = files;
  if (first === undefined) return use([]);
  return withByteSource(first, (source) => withByteSources(others, (rest) => use([source, ...rest])));
}

function withByteSource<T>(file: string, use: (source: ByteSource) => T): T {
  const { descriptor, size } = openInput(file);
  try {
    const fill = (offset: number, into: Uint8Array): void => {
      for (let done = 0; done < into.length; ) {
        const length = Math.min(PIECE, into.length - done);
        const got = reading(file, () => readSync(descriptor, into, done, length, offset + done));
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
    return use({ file, size, fill });
  } finally {
    closeSync(descriptor);
  }
}
