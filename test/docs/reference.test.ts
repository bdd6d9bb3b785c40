import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { unalignedTable } from "#reports";
import { verbShapes } from "../../src/cli/command-shape.ts";
import { shippedCatalogue } from "../../src/design/catalogue.ts";
import { configParameters } from "../../src/design/resolved.ts";
import { wholeProgram } from "../../src/program/program.ts";
import { references } from "../../src/program/reference.ts";
import { cli } from "../cli/run.ts";
import { ROOT } from "./code-blocks.ts";

/** The lines that only one of two texts has, up to a few: of whole pages a reader would see no difference. */
function linesApart(before: string, after: string): { written: string[]; given: string[] } {
  const [old, own] = [before, after].map((text) => text.split("\n"));
  const [known, shown] = [new Set(old), new Set(own)];
  const apart = {
    written: old.filter((line) => !shown.has(line)).slice(0, 20),
    given: own.filter((line) => !known.has(line)).slice(0, 20),
  };
  // The same lines in another order.
  return apart.written.length + apart.given.length === 0 && before !== after
    ? { written: old, given: own }
    : apart;
}

const pages = await references();
const verbs = verbShapes(await wholeProgram());

describe("generated references", () => {
  // `npm run docs:reference` writes them.
  it.each(Object.keys(pages))("%s is what the code gives", (name) => {
    const { written, given } = linesApart(readFileSync(join(ROOT, "docs", name), "utf8"), pages[name]);
    expect(given, `docs/${name} is stale: npm run docs:reference writes it anew`).toEqual(written);
  });

  it("have every key of a config with its default, and every constant's source", () => {
    const page = pages["reference/config.md"];
    for (const { path, models, default: fallback } of configParameters(shippedCatalogue)) {
      const key = models.length === 0 ? path : path.split(".").at(-1);
      const line = page
        .split("\n")
        .find(
          (row) =>
            row.startsWith(`| \`${key}\``) &&
            (fallback === undefined || row.includes(JSON.stringify(fallback))),
        );
      expect(line, path).toBeDefined();
    }
    for (const { source, constants } of Object.values(shippedCatalogue.families).flat())
      for (const key of [source, ...Object.values(constants).map((constant) => constant.source)])
        expect(page).toContain(key);
  });

  it("link inside themselves to headings that are there", () => {
    for (const [name, text] of Object.entries(pages)) {
      const headings = new Set(
        [...text.matchAll(/^#+ (.+)$/gm)].map((match) => match[1].toLowerCase().replaceAll(" ", "-")),
      );
      for (const [, anchor] of text.matchAll(/\]\(#([^)]+)\)/g)) expect(headings, name).toContain(anchor);
    }
  });

  it("keep a table a table, whatever a cell holds", () => {
    expect(unalignedTable(["a|b"], [["c\nd"]])).toBe("| a\\|b |\n| --- |\n| c d |");
  });
});

describe("each verb's help", () => {
  it.each(verbs)("$name has an example that is a call of it with options that it has", (verb) => {
    expect(verb.examples.length).toBeGreaterThan(0);
    const known = [...verb.options.map(({ long }) => long), "--help"];
    for (const example of verb.examples) {
      expect(example).toMatch(new RegExp(`\\bcrosshash ${verb.name}\\b`));
      const used = [...example.matchAll(/ (--[a-z-]+)/g)].map((match) => match[1]);
      expect(used.filter((option) => !known.includes(option))).toEqual([]);
      for (const [file] of example.matchAll(/configs\/[\w.-]+/g))
        expect(existsSync(join(ROOT, file)), file).toBe(true);
    }
  });
});

it("the table of the chip's blocks has the defaults of a config", async () => {
  const folder = mkdtempSync(join(tmpdir(), "crosshash-chip-"));
  writeFileSync(join(folder, "empty.json5"), "{}");
  const { data } = await cli("config", "show", join(folder, "empty.json5"), "--resolved", "--json");
  rmSync(folder, { recursive: true });
  const config: unknown = JSON.parse(data);
  const [chip] = readFileSync(join(ROOT, "docs/guides/your-chip.md"), "utf8").split("## Scratchpads");
  const stated = [...chip.matchAll(/`(design\.[\w.]+)` ([^,|)]+?)(?= heads| *[,|)])/g)];
  expect(stated.length).toBeGreaterThan(20);
  for (const [, path, value] of stated) {
    const own = path
      .split(".")
      .reduce<unknown>((at, key) => (at as Readonly<Record<string, unknown>>)[key], config);
    expect(String(own), path).toBe(value);
  }
});
