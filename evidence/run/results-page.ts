import { existsSync } from "node:fs";
import { readInputFile } from "../../src/runtime/input-file.ts";
import { packagePath } from "../../src/runtime/package-files.ts";
import { type CheckedNumber, checkNumbers, pageNumbers } from "../published/results-page.ts";

/** Bytes of a stored result, four times the largest. */
const MOST_BYTES = 1 << 26;

/** The page that is checked. */
export const RESULTS_PAGE = "docs/results.md";

/** The numbers of the page of results against the stored results they name; null where the package has no such page. */
export function checkResultsPage(): readonly CheckedNumber[] | null {
  const page = packagePath(...RESULTS_PAGE.split("/"));
  if (!existsSync(page)) return null;
  const known = new Map<string, unknown>();
  return checkNumbers(pageNumbers(readInputFile(page, MOST_BYTES)), (file) => {
    if (!known.has(file)) known.set(file, parsed(packagePath(...file.split("/"))));
    return known.get(file);
  });
}

function parsed(file: string): unknown {
  if (!existsSync(file)) return undefined;
  try {
    return JSON.parse(readInputFile(file, MOST_BYTES));
  } catch {
    return undefined;
  }
}
