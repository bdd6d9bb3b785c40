import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { readInputBytes } from "#local-io";

/** A program that wrote into a store. */
export interface Writer {
  readonly crosshash: string;
  /** Digest of the code that computes the numbers. */
  readonly code: string;
  readonly node: string;
}

/** File of the build among the bundled files with their digest. */
const BUILT = "digest.txt";
const MOST_BYTES = 1 << 26;

/** SHA-256 of the names and bytes of a folder's JavaScript; also called by the build. */
export function bundleDigest(folder: string): string {
  const hash = createHash("sha256");
  const names = readdirSync(folder).filter((name) => name.endsWith(".js"));
  for (const name of names.sort()) {
    const bytes = readInputBytes(join(folder, name), MOST_BYTES);
    hash.update(`${name} ${bytes.length}\n`).update(bytes);
  }
  return hash.digest("hex");
}

/** Digest of the code as built; another one if the built files in `folder` have changed since. */
export function codeAsRun(built: string, folder: string): string {
  if (!readdirSync(folder).includes(BUILT)) return built;
  const now = bundleDigest(folder);
  if (now === readInputBytes(join(folder, BUILT), MOST_BYTES).toString("latin1").trim()) return built;
  return createHash("sha256").update(`${built} ${now}`).digest("hex").slice(0, built.length);
}

const majorOf = (node: string): string => node.split(".")[0];

/** How writers differ from a program, in words; null if at most minor versions of Node differ. */
export function otherWriters(writers: readonly Writer[], own: Writer): string | null {
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
