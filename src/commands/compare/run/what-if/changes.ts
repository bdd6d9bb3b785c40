// Values that a config changes of another one, and a folder name that lists them.

import { type Catalogue, canonicalHash, changedKeys } from "#base";
import { resolveConfig } from "../../../../design/resolved.ts";
import type { Change } from "../../../../runtime/report-manifest.ts";
import { slug } from "../../../shared/config-file.ts";

/** Values of a config with all defaults that differ from those of the base, by path. */
export function changesBetween(base: unknown, changed: unknown, catalogue: Catalogue): Change[] {
  const [before, after] = [resolveConfig(base, catalogue), resolveConfig(changed, catalogue)];
  return changedKeys(before, after).map((path) => ({
    path,
    base: at(before, path) ?? null,
    value: at(after, path) ?? null,
  }));
}

function at(tree: unknown, path: string): unknown {
  let node = tree;
  for (const key of path.split("."))
    node = typeof node === "object" && node !== null ? (node as Record<string, unknown>)[key] : undefined;
  return node;
}

/** "dac.bits=8": the shortest end of the path that no other change has, and the value. */
export const changeLabel = ({ path, value }: Change, all: readonly Change[]): string =>
  `${shortPath(path, all)}=${typeof value === "string" ? value : JSON.stringify(value)}`;

function shortPath(path: string, all: readonly Change[]): string {
  const keys = path.split(".");
  for (let count = 1; count < keys.length; count++) {
    const end = keys.slice(-count).join(".");
    // A bare "model" or "mean" is ambiguous without its part.
    if (count === 1 && AMBIGUOUS.has(end)) continue;
    if (all.every((other) => other.path === path || !other.path.endsWith(`.${end}`))) return end;
  }
  return path;
}

const AMBIGUOUS = new Set(["model", "mean", "bits", "capacity", "clock", "units", "rows", "columns"]);

/**
 * Longest folder name, which fits with its page in a line of 80 columns; a digest replaces the rest of a
 * longer list of changes.
 */
const MOST_LETTERS = 54;

/** Folder name of the changes: "cai-iscas-2024--bits-8--rounds-4". Parts are texts beyond the config. */
export function folderName(name: string, changes: readonly Change[], parts: readonly string[]): string {
  const words = [...changes.map((change) => changeLabel(change, changes)), ...parts].map((text) =>
    slug(text),
  );
  const whole = [slug(name), ...words].join("--");
  if (whole.length <= MOST_LETTERS) return whole;
  return `${whole.slice(0, MOST_LETTERS - 9)}-${canonicalHash([changes, parts]).slice(0, 8)}`;
}
