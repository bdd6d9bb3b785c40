import { canonicalJson } from "../../base/canonical.ts";
import type { Identified, Manifest } from "./manifest.ts";
import type { Writer } from "./writer.ts";

/** Writers that a manifest lists at most: the first ones. */
const MOST_LISTED = 100;

/** The manifest of a folder for a study that goes on in it, before it wrote anything; the same object where nothing changes. */
export function continued(before: Identified, after: Manifest): Manifest {
  if (isCurrent(before) && before.hash === after.hash) return before;
  return { ...after, node: before.node, writers: writersOf(before) };
}

/** A manifest with writers added that it lacks; the same object where it lacks none. */
export function withWriters(manifest: Manifest, writers: readonly Writer[]): Manifest {
  const known = new Set(manifest.writers.map(canonicalJson));
  const fresh = writers.filter((writer) => !known.has(canonicalJson(writer)));
  if (fresh.length === 0 || known.size >= MOST_LISTED) return manifest;
  return { ...manifest, writers: [...manifest.writers, ...fresh].slice(0, MOST_LISTED) };
}

const isCurrent = (manifest: Identified): manifest is Manifest => manifest.schemaVersion === 2;

/** Those of a manifest; version 1 did not know their code. */
const writersOf = (manifest: Identified): readonly Writer[] =>
  isCurrent(manifest)
    ? manifest.writers
    : [{ crosshash: manifest.identity.versions.crosshash, code: "unknown", node: manifest.node }];
