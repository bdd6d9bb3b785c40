// Laws of the record of the field's words: each is answered with what it is here, wherever a config is read.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Command } from "commander";
import { afterAll, describe, expect, it } from "vitest";
import { ConfigError, fieldHint, otherWord, parseDocument } from "#base";
import { DETERMINED, OTHER_NAMES, OTHER_OPTIONS, OTHER_PLACES } from "../../packages/base/src/field-words.ts";
import { METRICS } from "../../src/comparison/metrics/index.ts";
import { shippedCatalogue } from "../../src/design/catalogue.ts";
import { parseConfig } from "../../src/design/config.ts";
import { configParameters } from "../../src/design/resolved.ts";
import { wholeProgram } from "../../src/program/program.ts";
import { STUDY_KEYS } from "../../src/study/study.ts";
import { cli } from "./run.ts";

const folder = mkdtempSync(join(tmpdir(), "crosshash-words-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function written(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

const parameters = configParameters(shippedCatalogue);

/** The first message of a config that is refused. */
function refusal(config: object): string {
  try {
    parseConfig(parseDocument(JSON.stringify(config), "test"), shippedCatalogue);
  } catch (error) {
    if (error instanceof ConfigError) return error.issues[0].message;
    throw error;
  }
  return "";
}

/** A word of an object and the object, for a word that means something in one object alone. */
const parted = (word: string): readonly [word: string, object: string] =>
  word.includes(".") ? [word.split(".")[1], word.split(".")[0]] : [word, "wafer"];

describe("a place of a word", () => {
  const places = [...new Set(OTHER_PLACES.values())];

  it.each(places)("is in a config: %s", (place) => {
    const [path] = /^[\w.]+/.exec(place) as RegExpExecArray;
    const under = parameters.filter((one) => one.path === path || one.path.startsWith(`${path}.`));
    expect(under, path).not.toEqual([]);
    const [, inner = ""] = /\{ (.*?) \}/.exec(place) ?? [];
    for (const part of inner === "" ? [] : inner.split(", ")) {
      const [key, value] = part.split(": ");
      const own = under.filter((one) => one.path === `${path}.${key}`);
      expect(own, part).not.toEqual([]);
      if (value.startsWith('"'))
        expect(own.flatMap(({ choices = [] }) => choices)).toContain(JSON.parse(value));
    }
  });

  it("answers each of its words as a key of a config", () => {
    expect(OTHER_PLACES.size).toBeGreaterThan(150);
    for (const [word, place] of OTHER_PLACES) {
      const [key, object] = parted(word);
      const design = parameters.find(({ path }) => path.startsWith(`design.${object}.`))
        ? { [object]: { [key]: 1 } }
        : object === "design"
          ? { [key]: 1 }
          : { [object === "mac" ? "digital" : "hashing"]: { [object]: { [key]: 1 } } };
      const last = /^[\w.]*?(\w+)(?![\w.])/.exec(place)?.[1];
      const said = refusal({ design });
      expect(
        [place, `"${last}"`].some((text) => said.includes(`did you mean ${text}`)),
        said,
      ).toBe(true);
    }
  });

  it("is for hardly a word that names a key or a model", () => {
    const own = new Set(
      parameters.flatMap(({ path, choices = [], kind }) => [
        ...path.toLowerCase().split("."),
        ...(kind === "model" ? choices : []),
      ]),
    );
    const taken = [...OTHER_PLACES.keys()].filter((word) => own.has(word));
    // Names of parts that fewer people mean: bits of the baseline's arrays, a flash ADC, a link, the unit that chooses keys,
    // and arrays that hold a model's weights, which only `model` prices.
    const ofWeights = ["adcbits", "cellbits", "onoff", "weightbits"];
    const ofOthers = ["bus", "dataflow", "flash", "inputbits", "network", "outputbits", "topk"];
    expect(taken.sort()).toEqual([...ofWeights, ...ofOthers].sort());
  });

  it("is that of the word with counts, units and plural in its name, and in any case", () => {
    for (const key of ["adc_bits", "ADCBits", "num_adc_bits"])
      expect(fieldHint(key)).toContain('design.hashing.readout: { family: "adc", bits: … }');
    expect(fieldHint("numPEs")).toContain("design.digital.mac.units");
    expect(fieldHint("constructor") + fieldHint("__proto__") + fieldHint("x".repeat(1e6))).toBe("");
  });
});

describe("every verb that reads a config", () => {
  const word = "adc_res";
  const place = 'did you mean design.hashing.readout: { family: "adc", bits: … }?';
  const config = `{ design: { hashing: { ${word}: 5 } } }`;
  const space = (path: string): string => `{ space: { "${path}": [4, 5] } }`;

  it.each([
    ...[
      "compare",
      "explore",
      "budget --area 1mm2",
      "model --layer",
      "sensitivity",
      "tiles",
      "hash",
      "lm",
    ].map((verb) => [...verb.split(" "), "--set", `design.hashing.${word}=5`]),
    ["compare", "--what-if", `design.hashing.${word}=5`],
    ["config", "check", written("config.json5", config)],
    ["config", "show", written("config.json5", config)],
    ["study", "run", written("inner.json5", space(`design.hashing.${word}`))],
    ["study", "run", written("outer.json5", space(word))],
    ["explain", word],
  ])("%j answers a word of the field with its place", async (...args) => {
    const { code, note } = await cli(...args);
    expect([code, note]).toEqual([2, expect.stringContaining(place)]);
    expect(note).not.toContain("\n");
  });
});

describe("a name of ours", () => {
  it("is one that something has, and answers its words", async () => {
    const options = (command: Command): string[] => [
      command.name(),
      ...command.options.flatMap(({ long }) => long?.slice(2) ?? []),
      ...command.commands.flatMap(options),
    ];
    const known = new Set([
      ...parameters.flatMap(({ path, choices = [] }) => [...path.split("."), ...choices]),
      ...METRICS.flatMap(({ key, quantity }) => [key, quantity]),
      ...STUDY_KEYS,
      ...options(await wholeProgram()),
      // Keys and words of a study's axes, levels, search and objectives, and of a line of evaluate.
      ..."from to steps set base min max log price estimate simulate circuit trials sense metric points random grid nsga2 latin-hypercube".split(
        " ",
      ),
    ]);
    for (const pair of OTHER_NAMES) {
      const [word, own] = pair.split(" ");
      expect(known, pair).toContain(own);
      expect(word === own.toLowerCase() || otherWord(word, [own]) === own, pair).toBe(true);
    }
  });

  it("is an option of a verb for an option", async () => {
    const all = (command: Command): string[] => [
      ...command.options.flatMap(({ long }) => long ?? []),
      ...command.commands.flatMap(all),
    ];
    const known = all(await wholeProgram());
    for (const [word, own] of OTHER_OPTIONS)
      if (!own.startsWith("(")) for (const name of own.split(" ")) expect(known, word).toContain(name);
  });

  it("answers in time whatever is written", () => {
    const start = performance.now();
    for (const key of [
      "a_".repeat(5e4),
      "Ab".repeat(5e4),
      "1".repeat(1e5),
      "n".repeat(1e5),
      " -_.".repeat(2e4),
    ])
      for (const config of [
        { [key]: 1 },
        { workload: key },
        { design: { cores: key } },
        { workload: { attention: key } },
      ])
        expect(refusal(config)).not.toBe("");
    expect(performance.now() - start).toBeLessThan(3000);
  });
});

describe("a word without a key", () => {
  it("is answered with what determines it", () => {
    for (const [word, said] of DETERMINED)
      if (!OTHER_PLACES.has(word)) expect(fieldHint(word), word).toBe(`; ${said}`);
  });
});

describe("a value in the wrong shape", () => {
  it.each([
    [{ workload: { heads: "32/8" } }, 'received "32/8"; one number a key: heads: 32, kvHeads: 8'],
    [{ workload: { heads: "9999/8" } }, 'expected an integer in [1, 1024], received "9999/8"'],
    [{ workload: { length: "64/8" } }, 'expected an integer in [1, 16777216], received "64/8"'],
    [{ design: { hashing: { array: [64, 128] } } }, "received an array (write { rows: 64, columns: 128 })"],
    [{ workload: { attention: "flash" } }, 'received "flash" (write { kind: "exact" })'],
    [{ workload: { length: "1e5" } }, 'received "1e5" (write 100000)'],
    [{ workload: { attention: { budget: { share: "1/8" } } } }, 'received "1/8" (write 0.125)'],
    [{ design: { hashing: { readout: "adc" } } }, 'such as { family: "adc" }, received "adc"'],
    [{ design: { hashing: { readout: { family: "adc", rate: "1 GHz" } } } }, '(write "1 GS/s")'],
    [{ design: { hashing: { memristor: "g.csv" } } }, '{ model: "empirical", file: "g.csv" }'],
  ])("%j is answered as it is written", (config, expected) => {
    expect(refusal(config).endsWith(expected) || refusal(config).includes(`${expected}, received`)).toBe(
      true,
    );
  });

  it("of a family is a key of the family that has it", () => {
    expect(refusal({ design: { hashing: { readout: { bits: 4 } } } })).toContain(
      '{ family: "adc", bits: … }',
    );
  });
});
