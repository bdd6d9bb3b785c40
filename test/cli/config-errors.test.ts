import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { shippedCatalogue } from "../../src/design/catalogue.ts";
import { cli } from "./run.ts";

const folder = mkdtempSync(join(tmpdir(), "crosshash-"));
afterAll(() => rmSync(folder, { recursive: true }));

const file = join(folder, "c.json5");
const check = async (text: string) => {
  writeFileSync(file, text);
  return cli("config", "check", file);
};

const DRAMS = shippedCatalogue.families.dram.map(({ model }) => model).join(", ");

describe("--set of a model", () => {
  it("whose file has keys of another model says how to replace the object", async () => {
    const file = "configs/cai-iscas-2024.json5";
    const shown = (setting: string) => cli("config", "show", file, "--resolved", "--json", "--set", setting);
    const { code, data, note } = await shown("design.hashing.dac.model=ideal");
    expect({ code, data }).toEqual({ code: 2, data: "" });
    const replacement = `design.hashing.dac={ model: "ideal" }`;
    expect(note).toContain(
      `19:35 design.hashing.dac.bits: expected a known key, received "bits"; the file has it for another model: to replace the object, --set '${replacement}'`,
    );
    // What it advises is accepted.
    expect(await shown(replacement)).toMatchObject({ code: 0, note: "" });
    // A key of the setting itself is a typo, not the file's.
    const own = await shown('design.hashing.dac={ model: "ideal", bits: 3 }');
    expect(own.note).toContain('received "bits"');
    expect(own.note).not.toContain("to replace");
  });
});

