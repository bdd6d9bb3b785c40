// Reads the Liberty files of a cell library, packed or not.

import { createHash } from "node:crypto";
import { basename } from "node:path";
import { gunzipSync } from "node:zlib";
import { fault } from "#base";
import { readInputBytes } from "./input-file.ts";

/** Most bytes of a file, packed and unpacked: three times those of the largest open library. */
const MOST_BYTES = 1 << 25;
/** Most files of one library. */
const MOST_FILES = 16;

export interface LibraryFile {
  /** Without its folder. */
  readonly name: string;
  readonly text: string;
  /** Of the text, so that a file has one digest packed or not. */
  readonly sha256: string;
}

/** Texts of Liberty files; names that end in .gz are unpacked. Throws ConfigError for anything else. */
export function readLibraryFiles(paths: readonly string[]): LibraryFile[] {
  if (paths.length > MOST_FILES)
    throw fault("--liberty", "(value)", `expected at most ${MOST_FILES} files, received ${paths.length}`);
  return paths.map((path) => {
    const bytes = readInputBytes(path, MOST_BYTES);
    const text = path.toLowerCase().endsWith(".gz") ? unpacked(path, bytes) : bytes;
    const sha256 = createHash("sha256").update(text).digest("hex");
    // Comments of old libraries are in other character sets.
    return { name: basename(path), text: text.toString("latin1"), sha256 };
  });
}

function unpacked(path: string, bytes: Buffer): Buffer {
  try {
    return gunzipSync(bytes, { maxOutputLength: MOST_BYTES });
  } catch (error) {
    const isLong = (error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE";
    const expected = isLong
      ? `at most ${MOST_BYTES} bytes unpacked, received more`
      : "gzip, received other bytes";
    throw fault(path, "(file)", `expected ${expected}`);
  }
}
