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
