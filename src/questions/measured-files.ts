import { existsSync } from "node:fs";
import { dirname, isAbsolute, join } from "node:path";
import type { Located } from "../base/document.ts";
import { ConfigError } from "../base/errors.ts";
import { readCalibration } from "../runtime/calibration-file.ts";
import { readConductances } from "../runtime/measurement-file.ts";

/** Reads a file at a path under the name that a config gave it. */
type Read = (path: string, file: string) => { readonly sha256: string };

/** Config keys that name a file. */
const FILES: readonly (readonly [path: readonly string[], read: Read])[] = [
  [["design", "hashing", "memristor", "file"], readConductances],
  [["design", "calibration"], readCalibration],
];

type Tree = Readonly<Record<string, unknown>>;

const isTree = (value: unknown): value is Tree =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * The document with what is in the files that it names in the place of their names: measured conductances and calibrations.
 * A name is relative to the config's folder, one given on the command line to the working folder. What a store kept of a
 * file, its name and digest, is looked for in the store's folder, the one above it and the working folder, and must be the
 * same file. Throws ConfigError.
 */
export const withMeasuredFiles = (document: Located): Located =>
  FILES.reduce((whole, [path, read]) => withFile(whole, path, read), document);

function withFile(document: Located, path: readonly string[], read: Read): Located {
  const own = path.reduce<unknown>((node, key) => (isTree(node) ? node[key] : undefined), document.value);
  if (typeof own === "string") {
    const isOption = document.place(path).startsWith("--");
    const from = isOption || isAbsolute(own) ? own : join(dirname(document.file), own);
    return { ...document, value: replaced(document.value as Tree, path, read(from, own)) };
  }
  if (!isTree(own) || typeof own.file !== "string" || "values" in own || "metrics" in own) return document;
  const { file, sha256 } = own;
  const folder = dirname(document.file);
  const from = [folder, dirname(folder), "."].map((base) => join(base, file)).find((one) => existsSync(one));
  const found = read(from ?? file, file);
  if (found.sha256 !== sha256)
    throw new ConfigError([
      {
        place: document.place(path),
        path: path.join("."),
        message: `expected the ${file} of SHA-256 ${String(sha256).slice(0, 16)}…, received one of ${found.sha256.slice(0, 16)}…`,
      },
    ]);
  return { ...document, value: replaced(document.value as Tree, path, found) };
}

function replaced(tree: Tree, [key, ...rest]: readonly string[], value: unknown): Tree {
  return { ...tree, [key]: rest.length === 0 ? value : replaced(tree[key] as Tree, rest, value) };
}
