import { existsSync } from "node:fs";
import { dirname, isAbsolute, join } from "node:path";
import { fault, type Located } from "#base";
import { readConductances } from "#local-io";
import { readCalibration } from "../../runtime/calibration-file.ts";
import { readComponentTables } from "../../runtime/component-tables-file.ts";

/** Reads a file at a path, under its name in a config. */
type Read = (path: string, file: string) => { readonly sha256: string };

/** Config keys that name a file. */
const FILES: readonly (readonly [path: readonly string[], read: Read])[] = [
  [["design", "hashing", "memristor", "file"], readConductances],
  [["design", "calibration"], readCalibration],
];

const TABLES = ["design", "componentTables"];

type Tree = Readonly<Record<string, unknown>>;

const isTree = (value: unknown): value is Tree =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * The document with the contents of the files that it names: measured conductances, calibrations and
 * component prices. A name is relative to the config's folder, or to the working folder if given on the
 * command line. A file stored by name and digest is looked up in the store's folder, its parent and the
 * working folder, and must be the same. Throws ConfigError.
 */
export const withMeasuredFiles = (document: Located): Located =>
  FILES.reduce((whole, [path, read]) => withFile(whole, path, read), withTables(document));

/** The same for tables of component prices, of which a config may name several. */
function withTables(document: Located): Located {
  const own = at(document, TABLES);
  const names = typeof own === "string" ? [own] : own;
  if (!Array.isArray(names) || !names.every((name) => typeof name === "string")) return document;
  const place = document.place(TABLES);
  const named = names.map((name) => [pathOf(document, TABLES, name), name] as const);
  return { ...document, value: replaced(document.value as Tree, TABLES, readComponentTables(named, place)) };
}

const at = (document: Located, path: readonly string[]): unknown =>
  path.reduce<unknown>((node, key) => (isTree(node) ? node[key] : undefined), document.value);

/** Path of a named file: from the config's folder, or the working folder where an option names it. */
const pathOf = (document: Located, path: readonly string[], name: string): string =>
  document.place(path).startsWith("--") || isAbsolute(name) ? name : join(dirname(document.file), name);

function withFile(document: Located, path: readonly string[], read: Read): Located {
  const own = at(document, path);
  if (typeof own === "string") {
    const from = pathOf(document, path, own);
    return { ...document, value: replaced(document.value as Tree, path, read(from, own)) };
  }
  if (!isTree(own) || typeof own.file !== "string" || "values" in own || "metrics" in own) return document;
  const { file, sha256 } = own;
  const folder = dirname(document.file);
  const from = [folder, dirname(folder), "."].map((base) => join(base, file)).find((one) => existsSync(one));
  const found = read(from ?? file, file);
  if (found.sha256 !== sha256)
    throw fault(
      document.place(path),
      path.join("."),
      `expected the ${file} of SHA-256 ${String(sha256).slice(0, 16)}…, received one of ${found.sha256.slice(0, 16)}…`,
    );
  return { ...document, value: replaced(document.value as Tree, path, found) };
}

function replaced(tree: Tree, [key, ...rest]: readonly string[], value: unknown): Tree {
  return { ...tree, [key]: rest.length === 0 ? value : replaced(tree[key] as Tree, rest, value) };
}
