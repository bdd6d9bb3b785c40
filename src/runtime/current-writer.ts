import { fileURLToPath } from "node:url";
import { codeAsRun, type Writer } from "#study-runs";
import { CODE_DIGEST } from "./generated/code-digest.ts";
import { packageVersion } from "./package-files.ts";

const FOLDER = fileURLToPath(new URL(".", import.meta.url));
const asRun = new Map<string, string>();

function ownCode(built: string): string {
  const known = asRun.get(built) ?? codeAsRun(built, FOLDER);
  asRun.set(built, known);
  return known;
}

/** This program as a writer of stored results; `code` is the digest of the code that computes them. */
export const currentWriter = (code: string = CODE_DIGEST): Writer => ({
  crosshash: packageVersion(),
  code: ownCode(code),
  node: process.version,
});
