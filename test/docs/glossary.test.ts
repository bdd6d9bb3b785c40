import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { LEVEL_METRICS } from "../../src/commands/shared/studies/study.ts";
import { METRICS } from "../../src/comparison/metrics/index.ts";
import { shippedCatalogue } from "../../src/design/catalogue.ts";
import { sourcesIn } from "../sources.ts";
import { documents, ROOT, readDocument } from "./code-blocks.ts";

const GLOSSARY = "docs/glossary.md";
const rows = [...readDocument(GLOSSARY).matchAll(/^\| (.+?) +\| (.+?) +\|$/gm)]
  .map(([, term, meaning]) => ({ term, meaning }))
  .filter(({ term }) => term !== "term" && !/^-+$/.test(term));
/** `recall` and attention recall are one word here. */
const plain = (text: string): string => text.toLowerCase().replace(/[-_\s]+/g, " ");
const glossary = plain(readDocument(GLOSSARY));

const sources = ["src", "packages"].flatMap((folder) =>
  sourcesIn(join(ROOT, folder)).map(({ text }) => text.replace(/([a-z])([A-Z])/g, "$1 $2")),
);
const used = plain(
  [
    ...sources,
    ...documents()
      .filter((name) => name !== GLOSSARY)
      .map((name) => readDocument(name)),
  ].join("\n"),
);

describe("the glossary", () => {
  it("is sorted, each term once, each with a meaning", () => {
    expect(rows.length).toBeGreaterThan(100);
    const terms = rows.map(({ term }) => term.toLowerCase());
    expect(terms).toEqual([...new Set(terms)].sort());
    expect(rows.filter(({ meaning }) => meaning.length < 5)).toEqual([]);
  });

  it("has no term that nothing else uses", () => {
    const parts = rows.flatMap(({ term }) => term.replace(/ \(.*\)/, "").split(", "));
    expect(parts.filter((part) => !used.includes(plain(part)))).toEqual([]);
  });

  it.each(Object.keys(shippedCatalogue.families))("has the family %s", (family) => {
    expect(glossary, `docs/glossary.md has no row of the family ${family}: add one`).toMatch(
      new RegExp(`\\| ${plain(family)}[ ,]`),
    );
  });

  it("and the page of metrics have every metric with its words", () => {
    const page = readDocument("docs/reference/metrics.md");
    const missing = METRICS.filter(({ key, name }) => !page.includes(`\`${key}\``) || !page.includes(name));
    expect(METRICS.length).toBeGreaterThan(10);
    expect(missing.map(({ key }) => key)).toEqual([]);
  });

  it.each(Object.keys(LEVEL_METRICS))("has the level %s", (level) => {
    expect(rows.map(({ term }) => term)).toContain(level);
  });
});
