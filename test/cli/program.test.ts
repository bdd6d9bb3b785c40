import { describe, expect, it } from "vitest";
import { MOVED, VERBS } from "../../src/program/verbs.ts";
import { cli } from "./run.ts";

describe("the list of verbs", () => {
  it("has words that differ", () => {
    const words = VERBS.map((verb) => verb.words.join(" "));
    expect(new Set(words).size).toBe(words.length);
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

  it("says where a verb went that is no longer one", async () => {
    for (const word of MOVED.keys()) {
      const { code, data, note } = await cli(word, "--json");
      expect({ code, data }).toEqual({ code: 2, data: "" });
      expect(note.trimEnd()).toBe(MOVED.get(word));
      expect(VERBS.map(({ words }) => words[0])).not.toContain(word);
    }
    expect(MOVED.get("map")).toContain("npm run evidence -- map");
  });

  it("refuses a verb that a group does not have, with the likely one", async () => {
    const { code, data, note } = await cli("study", "statsu", "x");
    expect({ code, data }).toEqual({ code: 2, data: "" });
    expect(note).toMatch("unknown command 'statsu'");
    expect(note).toMatch("status");
  });
});

describe("explain", () => {
  it("says what a key is, with its unit, range and default", async () => {
    const { data } = await cli("explain", "design.hashing.readTime");
    expect(data).toBe(
      [
        "design.hashing.readTime: time that word lines are held for one read",
        "  accepts: quantity in [1e-12 s, 1 s] with its unit (s)",
        '  default: "10 ns"',
        "",
      ].join("\n"),
    );
  });

  it("says what models, families, constants, presets and sources are", async () => {
    const said = async (...words: string[]) => (await cli("explain", ...words)).data;
    expect(await said("dac", "capacitive")).toMatch(/capacitance: a constant of dac capacitive, 5e-14/);
    expect(await said("dac")).toMatch(/^dac: a family of components\nmodels: ideal, capacitive/m);
    expect(await said("settling")).toMatch("a constant of dac capacitive, 1e-9");
    expect(await said("tpuv4i-isca-2021")).toMatch("crosshash config init tpuv4i-isca-2021");
    expect(await said("isaac-2016")).toMatch(/^isaac-2016: a source\n.*ISAAC/);
  });

  it("is JSON with every sense", async () => {
    const answer = JSON.parse((await cli("explain", "readTime", "--json")).data);
    expect(answer.keys[0]).toEqual({
      path: "design.hashing.readTime",
      models: [],
      kind: "quantity",
      unit: "s",
      accepts: "in [1e-12 s, 1 s]",
      default: "10 ns",
      doc: "time that word lines are held for one read",
    });
  });

  it("refuses what has no name here, with the nearest that has one", async () => {
    expect(await cli("explain", "redTime")).toEqual({
      code: 2,
      data: "",
      note: 'explain name: expected a config key, a family, a model, a constant, a preset or a source, received "redTime"; did you mean "readTime"?',
    });
  });
});
