import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { createEvaluator } from "../../src/commands/evaluate/run/evaluator.ts";
import { defaultConfig, readConfig } from "../../src/commands/shared/config-file.ts";
import { shippedCatalogue } from "../../src/design/catalogue.ts";
import { TABLED_COMPONENTS } from "../../src/design/component-tables.ts";
import { parseConfig } from "../../src/design/config.ts";
import { slotsOf } from "../../src/design/slots.ts";
import { cli } from "./run.ts";

const folder = mkdtempSync(join(tmpdir(), "crosshash-tables-"));
afterAll(() => rmSync(folder, { recursive: true }));

const file = (name: string, content: string): string => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};
const read = (name: string): string => readFileSync(join(folder, "out", name), "utf8");

const SMALL = ["--set", "fidelity.length=64", "--set", "workload.length=256", "--set", "fidelity.queries=8"];
const tables = (...options: string[]) => cli("import", "tables", defaultConfig(), ...SMALL, ...options);

interface Answer {
  readonly dynamic_energy_J: number;
  readonly components: readonly {
    readonly component: string;
    readonly model: string;
    readonly instances: number;
    readonly area_m2: number;
    readonly leakage_W: number;
    readonly actions: readonly {
      readonly name: string;
      readonly energy_J: number;
      readonly latency_s: number;
      readonly interval_s: number;
      readonly count: number;
    }[];
  }[];
}

const answerOf = async (...options: string[]): Promise<Answer> => {
  const { data, note, code } = await tables("--json", ...options);
  expect(note).toBe("");
  expect(code).toBe(0);
  return JSON.parse(data);
};

/** Every number of an answer by its name. */
const numbersOf = ({ components, dynamic_energy_J }: Answer): Map<string, number> =>
  new Map([
    ["dynamic", dynamic_energy_J],
    ...components.flatMap(({ component, area_m2, leakage_W, instances, actions }) => [
      [`${component} area`, area_m2] as const,
      [`${component} leakage`, leakage_W] as const,
      [`${component} instances`, instances] as const,
      ...actions.flatMap(({ name, ...own }) =>
        Object.entries(own).map(([key, value]) => [`${component}.${name} ${key}`, value] as const),
      ),
    ]),
  ]);

function expectSame(found: Answer, expected: Answer): void {
  const [own, other] = [found, expected].map(numbersOf);
  expect([...own.keys()]).toEqual([...other.keys()]);
  for (const [name, value] of other)
    expect(Math.abs((own.get(name) as number) - value), name).toBeLessThanOrEqual(1e-12 * value);
}

let base: Answer;
beforeAll(async () => {
  base = await answerOf("--out", join(folder, "out"));
});

describe("config tables", () => {
  it("writes an ERT whose energies times the counted actions are the energy of the design", () => {
    const ert = parse(read("ERT.yaml")) as {
      ERT: { tables: { name: string; actions: { name: string; energy: number }[] }[] };
    };
    const counts = parse(read("action_counts.yaml")) as {
      action_counts: { local: { name: string; action_counts: { name: string; counts: number }[] }[] };
    };
    let energy = 0;
    for (const { name, action_counts } of counts.action_counts.local)
      for (const { name: action, counts: count } of action_counts) {
        const table = ert.ERT.tables.find((one) => one.name === name);
        energy += count * (table?.actions.find((one) => one.name === action)?.energy ?? Number.NaN);
      }
    // pJ.
    expect(Math.abs(energy * 1e-12 - base.dynamic_energy_J)).toBeLessThanOrEqual(
      1e-12 * base.dynamic_energy_J,
    );
  });

  it("writes areas in µm² that sum, with their instances, to the area of the design", async () => {
    const art = parse(read("ART.yaml")) as { ART: { tables: { name: string; area: number }[] } };
    const priced = await createEvaluator().change({
      "fidelity.length": 64,
      "workload.length": 256,
      "fidelity.queries": 8,
    });
    if (priced.status !== "ok") throw new Error(priced.reason);
    const area = art.ART.tables.reduce((sum, one, n) => sum + one.area * base.components[n].instances, 0);
    expect(Math.abs(area * 1e-12 - priced.metrics.area_m2)).toBeLessThanOrEqual(
      1e-12 * priced.metrics.area_m2,
    );
    expect(art.ART.tables[0].name).toBe(`crosshash.array.lognormal[1..${base.components[0].instances}]`);
  });

  it("writes numbers that readers of YAML 1.1 take for numbers", () => {
    for (const name of ["ERT.yaml", "ART.yaml", "arch.yaml", "action_counts.yaml"])
      expect(read(name)).not.toMatch(/[: ]\d+e/);
  });

  it("refuses a comparison design that it does not know", async () => {
    const { code, data, note } = await tables("--design", "lsh-memristr");
    expect([code, data]).toEqual([2, ""]);
    expect(note).toMatch(
      /^--design \(value\): expected one of exact-digital, .*did you mean "lsh-memristor"/,
    );
  });
});

