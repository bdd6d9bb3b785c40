// Configs of points: a base with a few values set.

import type { Catalogue } from "../base/catalogue.ts";
import type { Located } from "../base/document.ts";
import { compileConfig } from "../design/compiled-config.ts";
import { type Config, parseConfig } from "../design/config.ts";
import { override } from "../design/override.ts";
import type { Assignment } from "./space.ts";

/** The config's document with what a point sets, for messages that name the setting. */
export const documentAt = (base: Located, assignment: Assignment): Located =>
  assignment.reduce((under, [path, value]) => override(under, `${path}=${JSON.stringify(value)}`), base);

/** Configs of points. Throws ConfigError for a point whose values do not go together. */
export function createConfigs(
  base: Located,
  catalogue: Catalogue,
  sharedQK: boolean,
): (assignment: Assignment) => Config {
  const compiled = compileConfig(catalogue);
  return (assignment) => {
    const value = assignment.reduce((tree, [path, own]) => assigned(tree, path, own), base.value);
    const config = compiled(value) ?? parseConfig(documentAt(base, assignment), catalogue);
    const { workload } = config;
    return { ...config, workload: { ...workload, attention: { ...workload.attention, sharedQK } } };
  };
}

/** The tree with a value at a dotted path; what is beside the path stays the same objects. */
export const assigned = (tree: unknown, path: string, value: unknown): unknown =>
  assignedAt(tree, path.split("."), 0, value);

function assignedAt(tree: unknown, keys: readonly string[], from: number, value: unknown): unknown {
  if (from === keys.length) return value;
  const own = typeof tree === "object" && tree !== null ? (tree as Record<string, unknown>) : {};
  return { ...own, [keys[from]]: assignedAt(own[keys[from]], keys, from + 1, value) };
}
