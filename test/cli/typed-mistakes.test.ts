// What a person writes who knows other programs: one message with the place, what was expected and the nearest right word.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { didYouMean } from "#base";
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
    ["{ design: { memristors: { spread: 0.2 } } }", "did you mean design.hashing.memristor?"],
    [
      '{ design: { hashing: { memristor: { type: "lognormal" } } } }',
      'received "type"; did you mean "model"?',
    ],
    [
      "{ design: { hashing: { adc_bits: 4 } } }",
      'did you mean design.hashing.readout: { family: "adc", bits: … }?',
    ],
    ["{ design: { hashing: { array: { word_lines: 8 } } } }", 'did you mean "rows"?'],
    ['{ design: { hashing: { readVoltage: "0.2 V" } } }', "did you mean design.hashing.driver.readVoltage?"],
    ["{ design: { hashing: { readTime_ns: 5 } } }", 'received "readTime_ns"; did you mean "readTime"?'],
    [
      '{ design: { hashing: { memristor: { Ron: "20 kohm" } } } }',
      "it is a key of memristor binary (as rOn)",
    ],
    ['{ design: { hashing: { memristor: { model: "lpddr5" } } } }', "it is a model of another family, dram"],
    [
      '{ design: { hashing: { array: "128x128" } } }',
      'expected an object such as { rows: …, columns: … }, received "128x128" (write { rows: 128, columns: 128 })',
    ],
    [
      "{ design: { cores: [1, 2] } }",
      'received an array; several values are an axis of a study: space: { "design.cores": [1,2] }',
    ],
    ["{ design: { cores: [2] } }", "received an array (write 2, without brackets)"],
    ["{ design: { cores: null } }", "received null; leave the key out for its default"],
    [
      '{ workload: { preset: "Llama-3.1-70B" } }',
      "1:23 workload.preset: expected a preset, of llama one of llama-2-7b, llama-2-70b, llama-3-8b, llama-3.1-8b, llama-3.2-1b, received",
    ],
    [
      '{ workload: { preset: "meta-llama/Llama-3.1-8B-Instruct" } }',
      'received "meta-llama/Llama-3.1-8B-Instruct"; did you mean "llama-3.1-8b"?',
    ],
    ['{ workload: { preset: "__proto__" } }', "expected a preset, one of 35, such as"],
    ['{ design: { hashing: { driver: { readVoltage: "200" } } } }', 'received "200" (write "200 mV"'],
    ["{ design: { hashing: { dac: { nbit: 4 } } } }", 'received "nbit"; did you mean "bits"?'],
    ["{ workload: { context_window: 8192 } }", 'received "context_window"; did you mean "length"?'],
    [
      "{ design: { hashing: { array: { size: 128 } } } }",
      'received "size"; did you mean design.hashing.array: { rows: …, columns: … }?',
    ],
    [
      '{ design: { digital: { clock: "1 GHz" } } }',
      "keys of that name are design.digital.sorter.clock, design.digital.softmax.clock, design.digital.mac.clock",
    ],
    ['{ design: { memory: "HBM3" } }', 'expected a dram such as { model: "hbm3" }, received "HBM3"'],
    ['{ design: { hashing: { integrationTime: "10 ns" } } }', 'did you mean "readTime"?'],
    ["{ design: { hashing: { array: { spare_columns: 4 } } } }", 'did you mean "spares"?'],
    ["{ design: { hashing: { tile: { rows: 16 } } } }", "did you mean design.hashing.array.tileRows?"],
    ["{ workload: { attention: { budget: { k: 256 } } } }", 'received "k"; did you mean "keys"?'],
    ['{ workload: { length: "4096 tokens" } }', 'received "4096 tokens" (write 4096)'],
    ['{ design: { hashing: { readTime: { value: 10, unit: "ns" } } } }', 'an object (write "10 ns")'],
    ['{ design: { temperature: "85" } }', 'received "85" (85 °C is "358.15 K")'],
    ['{ design: { temperature: "-40 C" } }', '; "233.15 K" is not in [300 K, 400 K]'],
    [
      '{ design: { hashing: { memristor: { params: { mean: "60 uS" } } } } }',
      "write mean without params around it",
    ],
    [
      '{ design: { hashing: { readout: { family: "sense_amp" } } } }',
      'did you mean { family: "comparator", model: "sense-amplifier" }?',
    ],
    ['{ design: { hashing: { wireResistance: "2 ohm" } } }', "design.hashing.array.segmentResistance"],
    [
      "{ design: { hashing: { array: { tileSize: 32 } } } }",
      'received "tileSize"; did you mean "tileRows" or "tileColumns"?',
    ],
    ['{ design: { hashing: { driver: { voltage: "0.2 V" } } } }', 'did you mean "readVoltage"?'],
    ["{ design: { digital: { sorting: { units: 4 } } } }", 'did you mean "sorter"?'],
    ["{ workload: { attention: { head: 8 } } }", "did you mean workload.heads?"],
    ['{ design: { memory: { bits: "512b" } } }', 'received "512b" (write 512)'],
    [
      '{ design: { floorplan: { clock: "1 GHz" } } }',
      'expected a clock such as { model: "gated-tree", frequency: "1 GHz" }, received "1 GHz"',
    ],
    ['"design": { cores: 2 }', 'not JSON5: expected "{", received design:'],
    ["{ design: { cores: 2 } /* big }", "1:24 (text): not JSON5: expected */ for the /* that begins here"],
    ["{ design: { cores: 02 } }", "not JSON5: expected a number without 0 before it, received 02"],
    ["<config></config>", 'not JSON5: expected an object, received "<"'],
    ["{ design: { hashing: { array: { ncol: 8 } } } }", 'received "ncol"; did you mean "columns"?'],
    ["{ workload: { length } }", 'not JSON5: expected a ":" and a value, received "}"'],
    ["{ design = { cores: 2 } }", 'not JSON5: expected ":" after a key, received "="'],
    ["{ design: { cores: 2 } # two\n}", 'not JSON5: expected a comment that begins with //, received "#"'],
    ["{ design: { cores: 2 } } }", 'not JSON5: expected the end of the text, received "}"'],
    ["{ design: { cores: } }", 'not JSON5: expected a value, received "}"'],
    ['{ workload: { length: "2^12" } }', 'received "2^12" (write 4096)'],
    ["{ workload: { length: 2**12 } }", "not JSON5: expected a number, received 2**12 (write 4096)"],
    ["{ workload: { length: 4 * 1024 } }", "received 4 * 1024 (write 4096)"],
    ['{ workload: { length: "4,096" } }', 'received "4,096" (write 4096)'],
    ["{ design: { hashing: { mac: { units: 8 } } } }", 'received "mac"; did you mean design.digital.mac?'],
    ["{ design: { digital: { dac: { bits: 4 } } } }", 'received "dac"; did you mean design.hashing.dac?'],
    ['{ design: { logicNode: "TSMC22" } }', 'received "TSMC22" (write "22 nm" for a node)'],
    ['{ design: { logicNode: "GF 22FDX+" } }', '(write "22 nm" for a node)'],
    ['{ design: { logicNode: "14FF" } }', 'received the unit "FF" (write "14 nm" for a node)'],
    ['{ sweep: { "design.cores": [1, 2] } }', 'received "sweep"; the axes of a study are in space'],
    ["{ name: 2024 }", 'received 2024 (write "2024", with quotes)'],
    [
      "{ design: { digital: { buffer: { capacity: 524288 } } } }",
      '(write "512 KiB", with the unit that you mean)',
    ],
    ['{ design: { hashing: { driver: { readVoltage: "200 MV" } } } }', '(M is a million: write "200 mV")'],
    [
      '{ design: { digital: { mac: { units: "2x" } } } }',
      "; a factor is not computed: write the value itself",
    ],
    [
      '{ workload: { dtype: "fp16" } }',
      'received "dtype"; the number format is that of design.digital.mac.model',
    ],
    ["{ design: { memory: { channels: 4 } } }", "design.memory.bandwidth is that of all channels"],
    ['{ design: { vdd: "0.8 V" } }', "the supply follows from design.logicNode"],
    [
      '{ design: { hashing: { memristor: { mean: "20 kohm +/- 10 %" } } } }',
      '(write "20 kohm"; a deviation is a key of its own, such as spread)',
    ],
    ["{ design: { hashing: { readout: { enob: 6.5 } } } }", "it is a key of adc ideal (as bits)"],
    [
      '{ design: { hashing: { memristor: { Gmax: "100 uS" } } } }',
      "it is a key of memristor binary (as rOn)",
    ],
    [
      "{ design: { digital: { mac: { tops: 8 } } } }",
      "design.digital.mac.units and clock give the operations a second",
    ],
    [
      '{ design: { floorplan: { area: "10 mm2" } } }',
      "an area follows from the parts; budget --area limits it",
    ],
    ["{ fidelity: { repeats: 5 } }", 'received "repeats"; did you mean "arrays"?'],
    ['{ workload: { attention: { kind: "FlashAttention" } } }', 'did you mean "exact"?'],
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
    [`${AXES}, objectives: "energy_J"`, 'such as ["energy_J:min", "recall:max"], received "energy_J"'],
    [`${AXES}, objectives: ["energy_J:minimise"]`, 'received "minimise"; did you mean "min"?'],
    [
      'space: { "design.hashing.memristor.model": ["lognormal", "log-normal"] }',
      'received "log-normal"; did you mean "lognormal"?',
    ],
    [
      'space: { "design.hashing.readTime": { from: 1, to: "10 ns", steps: 3 } }',
      'readTime.from: expected a quantity with its unit, such as "10 ns", received 1 (write "1 ns"',
    ],
    [`${AXES}, constraints: "area_m2 < 1e-5"`, 'metrics such as ["area_m2 < 10 mm2"], received "area_m2'],
    ["space: { rows: [64, 128] }", 'received "rows", which ends design.hashing.array.rows, '],
    ['space: { "design.cores": [2, "4"] }', 'cores.1: expected an integer, received "4" (write 4)'],
    ['space: { "design.cores": [] }', "expected a list of values such as [1, 2, 4], received an empty one"],
    [
      `${AXES}, derived: { "design.cores": "2 * row" }`,
      'expected an axis, received "row"; there are design.hashing.dac.bits',
    ],
    [
      `${AXES}, search: { kind: "nsga2", generation: 5 }`,
      'received "generation"; did you mean "generations"?',
    ],
    [`${AXES}, search: "random"`, 'expected { kind: "random", points: … }, received "random"'],
    [`${AXES}, objectives: ["minimise energy"]`, 'received "minimise energy" (write "energy_J:min")'],
    [`${AXES}, constraints: ["recall > 95%"]`, 'received "%" (write 0.95 for 95 %)'],
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
    [
      ["compare", "--set", "workload.length", "4096"],
      'received no "="; did you mean --set workload.length=4096?',
    ],
    [
      ["config", "show", "configs/cai-iscas-2024.json5", "--resolved", "--set", "array.rows=64"],
      '--set array.rows array: expected a known key, received "array"; did you mean design.hashing.array?',
    ],
    [
      ["config", "check", "configs/cai-iscas-2024.json5", "--set", "rows=64"],
      "keys of that name are design.search.rows, design.weights.rows, design.hashing.array.rows,",
    ],
    [["model", "--model", "Llama-3.1-70B", "--layer"], "model --model: expected a preset, of llama one of"],
    [["study", "export", "out", "--format", "csv"], "(use --csv)"],
    [["tiles", "--mass", "95"], "expected a share in (0, 1] (95 % is 0.95)"],
    [["compare", "--setting", "design.cores=2"], "(use --set)"],
    [["compare", "--set", "design.cores:2"], 'received no "="; did you mean design.cores=2?'],
    [["config", "init", "llama"], 'a model is named in a config: workload: { preset: "llama-2-7b" }'],
    [["explain", "EDP"], 'it is "energy-delay", a value of design.mapping.objective'],
    [["budget", "--area", "5 mm2", "--least", "energy_J"], 'received "energy_J"; did you mean "energy"?'],
    [["config", "check", "README.md"], "expected a config, received a file of another kind"],
    [["config", "check", "models/recall-lm"], "received the folder of a model, which --model takes"],
    [
      ["config", "check", "models/recall-lm/model.json"],
      "(root): expected a config with some of schemaVersion,",
    ],
    [
      ["import", "tables", "configs/study-tiles.json5"],
      "space: expected a config, received a study, which study run and config check take",
    ],
    [
      ["study", "pareto", "configs/study-tiles.json5"],
      "expected a CSV file, or the store that study run makes of a study, received a config or a study",
    ],
    [
      ["study", "status", "configs/study-tiles.json5"],
      "expected the store of a study, received a file: study run configs/study-tiles.json5 --out DIR",
    ],
    [["solve", "configs/cai-iscas-2024.json5"], "expected a circuit (JSON) or, with --array 0, a config"],
    [["sensitivity", "--metric", "energy"], '(did you mean "energy_J"?)'],
    [
      ["compare", "--what-if", "workload.attention.rounds=4, design.cores=2"],
      'compare --what-if: expected several changes with semicolons, as in "workload.attention.rounds=4; design.cores=…", received a comma',
    ],
    [
      ["budget", "--area", "5 mm2", "--quality", "95%"],
      'expected a condition such as "recall >= 0.95", received',
    ],
    [["budget", "--area", "5 mm2", "--quality", "recall >= 95 %"], "(write 0.95 for 95 %)"],
    [
      ["config", "check", "configs/cai-iscas-2024.json5", "--set", "design.hashing.array.rows=64,128"],
      'received "64,128"; several values are an axis of a study',
    ],
    [["explore", "--port", "8080"], "(use --open)"],
    [["evaluate", "--port", "8080"], "(use --serve)"],
    [["lm", "--dataset", "wikitext"], "(use --tokens)"],
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
    expect(didYouMean("__proto__", ["rows", "columns"])).toBe("");
  });
});