describe("design.componentTables", () => {
  /** The design with every price of ours taken away, so that what comes back is what the tables say. */
  const without = (...names: string[]) => [
    "--set",
    `design.componentTables=${JSON.stringify(names.map((name) => join(folder, "out", name)))}`,
  ];

  it("gives every price back from the CSV", async () => {
    expectSame(await answerOf(...without("components.csv")), base);
  });

  it("gives energies, leakage and areas back from ERT and ART, and intervals too from an AccelForge architecture", async () => {
    expectSame(await answerOf(...without("ERT.yaml", "ART.yaml")), base);
    expectSame(await answerOf(...without("arch.yaml")), base);
  });

  it("prices with the numbers of a table: a multiplier of ten times the energy and area", async () => {
    const mac = base.components.find(({ component }) => component === "mac");
    const own = mac?.actions.find(({ name }) => name === "mac");
    if (mac === undefined || own === undefined) throw new Error("no mac");
    const dear = file(
      "dear.csv",
      `component,action,energy (pJ),area (um2)\nmac,mac,${own.energy_J * 1e13},\nchip.mac[1..4],,,${mac.area_m2 * 1e13}\n`,
    );
    const found = await answerOf("--set", `design.componentTables=${dear}`);
    const added = found.dynamic_energy_J - base.dynamic_energy_J;
    // A larger die has longer wires and a larger clock.
    expect(added).toBeGreaterThan(9 * own.energy_J * own.count);
    expect(added).toBeLessThan(11 * own.energy_J * own.count);
    expect(found.components.find(({ component }) => component === "mac")?.area_m2).toBeCloseTo(
      10 * mac.area_m2,
      9,
    );
  });

  it("takes a row of one model over that of all models, and none of another model", async () => {
    const both = file(
      "both.yaml",
      "ERT:\n  tables:\n  - {name: s.mac.int8, actions: [{name: mac, energy: 3}]}\n  - {name: s.mac, actions: [{name: mac, energy: 2}, {name: add, energy: 5 fJ}]}\n  - {name: s.mac.bf16, actions: [{name: mac, energy: 7}]}\n",
    );
    const found = await answerOf("--set", `design.componentTables=${both}`);
    const { actions = [] } = found.components.find(({ component }) => component === "mac") ?? {};
    expect(actions.map(({ name, energy_J }) => [name, energy_J])).toEqual([
      ["mac", 3e-12],
      ["stall", 0],
      // No row of the file: the model's own.
      ["stage", expect.closeTo(8 * 57e-15, 14)],
      ["restream", expect.closeTo(8 * 46e-15, 14)],
      ["add", 5e-15],
    ]);
  });

  it("knows the components of every design", () => {
    const { design } = parseConfig(readConfig(defaultConfig(), []), shippedCatalogue);
    expect([...TABLED_COMPONENTS].sort()).toEqual(
      slotsOf(design)
        .map(([name]) => name)
        .filter((name) => name !== "whiteSpace")
        .sort(),
    );
  });
});

