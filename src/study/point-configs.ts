// Configs of points: a base with a few values set.

import type { Catalogue, Located } from "#base";
import type { Assignment } from "#search";
import { compileConfig } from "../design/compiled-config.ts";
import { type Config, parseConfig } from "../design/config.ts";
import { override } from "../design/override.ts";

/** The config's document with a point's values set, for messages that name the setting. */
export const documentAt = (base: Located, assignment: Assignment): Located =>
  assignment.reduce((under, [path, value]) => override(under, `${path}=${JSON.stringify(value)}`), base);

/** Makes configs of points. Throws ConfigError for a point whose values are inconsistent. */
export function createConfigs(
  base: Located,
  catalogue: Catalogue,
  sharedQK: boolean,
): (assignment: Assignment) => Config {
  const compiled = compileConfig(catalogue);
  return (assignment) => {
    const value = assigned(base.value, assignment);
    const config = compiled(value) ?? parseConfig(documentAt(base, assignment), catalogue);
    const { workload } = config;
    return { ...config, workload: { ...workload, attention: { ...workload.attention, sharedQK } } };
  };
}

/** The tree with values at dotted paths; other parts stay the same objects; each object is copied once. */
export function assigned(tree: unknown, values: Iterable<readonly [path: string, value: unknown]>): unknown {
  const copies = new Set<unknown>();
  const copyOf = (node: unknown): Record<string, unknown> => {
    if (copies.has(node)) return node as Record<string, unknown>;
    const copy = typeof node === "object" && node !== null ? { ...node } : {};
    copies.add(copy);
    return copy;
  };
  const root = { tree };
  for (const [path, value] of values) {
    let owner: Record<string, unknown> = root;
    let key = "tree";
    for (const next of path.split(".")) {
      const own = copyOf(Object.hasOwn(owner, key) ? owner[key] : undefined);
      owner[key] = own;
      [owner, key] = [own, next];
    }
    owner[key] = value;
  }
  return root.tree;
}
