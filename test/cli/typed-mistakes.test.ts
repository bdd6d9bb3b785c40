// What a person writes who knows other programs: one message with the place, what was expected and the nearest right word.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { didYouMean } from "../../src/base/errors.ts";
import { cli } from "./run.ts";

const folder = mkdtempSync(join(tmpdir(), "crosshash-mistakes-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function written(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

const said = async (...args: string[]): Promise<string> => {
  const { code, data, note } = await cli(...args);
  expect([code, data]).toEqual([2, ""]);
  expect(note).not.toMatch(/\n\s+at /);
  return note;
};

describe("a config", () => {
  it.each([
    [
      "{ design: { hashing: { array: { cols: 256 } } } }",
      '1:33 design.hashing.array.cols: expected a known key, received "cols"; did you mean "columns"?',
    ],
    [
      "{ workload: { seq_len: 8192 } }",
      '1:15 workload.seq_len: expected a known key, received "seq_len"; did you mean "length"?',
    ],
    [
      '{ "workload.length": 512 }',
      '1:3 workload.length: expected a known key, received "workload.length"; write it nested: workload: { length: … }',
    ],
    ['{ workload: { length: "16k" } }', "(write 16000 or 16384)"],
    [
      '{ workload: { attention: { rounds: "8" } } }',
      'expected an integer in [1, 256], received "8" (write 8)',
    ],
    ['{ design: { logicNode: "TSMC N5" } }', 'received "TSMC N5" (write "5 nm" for a node)'],
    ['{ design: { memory: { bandwidth: "512 Gb/s" } } }', 'received the unit "Gb/s" (bits: write "64 GB/s")'],
    ["{ design: { hashing: { memristor: { stuckOn: 5 } } } }", "received 5 (5 % is 0.05)"],
    [
      '{ design: { hashing: { readout: { model: "SAR" } } } }',
      'received "SAR"; it is a model of the family adc: { family: "adc", model: "sar" }',
    ],
    ['{ design: { mapping: { objective: "EDP" } } }', 'received "EDP"; did you mean "energy-delay"?'],
    ['{ design: { memory: { model: "DDR6" } } }', 'received "DDR6"; did you mean "ddr3", "ddr4" or "gddr6"?'],
    ["{ design: { hashing: { adc: { bits: 6 } } } }", 'received "adc"; did you mean "readout"?'],
    ['{ memory: { model: "lpddr5" } }', "did you mean design.memory or design.digital.levels.<name>.memory?"],
    [
      "{ workload: { preset: “llama-3-8b” } }",
      "1:23 (text): not JSON5: expected a straight quote \" or ', received the typographic “",
    ],
    [
      "# a chip\nworkload:\n  length: 512\n",
      '2:1 (text): not JSON5: expected "{", received workload: as in YAML; a config is JSON5: { workload: … }',
    ],
  ])("%s", async (text, expected) => {
    const note = await said("config", "check", written("config.json5", text));
    expect(note).toContain(expected);
    expect(note).not.toContain("\n");
  });

  it("lists the keys that there are in whole words", async () => {
    const note = await said(
      "config",
      "check",
      written("keys.json5", "{ design: { hashing: { array: { zzzzzz: 1 } } } }"),
    );
    expect(note).toMatch(/; there are rows, columns, .* and \d+ more$/);
  });
});

describe("a study", () => {
  const study = (rest: string): string => `{ workload: { length: 256 }, ${rest} }`;
  const AXES = 'space: { "design.hashing.dac.bits": [1, 2] }';
  it.each([
    [
      "space: { design: { hashing: { dac: { bits: [2, 4] } } } }",
      'space.design: expected an axis as one path in quotes, such as "design.hashing.dac.bits": [1, 2, 4], received objects inside one another',
    ],
    ['space: { "design.hashing.dac.bits": { min: 1, max: 8 } }', 'received "min"; did you mean "from"?'],
    [
      'space: { "design.hashing.readTime": [2, 5, 10] }',
      'readTime.0: expected a quantity with its unit, such as "10 ns", received 2 (write "2 ns", with',
    ],
    [`${AXES}, objectives: ["energy"]`, 'received "energy" (write "energy_J:min" or "energy_J:max")'],
    [
      `${AXES}, constraints: ["area < 5 mm2"]`,
      'constraints.0: expected a metric, received "area"; did you mean "area_m2"?',
    ],
    [`${AXES}, search: { kind: "NSGA-II" }`, 'received "NSGA-II"; did you mean "nsga2"?'],
  ])("%s", async (text, expected) => {
    const file = written("study.json5", study(text));
    expect(await said("study", "run", file, "--out", join(folder, "out"))).toContain(expected);
  });
});

describe("a command line", () => {
  it.each([
    [["compare", "--config", "x.json5"], "(a config is given without an option: crosshash VERB CONFIG)"],
    [["compare", "-o", "out"], "(use --out)"],
    [["lm", "--threads", "2"], "(use --workers)"],
    [["compare", "--format", "json"], "(use --json)"],
    [["compare", "--vs", "other.json5"], "(use --against)"],
    [["config", "print"], "(use config show)"],
    [["compare", "--set", "workload/length=1024"], "expected a path with dots such as workload.length"],
    [["budget", "--objective", "energy"], "(use --least)"],
    [["budget", "--max-area", "10 mm2"], "(use --area)"],
    [
      ["compare", "--set", "design.cores=4", "workload.length=1024"],
      "workload.length=1024 (file): expected a file, found none; a change has an option of its own: --set workload.length=1024",
    ],
    [["compare", "--workload-from", "meta-llama/Llama-3-8B"], "nothing is fetched from a hub"],
    [
      ["compare", "--what-if", "other.json5"],
      "compare --what-if: expected path=value, received a file: crosshash compare ",
    ],
    [["lm", "--quick", "--select", "score:64"], 'received "64" (such as score:bits=64)'],
    [["sensitivity", "--metric", "energy"], '(did you mean "energy_J"?)'],
    [
      ["compare", "--what-if", "workload.attention.rounds=4, design.cores=2"],
      'compare --what-if: expected several changes with semicolons, as in "workload.attention.rounds=4; design.cores=…", received a comma',
    ],
    [["compare", "--what-if", "rounds=4"], "--what-if rounds: expected a known key"],
    [
      ["compare", "--what-if", "design.cores"],
      '--what-if design.cores: expected path=value such as "workload.length=1024", received no "="',
    ],
    [
      ["compare", "--plugin", "model.py"],
      "expected a JavaScript module (.js, .mjs, .cjs), received a file that ends in .py",
    ],
  ])("%j", async (args, expected) => {
    const words = args.map((word) => (word === "model.py" ? written(word, "") : word));
    expect(await said(...words)).toContain(expected);
  });
});

describe("blanks around the equals sign", () => {
  const CONFIG = "configs/cai-iscas-2024.json5";
  it.each([[["design.cores", "=", "2"]], [["design.cores=", "2"]], [["design.cores", "=2"]]])(
    "%j is one setting",
    async (words) => {
      const spaced = await cli("config", "show", CONFIG, "--set", ...words);
      expect(spaced).toEqual(await cli("config", "show", CONFIG, "--set", "design.cores=2"));
      expect(spaced.code).toBe(0);
    },
  );

  it("are not looked for in other options", async () => {
    expect(await said("config", "show", CONFIG, "--set", "design.cores", "--json")).toContain(
      'received no "="',
    );
  });
});

describe("a word of others", () => {
  it("is never suggested where it is not known, and never for itself", () => {
    expect(didYouMean("seq_len", ["rows", "columns"])).toBe("");
    expect(didYouMean("energy", ["energy", "latency"])).not.toContain("energy_J");
    expect(didYouMean("n_heads", ["kvHeads", "heads"])).toBe('; did you mean "heads"?');
    expect(didYouMean("abcd", ["abce", "abcf", "abcg", "abch"])).toBe("");
  });
});
