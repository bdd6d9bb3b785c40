import { CODE_DIGEST } from "../generated/code-digest.ts";
import { packageVersion } from "../package-files.ts";

/** A program that wrote into a store. */
export interface Writer {
  readonly crosshash: string;
  /** Digest of the code that numbers come from. */
  readonly code: string;
  readonly node: string;
}

/** This program as a writer of stores, or of what else is kept: `code` is the digest of the code that its numbers come from. */
export const currentWriter = (code: string = CODE_DIGEST): Writer => ({
  crosshash: packageVersion(),
  code,
  node: process.version,
});

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