describe("a table that cannot be used", () => {
  const check = (value: string) =>
    cli("config", "check", defaultConfig(), "--set", `design.componentTables=${value}`);
  const ert = (entry: string): string => `ERT:\n  version: "0.4"\n  tables:\n${entry}`;
  const CASES: readonly (readonly [why: string, name: string, text: string, said: RegExp])[] = [
    [
      "an unknown component",
      "ERT.yaml",
      ert("  - name: chip.bufer[1..2]\n    actions: [{name: read, energy: 1}]\n"),
      /ERT\.yaml:4:11 chip\.bufer\[1\.\.2\]: expected a component such as mac, or .*did you mean "buffer"\?/,
    ],
    [
      "an unknown model",
      "ERT.yaml",
      ert("  - name: mac.int9\n    actions: [{name: mac, energy: 1}]\n"),
      /ERT\.yaml:5:35 mac\.int9\.mac: expected a mac model of ideal, int8, .*received "int9"/,
    ],
    [
      "an unknown action",
      "ERT.yaml",
      ert("  - name: chip.buffer\n    actions: [{name: update, energy: 1}]\n"),
      /ERT\.yaml:5:38 buffer\.update: expected an action of buffer \(sram\), read, write, stall, received "update"/,
    ],
    [
      "a wrong unit",
      "ERT.yaml",
      ert("  - name: mac\n    actions: [{name: mac, energy: 3 ns}]\n"),
      /ERT\.yaml:5:35 energy: expected a quantity in J .*received the unit "ns", a time, or a number in pJ/,
    ],
    [
      "a negative number",
      "ERT.yaml",
      ert("  - name: mac\n    actions: [{name: mac, energy: -1}]\n"),
      /ERT\.yaml:5:35 mac\.mac\.energy: expected a finite number of at least 0, received "-1"/,
    ],
    [
      "no number",
      "ART.yaml",
      "ART:\n  tables:\n  - name: mac\n    area: .nan\n",
      /ART\.yaml:4:11 mac\.area: expected a finite number of at least 0, received "\.nan"/,
    ],
    [
      "a duplicate entry",
      "ERT.yaml",
      ert(
        "  - name: a.mac\n    actions: [{name: mac, energy: 1}]\n  - name: b.mac\n    actions: [{name: mac, energy: 1}]\n",
      ),
      /ERT\.yaml:7:35 mac\.mac\.energy: expected one energy, received a second one after .*ERT\.yaml:5:35/,
    ],
    [
      "an action with several arguments",
      "ERT.yaml",
      ert(
        "  - name: buffer\n    actions:\n    - {name: read, arguments: {delta: 0}, energy: 1}\n    - {name: read, arguments: {delta: 1}, energy: 2}\n",
      ),
      /ERT\.yaml:7:51 buffer\.read\.energy: expected one energy, received a second/,
    ],
    [
      "leakage without its time",
      "ERT.yaml",
      ert("  - name: buffer\n    actions: [{name: leak, energy: 1}]\n"),
      /ERT\.yaml:5:15 buffer\.leak: expected the argument global_cycle_seconds/,
    ],
    [
      "a key twice",
      "ERT.yaml",
      "ERT: {tables: []}\nERT: {}\n",
      /ERT\.yaml:2:1 \(file\): not YAML: Map keys must be unique/,
    ],
    [
      "no table",
      "ERT.yaml",
      "ERT: {tables: []}\n",
      /ERT\.yaml \(file\): expected at least one price, received none/,
    ],
    [
      "another document",
      "x.yaml",
      "name: tpu_like\n",
      /x\.yaml:1:1 \(root\): expected ERT or ART .*received the key "name"/,
    ],
    [
      "an older form",
      "ERT.yaml",
      "ERT: {tables: {mac: {}}}\n",
      /ERT\.yaml:1:15 ERT\.tables: expected a list of components/,
    ],
    [
      "a CSV without a unit",
      "t.csv",
      "component,action,energy\nmac,mac,1\n",
      /t\.csv:1 energy: expected a unit such as in "energy \(pJ\)", received "none"/,
    ],
    [
      "a CSV with a wrong unit",
      "t.csv",
      "component,action,energy (ns)\nmac,mac,1\n",
      /t\.csv:1 energy \(ns\): expected a unit such as in "energy \(pJ\)", received "ns"/,
    ],
    [
      "an area of an action",
      "t.csv",
      "component,action,area (um2)\nmac,mac,1\n",
      /t\.csv:2 area \(um2\): expected no action with the area of a whole component, received "mac"/,
    ],
    [
      "a CSV with NaN",
      "t.csv",
      "component,action,energy (pJ)\nmac,mac,nan\n",
      /t\.csv:2 mac\.mac\.energy: expected a finite number of at least 0, received "nan"/,
    ],
    [
      "an oversized file",
      "big.yaml",
      `# ${"x".repeat(1 << 20)}\n`,
      /big\.yaml \(file\): expected at most 1048576 bytes/,
    ],
    ["a deep file", "deep.yaml", "[".repeat(200_000), /deep\.yaml.*: expected at most 100 levels/],
  ];

  it.each(CASES)("%s: one located line, exit 2, no data", async (_, name, text, said) => {
    const { code, data, note } = await check(file(name, text));
    expect([code, data]).toEqual([2, ""]);
    expect(note).toMatch(said);
    expect(note.split("\n").length).toBe(1);
  });

  it("names the key for what is no file, and for too many files", async () => {
    const wrong = await check("3");
    expect(wrong.note).toMatch(/design\.componentTables: expected the name of a table of component prices/);
    const many = await check(JSON.stringify(new Array(9).fill("x.csv")));
    expect(many.note).toMatch(/design\.componentTables: expected 1 to 8 files, received 9/);
    const none = await check(join(folder, "absent"));
    expect([none.code, none.data]).toEqual([2, ""]);
    expect(none.note).toMatch(/absent \(file\): expected a file, found none/);
  });
});
