import { expect, it } from "vitest";
import { unmarkedNumbers } from "../../evidence/published/results-page.ts";
import { checkResultsPage } from "../../evidence/run/results-page.ts";
import { readDocument } from "./code-blocks.ts";

it("each number of the page of results is that of the stored result it names", () => {
  const checked = checkResultsPage() ?? [];
  expect(checked.filter(({ holds }) => !holds)).toEqual([]);
  expect(checked.length).toBeGreaterThan(20);
});

it("no measured number of the page is without a stored result", () => {
  expect(unmarkedNumbers(readDocument("docs/results.md"))).toEqual([]);
});
