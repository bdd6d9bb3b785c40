// What a call's words stand for: the contents of the files that they name.

import { createHash } from "node:crypto";
import { closeSync, existsSync, openSync, readSync, statSync } from "node:fs";
import { basename, join } from "node:path";

/** Bytes of a file that are read: of a larger one (a model's weights) the size, the start and the end say which it is. */
const MOST_BYTES = 1 << 24;
/** Files by which a folder is known: a study by its identity, a report by its question. */
const NAMING = ["manifest.json", "report.json", "config.json"];

/** A digest of the file or folder that a text names; the text itself where it names none. */
export function inputDigest(text: string): string {
  try {
    const path = text.replace(/#[^/]*$/, "");
    const found = statSync(path, { throwIfNoEntry: false });
    const rest = text.slice(path.length);
    if (found?.isFile() === true) return `${fileDigest(path, found.size)}${rest}`;
    if (found?.isDirectory() !== true) return text;
    const naming = NAMING.map((name) => join(path, name)).find((file) => existsSync(file));
    return naming === undefined ? text : `${fileDigest(naming, statSync(naming).size)}${rest}`;
  } catch {
    // What cannot be read is said where it is used.
    return text;
  }
}

function fileDigest(file: string, size: number): string {
  const hash = createHash("sha256").update(`${size}\n`);
  const bytes = Buffer.alloc(Math.min(size, MOST_BYTES));
  const descriptor = openSync(file, "r");
  try {
    const half = Math.ceil(bytes.length / 2);
    readSync(descriptor, bytes, 0, half, 0);
    readSync(descriptor, bytes, half, bytes.length - half, size - (bytes.length - half));
  } finally {
    closeSync(descriptor);
  }
  // A store's manifest also names the programs that wrote it.
  const identity =
    basename(file) === "manifest.json"
      ? /"hash": "([0-9a-f]{64})"/.exec(bytes.toString("latin1"))?.[1]
      : undefined;
  return hash.update(identity ?? bytes).digest("hex");
}
