// Ensures that no verb overwrites a report's folder with the answer to another question.

import { canonicalHash } from "#base";
import { anotherAnswer, inputDigest } from "#local-io";
import { packageVersion } from "../runtime/package-files.ts";
import { answerFile, holdsAnother } from "../runtime/report-manifest.ts";

/** Options of delivery, display or computation, which do not change the answer. */
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

/** Question of a call: its verb, arguments, options, and the contents of named files. */
export function callQuestion(verb: string, args: readonly unknown[], options: object): string {
  const asked = Object.entries(options).filter(([name, value]) => !DELIVERY.has(name) && value !== undefined);
  return canonicalHash({ verb, args: meaning(args), options: meaning(Object.fromEntries(asked)) });
}

/** A value with names of files replaced by digests, and values that JSON lacks by text. */
function meaning(value: unknown): unknown {
  if (typeof value === "string") return inputDigest(value);
  if (Array.isArray(value)) return value.map(meaning);
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  if (typeof value !== "object" || value === null) return value ?? null;
  return Object.fromEntries(Object.entries(value).map(([key, own]) => [key, meaning(own)]));
}

/** Throws ConfigError if a folder holds the answer to another question, before any computation. */
export function checkKept(folder: string | undefined, question: string, force: boolean): void {
  if (folder === undefined || force || !holdsAnother(folder, question)) return;
  throw anotherAnswer(folder);
}

/** A verb's default folder, with part of the question's digest if it holds another answer. */
export const freeFolder = (usual: string, question: string): string =>
  holdsAnother(usual, question) ? `${usual}-${question.slice(0, 8)}` : usual;

/** The file that identifies a folder as the answer to a call. */
export const questionFile = (question: string, verb: string, args: readonly unknown[]) =>
  answerFile({
    question,
    command: ["crosshash", verb, ...args.flat().filter((arg) => arg !== undefined)].join(" "),
    version: packageVersion(),
  });
