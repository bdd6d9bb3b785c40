// Words of reports and screens, from docs/glossary.md, which ships with the package.

import { readInputFile } from "#local-io";
import { packagePath } from "../../../runtime/package-files.ts";

export interface Term {
  /** As in the glossary: alternatives after commas, remarks in brackets. */
  readonly term: string;
  readonly meaning: string;
}

const MOST_BYTES = 1 << 20;

/** Rows of the glossary's table, in its order. */
export const glossary = (): readonly Term[] =>
  readInputFile(packagePath("docs", "glossary.md"), MOST_BYTES)
    .split("\n")
    .flatMap((line) => {
      const [, term, meaning] = /^\| ([^|]+?) +\| (.+?) +\|$/.exec(line) ?? [];
      return term === undefined || term === "term" || term.startsWith("--") ? [] : [{ term, meaning }];
    });

/** Most terms that are shown for a word that only occurs in them. */
const MOST_TERMS = 6;

/** `attention_recall` and "Attention recall" are one word. */
const plain = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[_\s-]+/g, " ")
    .trim();

/** The alternatives of a term, without its remarks. */
export const alternativesOf = ({ term }: Term): string[] =>
  term
    .replace(/ \(.*\)/, "")
    .split(", ")
    .map(plain);

/** Terms that are the name; where none is, those in which it is a word. */
export function termsNamed(name: string, terms: readonly Term[]): readonly Term[] {
  const wanted = plain(name);
  const same = terms.filter((term) => alternativesOf(term).includes(wanted));
  // A single letter is a design, not a part of "cost of a good die".
  if (same.length > 0 || wanted.length < 2) return same;
  return terms
    .filter((term) => alternativesOf(term).some((own) => ` ${own} `.includes(` ${wanted} `)))
    .slice(0, MOST_TERMS);
}
