import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { cli } from "../cli/run.ts";

const ROOT = resolve(import.meta.dirname, "..", "..");
const read = (name: string): string => readFileSync(join(ROOT, name), "utf8");
const documents = [
  "README.md",
  "CONTRIBUTING.md",
  "CHANGELOG.md",
  ...readdirSync(join(ROOT, "src"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => `src/${name}`),
  ...readdirSync(join(ROOT, "docs"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
];

describe("documents", () => {
  it.each(documents)("%s links to files that are there", (name) => {
    const links = [...read(name).matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)].map((match) => match[1]);
    expect(links.filter((link) => !existsSync(join(ROOT, dirname(name), link)))).toEqual([]);
  });

  it.each([...documents, "package.json", "package-lock.json"])("%s names no machine or registry", (name) => {
    expect(read(name)).not.toMatch(/\/work\/|\/tmp\/wt|registry\.npmjs|localhost:\d/);
  });
});

describe("README", () => {
  it("shows what the sample report says", () => {
    const shown = /```text\n([\s\S]*?)\n```/.exec(read("README.md"))?.[1] ?? "nothing";
    expect(shown.length).toBeGreaterThan(500);
    expect(read("reports/sample/report.txt")).toContain(shown);
  });

  it("has an example config that is valid", async () => {
    const config = /```json5\n([\s\S]*?)```/.exec(read("README.md"))?.[1] ?? "";
    const { writeFileSync, mkdtempSync } = await import("node:fs");
    const { tmpdir } = await import("node:os");
    const file = join(mkdtempSync(join(tmpdir(), "crosshash-readme-")), "example.json5");
    writeFileSync(file, config);
    expect(await cli("check", file)).toMatchObject({ code: 0 });
  });

  it("names every verb", async () => {
    const { data } = await cli("--help");
    const verbs = [...data.matchAll(/^ {2}([a-z]+) .*(?:\[options\])/gm)].map((match) => match[1]);
    expect(verbs.length).toBeGreaterThan(5);
    for (const verb of verbs) expect(read("README.md"), verb).toContain(`crosshash ${verb}`);
  });
});
