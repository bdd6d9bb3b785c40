// Reads the Liberty files of a cell library, packed or not, and joins them into one text for a synthesiser.

import { createHash } from "node:crypto";
import { basename } from "node:path";
import { gunzipSync } from "node:zlib";
import { fault } from "../base/errors.ts";
import { readInputBytes } from "./input-file.ts";

/** Most bytes of a file, packed and unpacked: three times those of the largest open library. */
const MOST_BYTES = 1 << 25;
/** Most files of one library. */
const MOST_FILES = 16;

export interface LibraryFile {
  readonly file: string;
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
    return { file: basename(path), text: text.toString("latin1"), sha256 };
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

/** A group directly in a library, such as a cell: its head without spaces, and its text. */
interface Group {
  readonly head: string;
  readonly text: string;
}

/**
 * One library of all files: the text of the first, with the cells and table templates of the others. Throws
 * ConfigError if two have the same cell, or different templates of one name. The texts are valid Liberty.
 */
export function joinedLibrary(files: readonly LibraryFile[]): string {
  const [first, ...others] = files;
  if (others.length === 0) return first.text;
  const known = new Map(groupsOf(first.text).map(({ head, text }) => [head, text]));
  const added: string[] = [];
  for (const { file, text: whole } of others)
    for (const { head, text } of groupsOf(whole)) {
      if (!/^(?:cell|\w+_template)\(/.test(head)) continue;
      const before = known.get(head);
      if (before === text && !head.startsWith("cell(")) continue;
      if (before !== undefined)
        throw fault(
          file,
          head,
          "expected cells and templates that no other file has, received one of that name",
        );
      known.set(head, text);
      added.push(text);
    }
  const end = first.text.lastIndexOf("}");
  return `${first.text.slice(0, end)}\n${added.join("\n")}\n}\n`;
}

/** Groups at depth 1; braces in comments and quotes do not count. */
function groupsOf(text: string): Group[] {
  const groups: Group[] = [];
  let depth = 0;
  let from = 0;
  for (const { 0: token, index } of text.matchAll(/\/\*[\s\S]*?\*\/|"(?:[^"\\]|\\[\s\S])*"|[{};]/g)) {
    if (token === "{" && depth++ === 0) from = index + 1;
    else if (token === ";" && depth === 1) from = index + 1;
    else if (token === "}" && --depth === 1) {
      const own = text.slice(from, index + 1);
      const plain = own.replace(/\/\*[\s\S]*?\*\//g, "").trim();
      groups.push({ head: plain.slice(0, plain.indexOf("{")).replace(/[\s"]/g, ""), text: own });
      from = index + 1;
    }
  }
  return groups;
}
