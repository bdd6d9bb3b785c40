import { canonicalJson } from "#base";
import type { Identified, Manifest } from "./manifest.ts";
import type { Writer } from "./writer.ts";

/** Most writers in a manifest: the first ones. */
const MOST_LISTED = 100;

/** Manifest for continuing a study in its folder, before any write; the same object if unchanged. */
export function continued(before: Identified, after: Manifest): Manifest {
  if (isCurrent(before) && before.hash === after.hash) return before;
  return { ...after, node: before.node, writers: writersOf(before) };
}

/** The manifest with missing writers added; the same object if none is missing. */
export function withWriters(manifest: Manifest, writers: readonly Writer[]): Manifest {
  const known = new Set(manifest.writers.map(canonicalJson));
  const fresh = writers.filter((writer) => !known.has(canonicalJson(writer)));
  if (fresh.length === 0 || known.size >= MOST_LISTED) return manifest;
  return { ...manifest, writers: [...manifest.writers, ...fresh].slice(0, MOST_LISTED) };
}

const isCurrent = (manifest: Identified): manifest is Manifest => manifest.schemaVersion === 2;

/** Writers of a manifest; version 1 did not record their code. */
const writersOf = (manifest: Identified): readonly Writer[] =>
  isCurrent(manifest)
    ? manifest.writers
    : [{ crosshash: manifest.identity.versions.crosshash, code: "unknown", node: manifest.node }];
