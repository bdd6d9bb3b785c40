import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { axisTitle } from "#charts";
import { codeBlock, escapeMarkdown, markdownTable } from "#reports";
import { SEARCHES } from "../../packages/search/src/parse-search.ts";
import {
  bibtex,
  citationText,
  citedSources,
  parseBibliography,
  plainTex,
} from "../../src/commands/shared/bibliography.ts";
import { packagePath } from "../../src/runtime/package-files.ts";
import { columnTitle } from "../../src/text/quantity.ts";
import { cli } from "../cli/run.ts";
import { configOf } from "../design-under-test.ts";

const bibliography = parseBibliography(readFileSync(packagePath("references.bib"), "utf8"));

describe("the bibliography", () => {
  it("is read whole: every entry, with its fields", () => {
    const text = readFileSync(packagePath("references.bib"), "utf8");
    expect(bibliography.size).toBe(text.match(/^@/gm)?.length);
    for (const { fields, text: own } of bibliography.values()) {
      expect(fields.title).toBeTruthy();
      expect(fields.year).toMatch(/^\d{4}$/);
      expect(text).toContain(own);
      expect(own).toMatch(/^@\w+\{[\s\S]*\}$/);
    }
    expect(bibliography.get("memtorch-2021")?.fields.author).toContain("Linares-Barranco");
  });

  it("turns TeX into text and shortens long lists of authors", () => {
    expect(plainTex("Bernab{\\'e} and M{\\\"u}ller {\\v S} A--B \\& {C}")).toBe(
      "Bernabé and Müller Š A–B & C",
    );
    expect(
      citationText(
        parseBibliography("@misc{a, author = {Doe, Jane and Roe, R.}, title = {T}, year = {2020}}").get("a")!,
      ),
    ).toBe("Doe, Roe. T. 2020");
    expect(citationText(bibliography.get("cai-iscas-2024")!)).toMatch(/^Cai et al\. In-Memory Transformer/);
    expect(() => parseBibliography("@misc{open, title = {x}")).toThrow(
      /bibliography open: expected a closing brace/,
    );
  });
});

describe("the sources of a config", () => {
  const { design, workload } = configOf("{}");

  it("all have an entry, those of every search too", () => {
    for (const kind of SEARCHES)
      for (const { key } of citedSources({ design, workload }, kind).sources)
        expect([key, bibliography.has(key)]).toEqual([key, true]);
  });

  it("follow the config: another model, another source", () => {
    const keys = (text: string): string[] => citedSources(configOf(text)).sources.map(({ key }) => key);
    expect(keys("{}")).not.toContain("mao-2022");
    expect(keys("{}")).toContain("charikar-2002");
    expect(keys('{ design: { hashing: { dac: { model: "ideal" } } } }').length).toBeLessThanOrEqual(
      keys("{}").length,
    );
    expect(
      keys(
        '{ workload: { attention: { hash: "cross-polytope" } }, design: { hashing: { readout: { family: "wta" } } } }',
      ),
    ).toContain("andoni-2015");
  });

  it("are BibTeX whose comments end with their line", () => {
    const cited = {
      sources: [
        { key: "kitaev-2020", usedBy: ["a\n@misc{evil, x}"] },
        { key: "no@such", usedBy: ["b"] },
      ],
      assumed: 3,
    };
    const text = bibtex(cited, bibliography);
    expect([...parseBibliography(text).keys()]).toEqual(["kitaev-2020"]);
    expect(text).toContain("% no entry for no such");
  });

  it("are what cite prints", async () => {
    const { code, data } = await cli("config", "cite", packagePath("configs", "cai-iscas-2024.json5"));
    expect(code).toBe(0);
    expect([...parseBibliography(data).keys()]).toContain("cai-crossbar-2023");
    const json = JSON.parse(
      (await cli("config", "cite", packagePath("configs", "study-cores-and-nodes.json5"), "--json")).data,
    );
    expect(json.sources.map(({ key }: { key: string }) => key)).toContain("deb-2002");
    expect(json.assumed).toBeGreaterThan(0);
    expect(await cli("config", "cite", "no-such.json5")).toMatchObject({ code: 2, data: "" });
  });
});

describe("Markdown", () => {
  const hostile = "a|b\n# c <script>x</script> [l](javascript:x) `code` ![i](y)";

  it("keeps names as text, in tables too", () => {
    const text = escapeMarkdown(hostile);
    expect(text).not.toMatch(/[\n<>]/);
    expect(text).toContain("a\\|b \\# c &lt;script&gt;");
    expect(text).toContain("\\[l\\](");
    const lines = markdownTable({ head: ["x", "y"], rows: [[hostile, "1"]] })
      .trimEnd()
      .split("\n");
    expect(lines).toHaveLength(3);
    expect(new Set(lines.map((line) => line.match(/(?<!\\)\|/g)?.length))).toEqual(new Set([3]));
  });

  it("fences what has fences in it", () => {
    expect(codeBlock("a ``` b").split("\n")[0]).toBe("````");
  });
});

describe("titles of columns", () => {
  it.each([
    ["energy_J", null, "energy (J)"],
    ["area_m2", null, "area (mm²)"],
    ["design.hashing.readTime", "s", "hashing read time (s)"],
    ["design.hashing.array.segmentResistance", "ohm", "array segment resistance (Ω)"],
    ["recall", null, "attention recall (fraction)"],
    ["my_own_column", null, "my own column"],
    ["s", null, "s"],
  ])("%s is %s", (column, unit, expected) => {
    expect(axisTitle(columnTitle(column, unit))).toBe(expected);
  });
});
