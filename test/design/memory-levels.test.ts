import { describe, expect, it } from "vitest";
import { ConfigError, parseDocument } from "#base";
import { explain } from "../../src/commands/explain/report/explanation.ts";
import { readStudy } from "../../src/commands/shared/studies/study.ts";
import { shippedCatalogue } from "../../src/design/catalogue.ts";
import { compileConfig } from "../../src/design/compiled-config.ts";
import { parseConfig } from "../../src/design/config.ts";
import { behaviourKey } from "../../src/design/config-key.ts";
import { jsonSchema } from "../../src/design/json-schema.ts";
import { override } from "../../src/design/override.ts";
import { resolveConfig } from "../../src/design/resolved.ts";

const LEVELS = `{
  scratchpad: { keeps: ["queries", "keys", "weights", "values"], memory: { model: "banked", capacity: "32 KiB" } },
  sums: { inside: "scratchpad", per: "row", keeps: ["scores", "outputs"], memory: { capacity: "512 B", bits: 32 } },
  operands: { inside: "scratchpad", per: "unit", keeps: ["queries", "keys", "weights", "values"], memory: { capacity: "4 B", bits: 16 } },
}`;
const BASE = `{ design: { digital: { levels: ${LEVELS} } } }`;

/** What is said of a config with some keys changed. */
function said(text: string, ...settings: string[]): string {
  try {
    parseConfig(settings.reduce(override, parseDocument(text, "test.json5")), shippedCatalogue);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return "nothing";
}

const AT = "design.digital.levels";
const NEST = "design.mapping.nests.outputs";
const one = (name: string): string => `${name}: { memory: {} }`;

describe("levels at fault give one located error", () => {
  it.each([
    [
      "a level smaller than one tile",
      `${AT}.operands.memory.capacity="1 B"`,
      `${AT}.operands.memory.capacity: expected at least the 16 bits of one tile of queries, keys, received 8`,
    ],
    [
      "a cycle",
      `${AT}.scratchpad.inside=operands`,
      `${AT}.scratchpad.inside: expected a way to the buffer, received a cycle: scratchpad in operands in scratchpad`,
    ],
    [
      "data without a home",
      `${AT}.sums.keeps=["outputs"]`,
      `${AT}: scores: expected a level that keeps them, received none: they go between the multipliers and the softmax unit, and the buffer is no home of theirs`,
    ],
    [
      "a pinned nest that does not fit",
      `${NEST}="sums > keys 32 > scratchpad > operands(weights) > width 640 > operands(values) > queries 2"`,
      `${NEST}: expected tiles of weights, values within the 32768 B of scratchpad, received 49152 B`,
    ],
    [
      "a pinned nest of unknown words",
      `${NEST}="sums > kees 32"`,
      `${NEST}: expected a loop (queries, width, keys, with its turns) or a level, received "kees 32"`,
    ],
    [
      "a pinned nest without a place for data",
      `${NEST}="sums > keys 32 > scratchpad > queries 2"`,
      `${NEST}: expected one place for the weights of operands, received 0`,
    ],
    [
      "an unknown parent",
      `${AT}.operands.inside=scratchpda`,
      `${AT}.operands.inside: expected the name of a level or "buffer", received "scratchpda"; did you mean "scratchpad"?`,
    ],
    [
      "no capacity",
      `${AT}.operands.memory.capacity="0 B"`,
      `${AT}.operands.memory.capacity: expected a quantity in [1 B, 16 MiB], received "0 B"`,
    ],
    [
      "a negative capacity",
      `${AT}.operands.memory.capacity="-1 B"`,
      `${AT}.operands.memory.capacity: expected a quantity in [1 B, 16 MiB], received "-1 B"`,
    ],
    [
      "an unknown kind of data",
      `${AT}.sums.keeps=["scores", "psums"]`,
      `${AT}.sums.keeps: expected data that live there, each once: some of queries, keys, scores, weights, values, outputs, received an array`,
    ],
    [
      "a missing energy",
      `${AT}.sums.memory={ model: "stated", read: "9 fJ", area: "10 um2" }`,
      `${AT}.sums.memory.write: expected a quantity with its unit, received nothing`,
    ],
    [
      "fewer than of what is around it",
      `${AT}.sums.inside=operands`,
      `${AT}.sums.per: expected "unit" or finer, as operands has one per unit, received "row"`,
    ],
    [
      "the buffer's name",
      `${AT}.buffer={ memory: {} }`,
      `${AT}.buffer: expected another name than that of design.digital.buffer, received "buffer"`,
    ],
    [
      "data of three levels",
      `${AT}.third={ memory: {} }`,
      `${AT}: queries: expected at most 2 levels that keep them, received scratchpad, operands, third`,
    ],
    [
      "an unknown key",
      `${AT}.sums.keep=1`,
      `${AT}.sums.keep: expected a known key, received "keep"; did you mean "keeps"?`,
    ],
    [
      "training",
      "workload.pass=training",
      `${AT}: expected none for a workload.pass of training, which they do not cover`,
    ],
  ])("%s", (_, setting, expected) => {
    const lines = said(BASE, setting).split("\n");
    expect(lines).toHaveLength(1);
    // The place is the setting's, or the file's line and column.
    expect(lines[0]).toMatch(/^(--set [^ ]+|test\.json5:\d+:\d+) /);
    expect(lines[0].slice(lines[0].indexOf(` ${expected.slice(0, 10)}`) + 1)).toContain(expected);
  });

  it.each([
    [
      `{ ${one("a")}, ${one("a")} }`,
      "test.json5:1:53 design.digital.levels.a: expected each key once, received it twice, first at 1:34: put both into one",
    ],
    [
      `{ ${["a", "b", "c", "d", "e", "f", "g"].map(one).join(", ")} }`,
      "test.json5:1:32 design.digital.levels: expected 1 to 6 levels, received 7",
    ],
    ["{}", "test.json5:1:32 design.digital.levels: expected 1 to 6 levels, received 0"],
  ])("%s", (levels, expected) => {
    expect(said(`{ design: { digital: { levels: ${levels} } } }`)).toBe(expected);
  });

  it("takes levels that are beside each other, and a nest that fits", () => {
    expect(said(BASE)).toBe("nothing");
    expect(
      said(
        BASE,
        `${NEST}="sums > keys 32 > scratchpad > operands(weights) > width 64 > operands(values) > queries 2"`,
      ),
    ).toBe("nothing");
    expect(said("{}", `${NEST}="sums"`)).toContain("expected design.digital.levels, which it is a nest on");
  });
});

describe("keys of levels, whose names are the config's own", () => {
  it("are in the schema for editors, in what is shown, and explained", () => {
    const { properties } = jsonSchema(shippedCatalogue) as never as { properties: Record<string, never> };
    const levels = properties as never as {
      design: {
        properties: { digital: { properties: { levels: { additionalProperties: { properties: object } } } } };
      };
    };
    expect(
      Object.keys(levels.design.properties.digital.properties.levels.additionalProperties.properties),
    ).toEqual(["inside", "per", "keeps", "ports", "memory"]);
    const shown = resolveConfig(parseDocument(BASE, "test.json5").value, shippedCatalogue) as never as {
      design: { digital: { levels: Record<string, object> } };
    };
    expect(shown.design.digital.levels.sums).toMatchObject({
      inside: "scratchpad",
      ports: "shared",
      memory: { model: "register-file", capacity: "512 B", clock: "1 GHz" },
    });
    expect(resolveConfig({}, shippedCatalogue)).not.toHaveProperty("design.digital.levels");
    const vocabulary = { catalogue: shippedCatalogue, presets: [], bibliography: new Map(), terms: [] };
    expect(explain(`${AT}.sums.per`, vocabulary).keys.map(({ path }) => path)).toEqual([`${AT}.<name>.per`]);
  });

  it("change prices, and no simulated result", () => {
    const key = (text: string) =>
      behaviourKey(parseConfig(parseDocument(text, "test.json5"), shippedCatalogue));
    expect(key(BASE)).toBe(key("{}"));
  });

  it("are axes of a study, and a study's configs know them", () => {
    const text = `{ design: { digital: { levels: ${LEVELS} } }, space: { "${AT}.scratchpad.memory.capacity": ["16 KiB", "32 KiB"] } }`;
    const { plan } = readStudy(parseDocument(text, "test.json5"), shippedCatalogue);
    expect(plan.search.points).toBe(2);
    const wrong = text.replace("scratchpad.memory.capacity", "scratchpda.memory.capacity");
    expect(() => readStudy(parseDocument(wrong, "test.json5"), shippedCatalogue)).toThrow(
      "expected a config path, received",
    );
    const compiled = compileConfig(shippedCatalogue);
    const read = (setting: string) =>
      compiled(override(parseDocument(BASE, "test.json5"), setting).value)?.design.digital.levels?.scratchpad
        .memory.behaviour.capacity;
    expect([read(`${AT}.scratchpad.memory.capacity="16 KiB"`), read("seed=2")]).toEqual([16384, 32768]);
  });
});
