// The command on a library of five hand-made cells. Its yosys is a script that gives stored netlists, so that no synthesis is needed.

import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { joinedLibraries } from "#cell-library";
import { type CellTable, cellTable } from "#technology";
import { measuredUnit } from "../../../../src/commands/import/run/cells/measured-unit.ts";
import { HARDWARE_UNITS } from "../../../../src/commands/import/run/cells/units/index.ts";
import { shippedCatalogue } from "../../../../src/design/catalogue.ts";
import { cli } from "../../../cli/run.ts";
import { RTL } from "./verilog.ts";

const SMALL = join(import.meta.dirname, "small.lib");
const NETLIST = join(import.meta.dirname, "full-adder.json");
const text = readFileSync(SMALL, "utf8");
const netlist = readFileSync(NETLIST, "utf8");

const folder = mkdtempSync(join(tmpdir(), "crosshash-cells-test-"));
afterAll(() => rmSync(folder, { recursive: true }));
const place = (name: string): string => join(folder, name);
const file = (name: string, content: string | Uint8Array): string => {
  writeFileSync(place(name), content);
  return place(name);
};

const { PATH, TMPDIR } = process.env;
const temporaryFolder = place("temporary");
mkdirSync(temporaryFolder);
const calls = place("calls");
beforeEach(() => {
  rmSync(calls, { force: true });
  process.env.TMPDIR = temporaryFolder;
});
afterEach(() => {
  process.env.PATH = PATH;
  if (TMPDIR === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = TMPDIR;
});

/** Puts a yosys first on the PATH: what it does for a script of commands; it notes the top of each. */
function fakeYosys(body: string): void {
  const bin = mkdtempSync(join(folder, "bin-"));
  const script = `#!/bin/sh
case "$1" in
  -p) echo "Yosys 9.9 (hand-made)"; exit 0;;
esac
sed -n 's/^synth .*-top //p' run.ys >> ${calls}
${body}
`;
  writeFileSync(join(bin, "yosys"), script);
  chmodSync(join(bin, "yosys"), 0o755);
  process.env.PATH = `${bin}${delimiter}${PATH}`;
}

const called = (): string[] => (existsSync(calls) ? readFileSync(calls, "utf8").trim().split("\n") : []);
const cells = (...args: string[]) => cli("import", "cells", ...args);
const ADDER = ["--units", "full_adder", "--vectors", "4000"];
/** Temporary folders of synthesis that are left. */
const temporary = (): string[] => readdirSync(temporaryFolder);

describe("figures of a full adder of three NAND2 and two XOR2", () => {
  const { library } = joinedLibraries([{ name: "small.lib", text }]);
  const adder = HARDWARE_UNITS[0];

  it("are those of hand", () => {
    const figures = measuredUnit(library, netlist, adder, {}, { vectors: 4000, seed: 1 });
    expect(figures).toMatchObject({ unit: "full_adder", cells: 5, registers: 0, clock_energy_J: 0 });
    expect(figures.area_m2).toBeCloseTo(14e-12, 20);
    expect(figures.leakage_W).toBeCloseTo(14e-9, 18);
    // XOR2, NAND2, NAND2.
    expect(figures.critical_path_s).toBeCloseTo(70e-12, 16);
    // Wires of 3 √(2.8 µm² / 0.7) = 6 µm a pin, 1.2 fF. Nets of ½ changes a cycle: three inputs and a XOR2 of 3 fF at two pins each, two
    // outputs; the NAND2 in the middle, 1 at odds of 3/4, change 3/8 times, each with 1 fF at a pin.
    const charge = 4 * (3 + 2 * 1.2) * 0.5 + 2 * (1 + 1.2) * 0.375 + 2 * 1.2 * 0.5;
    // Standard error of 4000 cycles: below 1 %; the seed is fixed.
    const ratio = figures.glitch_free_energy_J / ((charge * 1e-15) / 2);
    expect(Math.abs(ratio - 1)).toBeLessThan(0.02);
    expect(figures.energy_J).toBeGreaterThan(1.02 * figures.glitch_free_energy_J);
  });

  it("are refused where its cells give another result than its model", () => {
    const wrong = netlist.replace('"type": "XOR2"', '"type": "NAND2"');
    expect(wrong).not.toBe(netlist);
    expect(() => measuredUnit(library, wrong, adder, {}, { vectors: 16, seed: 1 })).toThrow(
      /^full_adder sum: expected 0x\d in cycle \d+, as its model, received 0x\d from its cells$/,
    );
  });
});

describe("import cells", () => {
  it("writes a table that names library, synthesiser, seed and code, packed or not; ground is its short name", async () => {
    fakeYosys(`cp ${NETLIST} netlist.json`);
    const packed = file("small.lib.gz", gzipSync(text));
    const { code, note } = await cells(
      "--liberty",
      SMALL,
      ...ADDER,
      "--node",
      "130nm",
      "--out",
      place("a.json"),
    );
    expect([code, note]).toEqual([0, `wrote ${place("a.json")}`]);
    const again = await cli("ground", "--liberty", packed, ...ADDER, "--node", "130 nm", "--out", "-");
    const [plain, unpacked] = [readFileSync(place("a.json"), "utf8"), again.data].map(
      (json): CellTable => cellTable.parse(JSON.parse(json)),
    );
    expect(plain).toMatchObject({ voltage_V: 1, temperature_C: 25, node_m: 130e-9, seed: 1, vectors: 4000 });
    expect(plain.synthesiser).toBe("yosys 9.9");
    expect(plain.libraries).toEqual([
      { file: "small.lib", name: "small", sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
    ]);
    expect(unpacked.libraries[0].sha256).toBe(plain.libraries[0].sha256);
    expect(unpacked.units).toEqual(plain.units);
    expect(temporary()).toEqual([]);
  });

  it("does no unit again that is kept, and each again for another seed", async () => {
    fakeYosys(`cp ${NETLIST} netlist.json`);
    const out = ["--out", place("kept.json")];
    const first = await cells("--liberty", SMALL, ...ADDER, ...out, "--json");
    expect(called()).toEqual(["full_adder"]);
    const second = await cells("--liberty", SMALL, ...ADDER, ...out, "--json");
    expect(called()).toEqual(["full_adder"]);
    expect(second.data).toBe(first.data);
    await cells("--liberty", SMALL, ...ADDER, ...out, "--seed", "2");
    expect(called()).toEqual(["full_adder", "full_adder"]);
    const other = file("other.lib", text.replace("area : 4.0", "area : 4.5"));
    await cells("--liberty", other, ...ADDER, ...out);
    expect(called()).toHaveLength(3);
  });

  it("ends within a second of an interrupt, keeps what is finished, and goes on", async () => {
    // The second unit never ends; what it starts has its own process.
    const stuck = `case "$(tail -1 ${calls})" in full_adder) cp ${NETLIST} netlist.json;; *) sleep 600 & wait;; esac`;
    fakeYosys(stuck);
    const line = ["--liberty", SMALL, "--units", "full_adder,multiplexer", "--out", place("stopped.json")];
    const running = cells(...line);
    while (called().length < 2) await new Promise((done) => setTimeout(done, 20));
    const asked = performance.now();
    process.emit("SIGINT");
    const { code, data, note } = await running;
    expect(performance.now() - asked).toBeLessThan(1000);
    expect([code, data]).toEqual([130, ""]);
    expect(note).toContain(`finished units are in ${place("stopped-units")}`);
    expect(existsSync(place("stopped.json"))).toBe(false);
    expect(temporary()).toEqual([]);
    rmSync(calls);
    const timed = await cells(...line, "--timeout", "300 ms");
    expect([timed.code, timed.data]).toEqual([1, ""]);
    expect(timed.note).toMatch(/^multiplexer 32: expected its figures within 0\.3 s, received none/);
    expect(called()).toEqual(["multiplexer"]);
  });

  it("says in one line what a synthesiser refuses", async () => {
    fakeYosys('echo "ERROR: No such thing"; exit 1');
    const { code, data, note } = await cells("--liberty", SMALL, ...ADDER);
    expect([code, data, note]).toEqual([1, "", "yosys: ERROR: No such thing"]);
  });

  it("says how to get yosys where there is none", async () => {
    process.env.PATH = folder;
    const { code, data, note } = await cells("--liberty", SMALL, ...ADDER);
    expect([code, data]).toEqual([2, ""]);
    expect(note).toBe(
      "yosys (program): expected yosys on the PATH or the package @yowasp/yosys, found neither: npm install @yowasp/yosys (39 MB)",
    );
  });

  it("joins the files of one library and refuses those of two", async () => {
    fakeYosys(`cp library.lib ${place("joined.lib")}; cp ${NETLIST} netlist.json`);
    const cut = text.indexOf("  cell (NAND2)");
    const end = text.lastIndexOf("}");
    const head = text.slice(0, text.indexOf("  cell (INV)"));
    const gates = file("gates.lib", `${text.slice(0, cut)}}\n`);
    const noted = "  // a brace } in a comment {\n  /* and } here */\n";
    const rest = file("rest.lib", `${head}${noted}${text.slice(cut, end)}}\n`);
    const { code, note } = await cells("--liberty", gates, rest, ...ADDER, "--out", place("joined.json"));
    expect([code, note]).toEqual([0, `wrote ${place("joined.json")}`]);
    const joined = readFileSync(place("joined.lib"), "utf8");
    const names = [...joined.matchAll(/cell \((\w+)\)/g)].map(([, name]) => name);
    expect(names).toEqual(["INV", "BUF", "NAND2", "XOR2", "DFF"]);
    expect(joined.match(/lu_table_template/g)).toHaveLength(1);
    const twice = await cells("--liberty", SMALL, rest, ...ADDER);
    expect(twice.note).toBe("rest.lib (cells): expected no cell(NAND2) that another text has, received one");
    const low = file("low.lib", readFileSync(rest, "utf8").replace("nom_voltage : 1.0", "nom_voltage : 0.5"));
    const both = await cells("--liberty", gates, low, ...ADDER);
    expect([both.code, both.note]).toEqual([
      2,
      "low.lib (cells): expected 1 V, as gates.lib, received 0.5 V",
    ]);
    expect(twice.code).toBe(2);
  });

  it.each([
    ["a broken line", text.replace("area : 2.0;", "area : ;"), /^bad\.lib:\d+ /],
    ["a cut file", text.slice(0, 900), /^bad\.lib:\d+ /],
    ["another text", "never mind\n", /^bad\.lib:\d+ /],
    [
      "a library without registers",
      text.replace(/ff \(.*\n/, ""),
      /found none that is a register of a rising edge/,
    ],
    [
      "a library without buffers",
      text.replace(/function : "A"/, 'function : "!A"'),
      /found none that is a buffer$/,
    ],
  ])("refuses %s in one line", async (_, broken, message) => {
    fakeYosys(`cp ${NETLIST} netlist.json`);
    const { code, data, note } = await cells("--liberty", file("bad.lib", broken), ...ADDER);
    expect(note).toMatch(message);
    expect(note.split("\n")).toHaveLength(1);
    expect([code, data, called()]).toEqual([2, "", []]);
  });

  it.each([
    [["--liberty", "none.lib"], /^none\.lib \(file\): expected a file, found none/],
    [
      ["--liberty", SMALL, "--units", "full_addr"],
      /--units \(value\): expected units that --help lists, received "full_addr"; did you mean "full_adder"\?/,
    ],
    [["--liberty", SMALL, "--vectors", "5"], /expected a whole number from 16 to 100000/],
    [["--liberty", SMALL, "--node", "7 kg"], /--node/],
    [["--liberty", SMALL, "--node", "7 mm"], /expected a node in \[1 nm, 1 µm\]/],
    [["--liberty", SMALL, "--out", "/dev/full/x.json"], /\(output\)/],
    [[], /--liberty/],
  ])("refuses %j before any work", async (args, message) => {
    fakeYosys(`cp ${NETLIST} netlist.json`);
    const { code, data, note } = await cells(...args);
    expect(note).toMatch(message);
    expect([code, data, called()]).toEqual([2, "", []]);
  });

  it("refuses what is not gzip", async () => {
    const { code, note } = await cells("--liberty", file("not.lib.gz", text), ...ADDER);
    expect([code, note]).toEqual([2, `${place("not.lib.gz")} (file): expected gzip, received other bytes`]);
  });
});

it("ground is in no list of verbs", async () => {
  expect((await cli("--help")).data).not.toContain("ground");
  expect((await cli("ground", "--help")).data).toContain("crosshash import cells");
  expect((await cli("__complete", "gr")).data.trim()).toBe("");
});

it("every unit has its file and its parts, and prices models that there are", () => {
  const known = Object.entries(shippedCatalogue.families).flatMap(([family, models]) =>
    models.map(({ model }) => `${family} ${model}`),
  );
  for (const { name, models } of HARDWARE_UNITS) {
    expect(models.length, name).toBeGreaterThan(0);
    expect(
      models.filter((model) => !known.includes(model)),
      name,
    ).toEqual([]);
  }
  const files = readdirSync(RTL).filter((name) => name.endsWith(".v"));
  expect(HARDWARE_UNITS.map(({ name }) => `${name}.v`).sort()).toEqual(files.sort());
  for (const { name, parts } of HARDWARE_UNITS) {
    const verilog = readFileSync(join(RTL, `${name}.v`), "utf8");
    expect(verilog).toMatch(/^\/\/ [\s\S]*\n\/\/ Prices /);
    const inside = files
      .map((one) => one.slice(0, -2))
      .filter((one) => new RegExp(`^\\s+${one} (?:#\\(.*\\) )?\\w+\\s*\\(`, "m").test(verilog));
    expect(parts).toEqual(expect.arrayContaining(inside.filter((one) => one !== name)));
  }
});
