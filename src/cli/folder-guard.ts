// A report's folder is never overwritten by the answer to another question: the one rule, for every verb.

import { canonicalHash } from "../base/canonical.ts";
import { inputDigest } from "../runtime/input-file.ts";
import { anotherAnswer } from "../runtime/output-folder.ts";
import { packageVersion } from "../runtime/package-files.ts";
import { answerFile, holdsAnother } from "../runtime/report-manifest.ts";

/** Options that say where an answer goes and how it is shown or computed, and nothing of what it is. */
const DELIVERY: ReadonlySet<string> = new Set([
  "out",
  "json",
  "full",
  "force",
  "quiet",
  "verbose",
  "workers",
  "charts",
  "exportMarkdown",
]);

/** The question of a call: its verb, its arguments and options, and the contents of the files that they name. */
export function callQuestion(verb: string, args: readonly unknown[], options: object): string {
  const asked = Object.entries(options).filter(([name, value]) => !DELIVERY.has(name) && value !== undefined);
  return canonicalHash({ verb, args: meaning(args), options: meaning(Object.fromEntries(asked)) });
}

/** A value with the digests of files in the place of their names; what JSON cannot hold as text. */
function meaning(value: unknown): unknown {
  if (typeof value === "string") return inputDigest(value);
  if (Array.isArray(value)) return value.map(meaning);
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  if (typeof value !== "object" || value === null) return value ?? null;
  return Object.fromEntries(Object.entries(value).map(([key, own]) => [key, meaning(own)]));
}

/** Refuses a folder that holds the answer to another question, before anything is computed. */
export function checkKept(folder: string | undefined, question: string, force: boolean): void {
  if (folder === undefined || force || !holdsAnother(folder, question)) return;
  throw anotherAnswer(folder);
}

/** A verb's usual folder; with some of the question's digest where that folder holds another answer. */
export const freeFolder = (usual: string, question: string): string =>
  holdsAnother(usual, question) ? `${usual}-${question.slice(0, 8)}` : usual;

/** The file by which a folder is known as the answer to a call. */
export const questionFile = (question: string, verb: string, args: readonly unknown[]) =>
  answerFile({
    question,
    command: ["crosshash", verb, ...args.flat().filter((arg) => arg !== undefined)].join(" "),
    version: packageVersion(),
  });
