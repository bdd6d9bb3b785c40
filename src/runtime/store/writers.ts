import { canonicalJson } from "../../base/canonical.ts";
import { CODE_DIGEST } from "../generated/code-digest.ts";
import { packageVersion } from "../package-files.ts";
import type { Identified, Manifest, Writer } from "./manifest.ts";

/** Writers that a manifest lists at most: the first ones. */
const MOST_LISTED = 100;

/** This program as a writer of stores. */
export const currentWriter = (): Writer => ({
  crosshash: packageVersion(),
  code: CODE_DIGEST,
  node: process.version,
});

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

const majorOf = (node: string): string => node.split(".")[0];

/** How writers differ from this program, in words; null where they are the same but for a minor version of Node. */
export function otherWriters(writers: readonly Writer[], own: Writer = currentWriter()): string | null {
  const others = writers.filter(
    ({ crosshash, code, node }) =>
      crosshash !== own.crosshash || code !== own.code || majorOf(node) !== majorOf(own.node),
  );
  if (others.length === 0) return null;
  const listed = others.slice(0, 3).map((writer) => differences(writer, own));
  return `${listed.join("; ")}${others.length > 3 ? `; and ${others.length - 3} more` : ""}`;
}

function differences(writer: Writer, own: Writer): string {
  const parts = [
    ...(writer.crosshash === own.crosshash ? [] : [`Crosshash ${writer.crosshash} (here ${own.crosshash})`]),
    ...(writer.code === own.code ? [] : [`code ${writer.code} (here ${own.code})`]),
    ...(majorOf(writer.node) === majorOf(own.node) ? [] : [`Node ${writer.node} (here ${own.node})`]),
  ];
  return parts.join(", ");
}
