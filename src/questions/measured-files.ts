import { existsSync } from "node:fs";
import { dirname, isAbsolute, join } from "node:path";
import type { Located } from "../base/document.ts";
import { ConfigError } from "../base/errors.ts";
import { readConductances } from "../runtime/measurement-file.ts";

/** Config path of the one key that names a file of measured values. */
const PATH = ["design", "hashing", "memristor", "file"] as const;

type Tree = Readonly<Record<string, unknown>>;

const isTree = (value: unknown): value is Tree =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * The document with the measured values of `design.hashing.memristor.file` in place of the file's name. A name is relative to
 * the config's folder, one given on the command line to the working folder. What a store kept of a file, its name and
 * digest, is looked for in the store's folder, the one above it and the working folder, and must be the same file. Throws
 * ConfigError.
 */
export function withMeasuredFiles(document: Located): Located {
  const own = PATH.reduce<unknown>((node, key) => (isTree(node) ? node[key] : undefined), document.value);
  if (typeof own === "string") {
    const isOption = document.place(PATH).startsWith("--");
    const path = isOption || isAbsolute(own) ? own : join(dirname(document.file), own);
    return { ...document, value: replaced(document.value as Tree, PATH, readConductances(path, own)) };
  }
  if (!isTree(own) || typeof own.file !== "string" || "values" in own) return document;
  const { file, sha256 } = own;
  const folder = dirname(document.file);
  const path =
    [folder, dirname(folder), "."].map((base) => join(base, file)).find((one) => existsSync(one)) ?? file;
  const found = readConductances(path, file);
  if (found.sha256 !== sha256)
    throw new ConfigError([
      {
        place: document.place(PATH),
        path: PATH.join("."),
        message: `expected the ${file} of SHA-256 ${String(sha256).slice(0, 16)}…, received one of ${found.sha256.slice(0, 16)}…`,
      },
    ]);
  return { ...document, value: replaced(document.value as Tree, PATH, found) };
}

function replaced(tree: Tree, [key, ...rest]: readonly string[], value: unknown): Tree {
  return { ...tree, [key]: rest.length === 0 ? value : replaced(tree[key] as Tree, rest, value) };
}
