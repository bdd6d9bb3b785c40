import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ROOT, readDocument } from "./code-blocks.ts";

const FOLDER = "docs/decisions";
const INDEX = `${FOLDER}/README.md`;

/** Numbers of decisions in the tables of a page, as they stand there. */
const rowsOf = (page: string): number[] =>
  [...readDocument(page).matchAll(/^\| +(\d+) \| \d{4}-\d\d-\d\d \|/gm)].map(([, number]) => Number(number));

const pages = readdirSync(join(ROOT, FOLDER))
  .filter((name) => name !== "README.md")
  .map((name) => `${FOLDER}/${name}`);

/** Numbers that a text calls decisions: ADR 84, ADR 0084, ADR 45 to 47, ADRs 9 and 13, decisions 0038 to 0041. */
const mentioned = (text: string): number[] =>
  [
    ...text.matchAll(
      /\b(?:ADRs?|[Dd]ecisions?)[ -]?(\d{1,4}(?!\d))((?:(?:, | and | to )\d{1,4}(?![\d%]))*)/g,
    ),
  ].flatMap(([, first, more]) => [first, ...(more.match(/\d+/g) ?? [])].map(Number));

const texts = (folder: string): string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => /\.(ts|mjs|js|md|json5|py|mts)$/.test(name) && !name.includes("generated"))
    .map((name) => `${folder}/${name}`);

describe("decisions", () => {
  const known = pages.flatMap(rowsOf);

  it("have each number in one table", () => {
    expect(known.length).toBeGreaterThanOrEqual(87);
    expect([...known].sort((a, b) => a - b)).toEqual([...new Set(known)].sort((a, b) => a - b));
  });

  it("are found by the index, which names the page of each number", () => {
    const index = [...readDocument(INDEX).matchAll(/\]\(([a-z-]+\.md)\) +\| ([\d, ]+?) +\|/g)];
    const listed = index.map(([, page, numbers]) => [`${FOLDER}/${page}`, numbers.split(", ").map(Number)]);
    expect(Object.fromEntries(listed)).toEqual(Object.fromEntries(pages.map((page) => [page, rowsOf(page)])));
  });

  it("are few words", () => {
    const words = pages.flatMap((page) => readDocument(page).split(/\s+/));
    expect(words.length).toBeLessThanOrEqual(12_000);
  });

  it("that a text mentions have a row", () => {
    const files = [
      ...["src", "packages", "test", "bench", "docs", "evidence", "examples", "scripts"].flatMap(texts),
      ...["README.md", "CONTRIBUTING.md", "CHANGELOG.md"],
    ].filter((file) => file !== "test/docs/decisions.test.ts");
    const found = files.flatMap((file) =>
      mentioned(readDocument(file)).map((number) => [file, number] as const),
    );
    expect(found.length).toBeGreaterThan(50);
    expect(found.filter(([, number]) => !known.includes(number))).toEqual([]);
  });

  it("are found in a text in every form", () => {
    expect(mentioned("see ADR 84, ADR 0066 and ADR-9; ADR 45 to 47; decisions 0038 to 0041")).toEqual([
      84, 66, 9, 45, 47, 38, 41,
    ]);
  });
});
