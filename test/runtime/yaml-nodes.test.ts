import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readComponentTables } from "../../src/runtime/component-tables-file.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "crosshash-yaml-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function read(text: string, name = "t.yaml") {
  const file = join(folder, name);
  writeFileSync(file, text);
  return readComponentTables([[file, name]], "f").rows;
}

const times = (count: number, line: (n: number) => string): string =>
  Array.from({ length: count }, (_, n) => line(n)).join("");

describe("a YAML table", () => {
  it.each([
    [
      "a node in itself",
      "arch: &a\n  nodes: [*a]\n",
      /t\.yaml:2:11 "\*a": expected an alias of another node/,
    ],
    ["a node in itself twice", "arch: &a\n  nodes: [*a, *a]\n", /t\.yaml:2:11 "\*a"/],
    ["a list in itself", "arch:\n  nodes: &n [{nodes: *n}]\n", /t\.yaml:2:22 "\*n"/],
    [
      "an alias of nothing",
      "arch:\n  nodes: [*b]\n",
      /t\.yaml:2:11 "\*b": expected an alias of a name before it/,
    ],
    [
      "a node that is listed twice",
      "arch:\n  nodes:\n  - &m {name: mac, area: 1}\n  - *m\n",
      /t\.yaml:4:5 arch\.nodes\[1\]: expected each node once/,
    ],
    [
      "nodes that double at each level",
      `arch:\n  nodes:\n  - &a0 {nodes: []}\n${times(30, (n) => `  - &a${n + 1} {nodes: [*a${n}, *a${n}]}\n`)}`,
      /expected each node once/,
    ],
    [
      "one list for many entries",
      `ERT:\n  tables:\n  - {name: mac, actions: &l [${times(3000, () => "{name: mac},")}]}\n${times(3000, () => "  - {name: mac, actions: *l}\n")}`,
      /t\.yaml.*(at most|without end)/,
    ],
    [
      "20 000 aliases",
      `x: &a 1\nl:\n${times(20_000, () => "- *a\n")}`,
      /t\.yaml:\d+:\d+ .*at most 60000 words/,
    ],
    ["40 000 keys", times(40_000, (n) => `k${n}: 1\n`), /t\.yaml:\d+:\d+ .*at most 60000 words/],
    ["a million brackets", "[".repeat(1_000_000), /t\.yaml:1:\d+ \(file\): expected at most 100 levels/],
    ["a deep list of one line", "- ".repeat(400_000), /at most 100 levels/],
    ["deep maps", times(150, (n) => `${" ".repeat(n)}a:\n`), /at most 100 levels/],
    ["deep question marks", "? ".repeat(400_000), /at most 100 levels/],
    ["deep braces", "{a: ".repeat(200_000), /at most 100 levels/],
    [
      "a second document",
      "ERT: {tables: []}\n---\nART: {tables: []}\n",
      /t\.yaml:2:1 \(file\): expected one YAML document/,
    ],
    [
      "a name of brackets",
      `ERT: {tables: [{name: "${"[".repeat(500_000)}"}]}`,
      /expected a name of at most 400 letters/,
    ],
  ])("with %s is refused in one line with its place, soon", (_, text, message) => {
    const before = process.cpuUsage();
    let said = "";
    try {
      read(text);
    } catch (error) {
      said = (error as Error).message;
    }
    expect(said).toMatch(message);
    expect(said).not.toContain("\n");
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1e6).toBeLessThan(2);
  });

  it("with aliases of values, of names that are given again and of lists is read", () => {
    const rows = read(
      "ERT:\n  tables:\n  - {name: mac, actions: &a [{name: &n mac, energy: &e 2}]}\n  - {name: sorter, actions: [{name: *n, energy: &e 3}, {name: sort, energy: *e}]}\n  - {name: readout, actions: *a}\n",
    );
    expect(rows.map(({ component, action, value }) => [component, action, value])).toEqual([
      ["mac", "mac", 2e-12],
      ["sorter", "mac", 3e-12],
      ["sorter", "sort", 3e-12],
      ["readout", "mac", 2e-12],
    ]);
  });
});

describe("a CSV table", () => {
  it.each([
    ["spaces in a header", `component,action,energy${" ".repeat(300_000)}x\nmac,mac,1\n`],
    ["brackets in a header", `component,action,energy ${"[ ".repeat(300_000)}\nmac,mac,1\n`],
    ["digits that are no number", `component,action,energy (pJ)\nmac,mac,${"1".repeat(900_000)}x\n`],
  ])("with %s is refused soon", (_, text) => {
    const before = process.cpuUsage();
    expect(() => read(text, "t.csv")).toThrow(/^t\.csv:[12] /);
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1e6).toBeLessThan(2);
  });
});