describe("check", () => {
  it("answers --json with the faults themselves, and still exits with 2", async () => {
    writeFileSync(file, "{ workload: { lenght: 10 }, seed: -1 }");
    const { code, data, note } = await cli("config", "check", file, "--json");
    expect([code, note]).toEqual([2, ""]);
    const answer = JSON.parse(data);
    expect(answer).toMatchObject({ valid: false });
    expect(answer.faults.map(({ path, place }: { path: string; place: string }) => [place, path])).toEqual([
      [`${file}:1:35`, "seed"],
      [`${file}:1:15`, "workload.lenght"],
    ]);
    expect(answer.faults[1].message).toContain('did you mean "length"?');
    expect(await cli("config", "check", join(folder, "none.json5"), "--json")).toMatchObject({
      code: 2,
      note: "",
    });
  });

  it("accepts the config that ships", async () => {
    expect(await cli("config", "check", "configs/cai-iscas-2024.json5")).toMatchObject({ code: 0, note: "" });
  });

  it.each([
    [
      "a typo",
      "{\n  workload: { lenght: 10 },\n}",
      '2:15 workload.lenght: expected a known key, received "lenght"; did you mean "length"?',
    ],
    [
      "a typo in a component",
      '{ design: { hashing: { dac: { model: "capacitive", bit: 3 } } } }',
      '1:52 design.hashing.dac.bit: expected a known key, received "bit"; did you mean "bits"?',
    ],
    [
      "a key in a wrong place",
      "{ workload: { rounds: 4 } }",
      '1:15 workload.rounds: expected a known key, received "rounds"; did you mean workload.attention.rounds?',
    ],
    [
      "a key that two other objects have",
      '{ design: { readTime: "1 ns" } }',
      '1:13 design.readTime: expected a known key, received "readTime"; keys of that name are design.hashing.readTime, design.search.readTime, design.weights.readTime',
    ],
    [
      "an object in a wrong place",
      "{ design: { memory: { levels: {} } } }",
      '1:23 design.memory.levels: expected a known key, received "levels"; did you mean design.digital.levels?',
    ],
    [
      "a key that many objects have",
      "{ workload: { bits: 4 } }",
      '1:15 workload.bits: expected a known key, received "bits"; there are preset, layers, heads, kvHeads, headWidth, modelName, modelWidth, hiddenWidth, gated, length, phase, pass, batch, attention, indexer',
    ],
    [
      "a model's typo",
      '{ design: { memory: { model: "lpdr4" } } }',
      `1:30 design.memory.model: expected a dram model, one of ${DRAMS}, received "lpdr4"; did you mean "lpddr4"?`,
    ],
    [
      "a wrong unit",
      '{ design: {\n hashing: { readTime: "10 V" } } }',
      '2:23 design.hashing.readTime: expected a quantity in s such as "10 ns", received the unit "V", a voltage',
    ],
    [
      "a bare number",
      "{ design: { hashNode: 65 } }",
      '1:23 design.hashNode: expected a quantity with its unit, such as "28 nm", received 65 (write "65 nm", with the unit that you mean)',
    ],
    [
      "a quantity out of range",
      '{ design: { hashing: { readTime: "-1 ns" } } }',
      '1:34 design.hashing.readTime: expected a quantity in [1 ps, 1 s], received "-1 ns"',
    ],
    ["NaN", "{ workload: { length: NaN } }", "1:23 workload.length: expected a finite number, received NaN"],
    [
      "__proto__",
      "{ design: { __proto__: { memory: 1 } } }",
      "1:13 design.__proto__: the key __proto__ is not allowed",
    ],
    [
      "a fraction",
      "{ workload: { length: 10.5 } }",
      "1:23 workload.length: expected an integer in [1, 16777216], received 10.5",
    ],
    [
      "a text for a number",
      '{ workload: { length: "8" } }',
      '1:23 workload.length: expected an integer in [1, 16777216], received "8" (write 8)',
    ],
    [
      "a word out of a list",
      '{ workload: { phase: "training" } }',
      '1:22 workload.phase: expected one of "prefill", "decode", received "training"',
    ],
    [
      "null",
      "{ workload: null }",
      "1:13 workload: expected an object, received null; leave the key out for its default",
    ],
    [
      "an array",
      "[]",
      "1:1 (root): expected an object such as { schemaVersion: …, name: … }, received an array; there are schemaVersion, name, seed, workload, design, fidelity, languageModel",
    ],
    [
      "buckets that are odd",
      "{ workload: { attention: { buckets: 101 } } }",
      '1:37 workload.attention.buckets: expected a rule such as "2L/chunk" or an even number in [2, 1048576], received 101',
    ],
    [
      "a readout that cannot read the hash",
      '{ workload: { attention: { hash: "cross-polytope" } }, design: { hashing: { readout: { family: "comparator" } } } }',
      '1:96 design.hashing.readout.family: expected "wta" for a cross-polytope hash, or "adc", received "comparator"',
    ],
    [
      "heads that do not divide",
      "{ workload: { heads: 4, kvHeads: 3 } }",
      "1:34 workload.kvHeads: expected a divisor of the 4 query heads, received 3 (write 2 or 4)",
    ],
    [
      "a path as a key",
      '{ "design.memory.model": "hbm3" }',
      '1:3 design.memory.model: expected a known key, received "design.memory.model"; write it nested: design: { memory: { model: … } }',
    ],
    [
      "two numbers in one",
      '{ design: { digital: { mac: { model: "systolic", rows: "8x16" } } } }',
      '1:56 design.digital.mac.rows: expected an integer in [1, 4096], received "8x16" (one number a key: 8, and 16 in the key of the other side; 128 in all)',
    ],
    [
      "an axis that is another component's in other programs",
      '{ space: { "design.hashing.adc.bits": [4, 6] } }',
      '1:39 space.design.hashing.adc.bits: expected a config path, received "design.hashing.adc.bits"; did you mean "design.hashing.readout.bits"?',
    ],
    [
      "an axis that no point has",
      '{ space: { "design.hashing.readout.bits": [4, 6] }, objectives: ["energy_J:min", "area_m2:min"] }',
      '1:43 space.design.hashing.readout.bits: no point can be built: expected a known key, received "bits"; it is a key of the family adc: { family: "adc", bits: … }',
    ],
    [
      "a range from its end",
      '{ space: { "design.hashing.readTime": { from: "9 ns", to: "1 ns" } } }',
      '1:39 space.design.hashing.readTime: expected from below to, received "9 ns" and "1 ns" (write from: "1 ns", to: "9 ns")',
    ],
  ])("%s is one line with file, line and column", async (_, text, expected) => {
    const { code, data, note } = await check(text);
    expect(note).toBe(`${file}:${expected}`);
    expect(code).toBe(2);
    expect(data).toBe("");
  });

  it("reports all faults, a line each", async () => {
    const { note } = await check('{ nam: "x", workload: { length: 0, batch: "many" } }');
    expect(note.split("\n")).toHaveLength(3);
  });

  it("leaves Object.prototype alone", async () => {
    const before = Object.getOwnPropertyNames(Object.prototype);
    await check('{ "__proto__": { polluted: 1 } }');
    await cli("config", "check", file, "--set", "__proto__.polluted=1");
    await cli("config", "check", file, "--set", "constructor.prototype.polluted=1");
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before);
  });

  it("names a file that is not there", async () => {
    const missing = join(folder, "missing.json5");
    expect(await cli("config", "check", missing)).toEqual({
      code: 2,
      data: "",
      note: `${missing} (file): expected a file, found none`,
    });
  });
});

