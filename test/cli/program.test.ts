import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { verbShapes } from "../../src/cli/command-shape.ts";
import { shippedCatalogue } from "../../src/design/catalogue.ts";
import { configParameters } from "../../src/design/resolved.ts";
import { RETIRED } from "../../src/program/other-names.ts";
import { wholeProgram } from "../../src/program/program.ts";
import { VERBS } from "../../src/program/verbs.ts";
import { everyCase } from "../law.ts";
import { cli } from "./run.ts";

describe("the list of verbs", () => {
  it("has words that differ", () => {
    const words = VERBS.map((verb) => verb.words.join(" "));
    expect(new Set(words).size).toBe(words.length);
  });

  it("has at most 15 at the top, those of a group counted once", () => {
    const first = new Set(VERBS.map(({ words }) => words[0]));
    expect(first.size).toBeLessThanOrEqual(15);
  });

  it("has at most 20 options each, besides --help", async () => {
    const shapes = verbShapes(await wholeProgram());
    expect(shapes.map(({ name }) => name)).toEqual(VERBS.map(({ words }) => words.join(" ")));
    expect(shapes.filter(({ options }) => options.length > 20).map(({ name }) => name)).toEqual([]);
  });

  it("fits a terminal of 80 × 24 as help, a line a verb, with an example", async () => {
    const { code, data } = await cli("--help");
    const lines = data.trimEnd().split("\n");
    expect(code).toBe(0);
    expect(lines.length).toBeLessThan(24);
    expect(lines.filter((line) => [...line].length > 80)).toEqual([]);
    const first = new Set(VERBS.map(({ words }) => words[0]));
    for (const word of first) expect(data).toMatch(new RegExp(`^(?:\\w+)? +${word} +\\S`, "m"));
    expect(data).toContain("$ crosshash compare");
  });

  it("names the kind of verbs before the first of each, and groups the options of a verb that has many", async () => {
    const { data } = await cli("--help");
    const kinds = data.split("\n").flatMap((line) => /^(\w+) {2,}\w/.exec(line)?.[1] ?? []);
    expect(kinds).toEqual(["design", "quality", "study", "device", "other"]);
    const { data: help } = await cli("compare", "--help");
    const headings = [...help.matchAll(/^(\w.*):$/gm)].map((match) => match[1]);
    expect(headings).toEqual([
      "Arguments",
      "What is asked about",
      "How it is computed",
      "What comes out",
      "Examples",
    ]);
    expect((await cli("config", "check", "--help")).data).not.toContain("What comes out");
  });

  it("has a summary of one line and an example in each verb's help", async () => {
    const faults: string[] = [];
    for (const { words } of VERBS) {
      const { code, data } = await cli(...words, "--help");
      if (code !== 0 || !data.includes(`$ crosshash ${words.join(" ")}`)) faults.push(words.join(" "));
    }
    expect(faults).toEqual([]);
  });

  it("refuses a verb that a group does not have, with the likely one", async () => {
    const { code, data, note } = await cli("study", "statsu", "x");
    expect({ code, data }).toEqual({ code: 2, data: "" });
    expect(note).toMatch("unknown command 'statsu'");
    expect(note).toMatch("status");
  });
});

describe("a retired name", () => {
  it("is one error that says what to use, and that is there", async () => {
    const shapes = verbShapes(await wholeProgram());
    const keys = configParameters(shippedCatalogue).map(({ path }) => path);
    const isThere = (words: string): boolean =>
      shapes.some(
        ({ name, options }) =>
          words === name || options.some(({ long }) => [long, `${name} ${long}`].includes(words)),
      );
    const { scripts } = JSON.parse(readFileSync("package.json", "utf8"));
    const found = [];
    for (const [name, successor] of Object.entries(RETIRED)) {
      const call = name.startsWith("--") ? ["hash", name] : name.split(" ");
      const [, key] = /^--set ([\w.]+)=/.exec(successor) ?? [];
      found.push({
        ...{ name, successor, ...(await cli(...call, "x")) },
        isGone: !isThere(name),
        // The map of boundaries is a script of the repository.
        isNew:
          name === "map"
            ? "evidence" in scripts
            : key === undefined
              ? isThere(successor.split(",")[0])
              : keys.includes(key),
      });
    }
    everyCase(found, Object.keys(RETIRED).length, ({ name, successor, code, data, note, isGone, isNew }) => {
      expect({ code, data, note }).toEqual({
        code: 2,
        data: "",
        note: `crosshash ${name}: is retired: use ${successor}`,
      });
      expect([isGone, isNew]).toEqual([true, true]);
    });
  });

  it("is none where it is the value of an option, or another verb's option", async () => {
    expect((await cli("tiles", "--mass", "2")).note).toContain("expected a share in (0, 1]");
    expect((await cli("study", "equal-quality", "none.json", "--setup", "B")).note).not.toContain("retired");
  });
});
