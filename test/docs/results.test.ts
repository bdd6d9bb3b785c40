import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { expect, it } from "vitest";
import { unmarkedNumbers } from "../../evidence/published/results-page.ts";
import { checkResultsPages, RESULTS_PAGES } from "../../evidence/run/results-page.ts";
import { readDocument } from "./code-blocks.ts";

it("each number of the pages of results is that of the stored result it names", () => {
  const checked = checkResultsPages() ?? [];
  expect(checked.filter(({ holds }) => !holds)).toEqual([]);
  for (const page of RESULTS_PAGES)
    expect(checked.filter((number) => number.page === page).length).toBeGreaterThan(20);
});

it.each(RESULTS_PAGES)("no measured number of %s is without a stored result", (page) => {
  expect(unmarkedNumbers(readDocument(page))).toEqual([]);
});

it("the page of results is two pages: at most 1 000 words without its marks", () => {
  const words = readDocument("docs/results.md")
    .replace(/<!--[\s\S]*?-->/g, "")
    .split(/\s+/);
  expect(words.length).toBeLessThanOrEqual(1000);
});

it.skipIf(!existsSync(".git"))(
  "each stored result that a page names is in the repository, so that a clone has it",
  () => {
    const named = [...new Set((checkResultsPages() ?? []).map(({ file }) => file))].sort();
    const kept = new Set(
      execFileSync("git", ["ls-files", "reports", "evidence"], { encoding: "utf8" }).split("\n"),
    );
    expect(named.filter((file) => !kept.has(file))).toEqual([]);
  },
);
