import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import JSON5 from "json5";
import { afterAll, describe, expect, it } from "vitest";
import { shippedCatalogue } from "../../src/design/catalogue.ts";
import { jsonSchema } from "../../src/design/json-schema.ts";
import { configParameters } from "../../src/design/resolved.ts";
import { run } from "../../src/program/program.ts";
import { accepts, fits, type Schema } from "../input/schema-oracle.ts";
import { byTier } from "../tier.ts";

const folder = mkdtempSync(join(tmpdir(), "crosshash-start-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function crosshash(...args: string[]) {
  const said = { data: "", note: "" };
  const code = await run(args, {
    data: (text) => {
      said.data += text;
    },
    pieces: (pieces) => {
      for (const piece of pieces) said.data += piece;
    },
    note: (text) => {
      said.note += `${text}\n`;
    },
  });
  return { code, ...said };
}

const presets = readdirSync("configs").map((name) => name.replace(/\.json5$/, ""));
const schema = jsonSchema(shippedCatalogue) as Schema;

describe("schema", () => {
  it.each(presets)("accepts the preset %s and what init makes of it", async (name) => {
    expect(fits(schema, JSON5.parse(readFileSync(`configs/${name}.json5`, "utf8")))).toBe(true);
    expect(fits(schema, JSON5.parse((await crosshash("config", "init", name)).data))).toBe(true);
  });

  it("tells a default, which it accepts, and a description for every key that has one", () => {
    for (const node of nodes(schema)) {
      if (!Object.hasOwn(node, "default")) continue;
      expect(node.description).toMatch(/\S/);
      expect(fits(node, node.default), JSON.stringify(node)).toBe(true);
    }
  });

  it("has every key of the parameter table and examples that are quantities", () => {
    const text = JSON.stringify(schema);
    for (const { path } of configParameters(shippedCatalogue))
      expect(text).toContain(`"${path.slice(path.lastIndexOf(".") + 1)}":`);
    for (const node of nodes(schema))
      if (typeof node["x-unit"] === "string")
        for (const example of node.examples as string[])
          expect(example).toMatch(new RegExp(String(node.pattern), "u"));
  });

  it.each(["28", "28 kg", "nm", "28 nm nm", "", "2e 8 nm", "28nm"])("the pattern of a node on %j", (text) => {
    const config = { design: { logicNode: text } };
    expect(accepts(schema, config)).toBe(text === "28nm");
  });
});

/** Every schema inside a schema. */
function nodes(node: unknown): Schema[] {
  if (typeof node !== "object" || node === null) return [];
  const inside = Object.values(node).flatMap(nodes);
  return Array.isArray(node) ? inside : [node as Schema, ...inside];
}

describe("init", () => {
  it("lists the files of configs/", async () => {
    const { data } = await crosshash("config", "init", "--list", "--json");
    expect(JSON.parse(data).presets.map(({ name }: { name: string }) => name)).toEqual([...presets].sort());
  });

  it.each(presets)("writes a config out of %s that check accepts and that says the same", async (name) => {
    const file = join(folder, `${name}.json5`);
    expect((await crosshash("config", "init", name, "--out", file)).code).toBe(0);
    expect(await crosshash("config", "check", file)).toMatchObject({ code: 0 });
    const written = JSON5.parse(readFileSync(file, "utf8"));
    expect(written).toMatchObject(JSON5.parse(readFileSync(`configs/${name}.json5`, "utf8")));
  });

  it("never overwrites", async () => {
    const file = join(folder, "mine.json5");
    writeFileSync(file, "mine");
    expect(await crosshash("config", "init", "--out", file)).toMatchObject({ code: 2, data: "" });
    expect(readFileSync(file, "utf8")).toBe("mine");
  });

  it.each(["cai-iscas-2042", "../package", "constructor", ""])("refuses the preset %j", async (name) => {
    expect(await crosshash("config", "init", name)).toMatchObject({ code: 2, data: "" });
  });
});

describe("compare", () => {
  it("refuses a report folder that is a file before it simulates", async () => {
    const file = join(folder, "taken");
    writeFileSync(file, "x");
    const start = performance.now();
    expect(await crosshash("compare", "--out", file)).toMatchObject({ code: 2, data: "" });
    expect(performance.now() - start).toBeLessThan(10_000);
  });
});

describe("a study around a config", () => {
  // 64-wide heads do not fit 32 rows.
  const ROWS = { "design.hashing.array.rows": [64, 128] };
  const BITS = { "design.hashing.readout.bits": [2, 4, 8] };
  const OTHERS = {
    "workload.attention.rounds": [4, 8, 16],
    "design.hashing.sharing": ["query-head", "head", "layer", "global"],
  };

  it("varies the keys of the readout first, with the config's values and neighbours that can be built, and is a study that check takes", async () => {
    const own = join(folder, "own.json5");
    writeFileSync(
      own,
      '{ name: "own", design: { hashing: { readout: { family: "adc", model: "sar", bits: 4 } } } }',
    );
    const study = join(folder, "own-study.json5");
    const space = byTier({ ...ROWS, ...BITS }, { ...ROWS, ...BITS, ...OTHERS });
    const points = Object.values(space).reduce((product, { length }) => product * length, 1);
    const made = await crosshash(
      "config",
      "init",
      own,
      "--study",
      Object.keys(space)
        .map((path) => path.slice(path.lastIndexOf(".") + 1))
        .join(),
      "--out",
      study,
    );
    expect(made.code).toBe(0);
    expect(made.note).toContain(`next: crosshash study run ${study}`);
    expect(JSON5.parse(readFileSync(study, "utf8"))).toMatchObject({
      name: "own-study",
      space,
    });
    expect((await crosshash("config", "check", study)).data).toContain(`valid (own-study, ${points} points)`);
  });

  it("names measured files as the config does, and refuses a file that is no config", async () => {
    writeFileSync(
      join(folder, "G.csv"),
      `G (uS)\n${Array.from({ length: 40 }, (_, n) => 20 + n).join("\n")}\n`,
    );
    const own = join(folder, "measured.json5");
    writeFileSync(own, '{ design: { hashing: { memristor: { model: "empirical", file: "G.csv" } } } }');
    const { code, data } = await crosshash("config", "init", own, "--study", "rounds");
    expect(code).toBe(0);
    expect(JSON5.parse(data).design.hashing.memristor).toEqual({ model: "empirical", file: "G.csv" });
    for (const text of ["null", "[1]"]) {
      writeFileSync(own, text);
      const refused = await crosshash("config", "init", own, "--study", "rounds");
      expect([refused.code, refused.note.trim().split("\n").length]).toEqual([2, 1]);
    }
  });

  it.each([
    ["row", 'received "row"; did you mean "rows"?'],
    ["rows,rows", "received design.hashing.array.rows twice"],
    ["units", "which ends design.digital.sorter.units, design.digital.mac.units"],
    ["readout.model", 'which can only be "charge" here'],
    ["", 'received ""'],
  ])("refuses --study %j in one line", async (keys, words) => {
    const { code, data, note } = await crosshash("config", "init", "--study", keys);
    expect([code, data]).toEqual([2, ""]);
    expect(note).toContain(words);
    expect(note.trim().split("\n")).toHaveLength(1);
  });
});