describe("--set", () => {
  it("lays a value over the file, and is named when it is wrong", async () => {
    writeFileSync(file, "{ workload: { length: 64 } }");
    const shown = await cli(
      "config",
      "show",
      file,
      "--resolved",
      "--json",
      "--set",
      "workload.length=128",
      "--set",
      "design.hashing.dac.bits=3",
    );
    expect(JSON.parse(shown.data)).toMatchObject({
      workload: { length: 128 },
      design: { hashing: { dac: { bits: 3 } } },
    });
    const wrong = await cli("config", "show", file, "--set", "workload.length=many");
    expect(wrong).toMatchObject({
      code: 2,
      data: "",
      note: '--set workload.length: expected an integer in [1, 16777216], received "many"',
    });
    expect((await cli("config", "show", file, "--set", "length")).note).toContain("expected path=value");
  });
});

describe("show --resolved", () => {
  it("prints a config that resolves to itself", async () => {
    writeFileSync(file, "{ name: 'x' }");
    const first = await cli("config", "show", file, "--resolved");
    writeFileSync(file, first.data);
    expect((await cli("config", "show", file, "--resolved")).data).toBe(first.data);
    expect(first.data).toContain("readTime: '10 ns'");
    expect(first.data).toContain("readNoise: 0.02");
  });
});

describe("usage", () => {
  it.each([
    [["compar"], "unknown command 'compar'"],
    [["config", "check"], "missing required argument 'file'"],
    [["explain", "adcc", "x"], "expected a config key"],
    [["explain", "dac", "capacitiv"], 'did you mean "dac capacitive"'],
    [
      ["explain", "dac", "capacitive", "--set", "bits=0"],
      "--set bits: expected an integer in [1, 12], received 0",
    ],
    [
      ["explain", "dac", "capacitive", "--technology", "5 nm"],
      "--technology (value): expected a node in [7 nm, 65 nm]",
    ],
    [["explain", "dac", "capacitive", "--technology", "32um"], "expected a node in [7 nm, 65 nm]"],
    [
      ["explain", "adc", "survey", "--technology", "14 nm"],
      '--technology (value): expected a node in [22 nm, 65 nm], received "14 nm"',
    ],
    [["explain", "adc", "survey", "--set", "bits=3"], "expected a number in [4, 14], received 3"],
    [
      ["explain", "adc", "sar", "--set", "enobLoss='50 %'"],
      'expected a number in [0, 3], received "50 %" (write 0.5)',
    ],
    [
      ["explain", "adc", "sar", "--set", "enobLoss='0.5'"],
      'expected a number in [0, 3], received "0.5" (write 0.5)',
    ],
    [["explain", "adc", "sar", "--set", "enobLoss='400 %'"], 'expected a number in [0, 3], received "400 %"'],
    [
      ["hash", "--set", "design.hashing.memristor.rOn=10k"],
      'expected a known key, received "rOn"; it is a key of memristor binary',
    ],
    [
      ["hash", "--set", "design.hashing.readout.bits=3"],
      'received "bits"; it is a key of the family adc: { family: "adc", bits: … }',
    ],
    [["explain", "adc", "sar", "--temperature", "358"], 'expected a quantity in K such as "358 K"'],
    [["explain", "adc", "sar", "--temperature", "500 K"], "expected a temperature in [248 K, 400 K]"],
    [["compare", "--seed", "x"], "expected a whole number"],
    [["compare", "--set", "design.hashing.readTime=5", "ns"], 'write --set "design.hashing.readTime=5 ns"'],
    [["budget", "chip.json5", "--area", "5", "mm2"], 'write --area "5 mm2"'],
    [["study", "rows.json5"], "(use study run rows.json5)"],
    [["chip.json5"], "(use compare chip.json5)"],
    [["study", "run", "rows.json5", "--out", "x", "--timeout", "60"], '(write "60 s")'],
    [["config", "init", "llama-3-8b"], 'workload: { preset: "llama-3-8b" }'],
    [["study", "pareto", "out/none"], "study run STUDY --out DIR makes the folder of a study"],
  ])("%j ends in one message and code 2", async (args, expected) => {
    const { code, data, note } = await cli(...args);
    expect(code).toBe(2);
    expect(data).toBe("");
    expect(note).toContain(expected);
  });
});

