import { type BibEntry, parseBibliography } from "../report/bibliography.ts";
import { readInputFile } from "../runtime/input-file.ts";
import { packagePath } from "../runtime/package-files.ts";

const MOST_BYTES = 1 << 20;

/** The sources that ship with the package, by key. */
export const shippedBibliography = (): Map<string, BibEntry> =>
  parseBibliography(readInputFile(packagePath("references.bib"), MOST_BYTES));
