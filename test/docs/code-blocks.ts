import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

export const ROOT = resolve(import.meta.dirname, "..", "..");

/**
 * What happens to a code block of a document, by the comment on the line before it:
 * `run` (a shell runs it), `run if: verb --option` (if that verb has the option), `output` (what the block run before prints;
 * a line … stands for any lines), `file: name` (written for later blocks), `list: name` (part of a source file),
 * `checked by: test/….test.ts`, `not run: reason`.
 */
export interface CodeBlock {
  readonly document: string;
  /** Line of its first fence, from 1. */
  readonly line: number;
  readonly language: string;
  /** Word of its mark; empty without one. */
  readonly mark: string;
  /** What follows the mark's colon. */
  readonly detail: string;
  readonly code: string;
}

const BLOCK = /(?:<!-- ([a-z ]+?)(?:: ([^\n]*?))? -->\n)?^```(\w*)\n([\s\S]*?)^```$/gm;

/** The fenced code blocks of a document's text, in order. */
export const blocksOf = (document: string, text = readDocument(document)): CodeBlock[] =>
  [...text.matchAll(BLOCK)].map(({ index, 0: all, 1: mark = "", 2: detail = "", 3: language, 4: code }) => ({
    document,
    line: text.slice(0, index + all.indexOf("```")).split("\n").length,
    language,
    mark,
    detail,
    code,
  }));

export const readDocument = (name: string): string => readFileSync(join(ROOT, name), "utf8");

/** The documents that a person reads, from the project's root. */
export const documents = (): string[] => [
  "README.md",
  "CONTRIBUTING.md",
  "CHANGELOG.md",
  ...["src", "packages", "evidence", "docs", "examples"].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".md"))
      .sort()
      .map((name) => `${folder}/${name}`),
  ),
];
