import { existsSync } from "node:fs";
import { readInputFile } from "#local-io";
import { packagePath } from "../../src/runtime/package-files.ts";
import { type CheckedNumber, checkNumbers, pageNumbers } from "../published/results-page.ts";

/** Bytes of a stored result, four times the largest. */
const MOST_BYTES = 1 << 26;

/** The pages that are checked. */
export const RESULTS_PAGES = ["docs/results.md", "evidence/diary/results-2026.md"];

/** A number of a page of results, checked. */
export interface ResultsNumber extends CheckedNumber {
  readonly page: string;
}

/** The numbers of the pages of results against the stored results they name; null where the package has no such page. */
export function checkResultsPages(): readonly ResultsNumber[] | null {
  const pages = RESULTS_PAGES.filter((page) => existsSync(packagePath(...page.split("/"))));
  if (pages.length === 0) return null;
  const known = new Map<string, unknown>();
  const stored = (file: string): unknown => {
    if (!known.has(file)) known.set(file, parsed(packagePath(...file.split("/"))));
    return known.get(file);
  };
  return pages.flatMap((page) =>
    checkNumbers(pageNumbers(readInputFile(packagePath(...page.split("/")), MOST_BYTES)), stored).map(
      (number) => ({ page, ...number }),
    ),
  );
}

function parsed(file: string): unknown {
  if (!existsSync(file)) return undefined;
  try {
    return JSON.parse(readInputFile(file, MOST_BYTES));
  } catch {
    return undefined;
  }
}
