import { createHash } from "node:crypto";
import { realpathSync, statSync } from "node:fs";
import { builtinModules, createRequire } from "node:module";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { raise } from "#base";
import { readInputBytes, readInputFile } from "./input-file.ts";

/** Bounds on the files and bytes of one plugin. */
const MOST_FILES = 1000;
const MOST_BYTES = 1 << 26;

/** Quoted paths of other files in a module, and names that it imports. */
const QUOTED = /(["'`])((?:\.{1,2}\/|\/|file:)[^"'`\n\\$]{1,500})\1/g;
const IMPORTED = /\b(?:from|import|require|resolve)\s*(?:\(\s*)?(["'`])([^"'`\n\\$]{1,200})\1/g;
const CODE = /\.(?:js|mjs|cjs)$/;

/**
 * SHA-256 of a plugin, hex: of its text if it names no other file, else of its text and, recursively, of
 * every file named by a path, and of the imported packages by version and entry file. Paths are relative to
 * the plugin. Files whose names are computed at run time are not covered. Throws ConfigError for more than
 * 1000 files or 64 MiB.
 */
export function pluginHash(file: string, text: string): string {
  const root = resolve(file);
  const found = new Map<string, string>();
  const seen = new Set([root]);
  let bytes = text.length;
  const fail = (message: string): never => raise(file, "(plugin)", message);
  const visit = (path: string, source: string): void => {
    for (const [name, entry] of packagesOf(path, source)) found.set(name, entry);
    for (const next of namedFiles(path, source)) {
      if (seen.has(next)) continue;
      seen.add(next);
      bytes += statSync(next).size;
      if (seen.size > MOST_FILES || bytes > MOST_BYTES)
        fail(`expected imports of at most ${MOST_FILES} files and ${MOST_BYTES} bytes, received more`);
      const content = readInputBytes(next, MOST_BYTES);
      found.set(relative(dirname(root), next).replaceAll("\\", "/"), sha256(content));
      if (CODE.test(next)) visit(next, content.toString("utf8"));
    }
  };
  visit(root, text);
  if (found.size === 0) return sha256(text);
  const lines = [...found].map(([name, hash]) => `${name}\n${hash}`).sort();
  return sha256([sha256(text), ...lines].join("\n"));
}

const sha256 = (content: string | Buffer): string => createHash("sha256").update(content).digest("hex");

/** Regular files that a text names by a path: imports, and files that it may read. */
function namedFiles(from: string, source: string): string[] {
  const folder = dirname(from);
  const files = new Set<string>();
  for (const [, , name] of source.matchAll(QUOTED)) {
    const path = pathOf(folder, name);
    for (const candidate of path === null
      ? []
      : [path, `${path}.js`, `${path}.cjs`, `${path}.json`, join(path, "index.js")])
      if (isFile(candidate)) {
        files.add(realpathSync(candidate));
        break;
      }
  }
  return [...files].sort();
}

function pathOf(folder: string, name: string): string | null {
  try {
    return name.startsWith("file:")
      ? fileURLToPath(name)
      : fileURLToPath(new URL(name.replace(/[?#].*$/, ""), `${pathToFileURL(folder).href}/`));
  } catch {
    return null;
  }
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** Packages that a text imports, each with the hash of its package.json and of its entry file. */
function packagesOf(from: string, source: string): Map<string, string> {
  const packages = new Map<string, string>();
  const { resolve: find } = createRequire(from);
  for (const [, , name] of source.matchAll(IMPORTED)) {
    if (/^(?:\.|\/|file:|node:|data:)/.test(name) || builtinModules.includes(name)) continue;
    const entry = attempt(() => find(name));
    const own = name
      .split("/")
      .slice(0, name.startsWith("@") ? 2 : 1)
      .join("/");
    const description = descriptionOf(dirname(from), own);
    if (entry === null && description === null) continue;
    packages.set(
      name,
      sha256(`${description ?? ""}\n${entry === null ? "" : sha256(readInputBytes(entry, MOST_BYTES))}`),
    );
  }
  return packages;
}

/** Text of a package's `package.json`, found in the folder or its parents; null if there is none. */
function descriptionOf(folder: string, name: string): string | null {
  const text = attempt(() => readInputFile(join(folder, "node_modules", name, "package.json"), MOST_BYTES));
  return text ?? (dirname(folder) === folder ? null : descriptionOf(dirname(folder), name));
}

function attempt(run: () => string): string | null {
  try {
    return run();
  } catch {
    return null;
  }
}