describe("config check", () => {
  const SHORT = "workload: { length: 256 }, fidelity: { arrays: 2 }";

  it("takes a device by its resistances", async () => {
    const device = '{ model: "fitted", mean: "20 kohm", secondShare: 0.5, secondMean: "500 kohm" }';
    const { code, data } = await check(`{ ${SHORT}, design: { hashing: { memristor: ${device} } } }`);
    expect([code, data]).toEqual([0, expect.stringContaining("priced once: feasible")]);
    const { note } = await check(
      '{ design: { hashing: { memristor: { model: "fitted", mean: "20 kV" } } } }',
    );
    expect(note).toContain('expected a quantity in S such as "10 µS", or a resistance such as "20 kohm"');
  });

  it.each([
    [
      'design: { hashing: { memristor: { on: "2 µS", off: "50 µS" } } }',
      "design.hashing.memristor.on is 2 µS and off 50 µS: are they exchanged?",
    ],
    [
      'design: { hashing: { memristor: { model: "binary", rOn: "500 kohm", rOff: "10 kohm" } } }',
      "design.hashing.memristor.rOn is 500 kohm and rOff 10 kohm: are they exchanged?",
    ],
    [
      "workload: { layers: 1, heads: 4, kvHeads: 4, modelWidth: 512, length: 256 }",
      "workload.headWidth is 64, of recall-lm, and 512 / 4 is 128: is it left out?",
    ],
  ])("doubts %s, which is valid", async (keys, doubt) => {
    const { code, data, note } = await check(
      `{ ${keys.startsWith("workload") ? "fidelity: { arrays: 2 }" : SHORT}, ${keys} }`,
    );
    expect([code, note]).toEqual([0, ""]);
    expect(data).toContain("priced once: feasible");
    expect(data.replace(/\s+/g, " ")).toContain(doubt);
    expect(JSON.parse((await cli("config", "check", file, "--json")).data).doubts).toEqual([doubt]);
  });

  it("says that a valid config cannot be built, and fails", async () => {
    const text = `{ ${SHORT}, design: { hashing: { array: { rows: 32 } } } }`;
    const { code, data } = await check(text);
    expect(code).toBe(1);
    expect(data).toMatch(/: valid \(.*\), but infeasible: .*rows/);
    writeFileSync(file, text);
    const answer = JSON.parse((await cli("config", "check", file, "--json")).data);
    expect(answer).toMatchObject({ valid: true, feasible: false, reason: expect.stringContaining("rows") });
  });

  it("leaves a study alone whose axis another one may give a model", async () => {
    const axes =
      '"design.hashing.readout.family": ["comparator", "adc"], "design.hashing.readout.bits": [4, 6]';
    const { code, note } = await check(`{ ${SHORT}, space: { ${axes} }, objectives: ["energy_J:min"] }`);
    expect([code, note]).toEqual([0, ""]);
  });

  it("does not price what has no known hardware, nor a study", async () => {
    const study = await cli("config", "check", "configs/study-tiles.json5");
    expect(study.data).toMatch(/valid \(tiles, \d+ points\)/);
  });
});
