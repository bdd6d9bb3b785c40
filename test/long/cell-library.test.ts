import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import {
  type Activity,
  type AnnotatedNetlist,
  annotate,
  areaOf,
  type Cell,
  type CellLibrary,
  CellLibraryError,
  countsOf,
  createSimulation,
  criticalPath,
  energyOf,
  leakageOf,
  type Netlist,
  parseLiberty,
  readNetlist,
  type Simulation,
} from "#cell-library";
import { randomWords } from "../../packages/cell-library/test/random.ts";
import { togglesIn } from "./value-changes.ts";

const DATA = fileURLToPath(new URL("../../../shared/data/pdk/", import.meta.url));
const LIBRARIES = ["asap7-rvt-tt", "sky130hd-tt"].filter((name) => existsSync(join(DATA, `${name}.lib.gz`)));

// Where there are none, a file without any test would fail.
it.skipIf(LIBRARIES.length < 2)("both open libraries are there", () => {
  expect(LIBRARIES).toHaveLength(2);
});
const has = (program: string, option: string): boolean => spawnSync(program, [option]).status === 0;
const isInstalled = has("yosys", "-V") && has("iverilog", "-V");
if (!isInstalled) console.warn("yosys or iverilog is not installed: tests with them are skipped");
if (LIBRARIES.length < 2) console.warn("open cell libraries are missing: tests with them are skipped");

const VECTORS = 1000;
const UNITS = {
  "16-bit adder": {
    verilog: "module U(input [15:0] a, input [15:0] b, output [16:0] s); assign s = a + b; endmodule",
    bits: 16,
    result: "s",
    of: (a: bigint, b: bigint) => a + b,
    latency: 0,
  },
  "8×8 multiplier with a register": {
    verilog:
      "module U(input clk, input [7:0] a, input [7:0] b, output reg [15:0] s); always @(posedge clk) s <= a * b; endmodule",
    bits: 8,
    result: "s",
    of: (a: bigint, b: bigint) => a * b,
    latency: 1,
  },
} as const;

const folder = mkdtempSync(join(tmpdir(), "crosshash-cells-"));
afterAll(() => rmSync(folder, { recursive: true }));

const run = (program: string, ...args: string[]): string =>
  execFileSync(program, args, { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });

/** Whether this yosys has Booth's multipliers. */
const booth = isInstalled && run("yosys", "-p", "help synth").includes("-booth") ? " -booth" : "";

interface Mapped {
  readonly json: string;
  /** µm², as yosys counts it. */
  readonly area: number;
}

function mapped(library: string, verilog: string): Mapped {
  writeFileSync(join(folder, "unit.v"), verilog);
  const commands = [
    "read_verilog unit.v",
    `synth -flatten${booth} -top U`,
    `dfflibmap -liberty ${library}.lib`,
    `abc -liberty ${library}.lib`,
    "opt_clean -purge",
    `tee -o stat.txt stat -liberty ${library}.lib`,
    "write_json unit.json",
    "write_verilog -norename -noattr mapped.v",
  ];
  run("yosys", "-q", "-p", commands.join("; "));
  const [, area] = /Chip area for (?:top )?module '\\U': ([\d.]+)/.exec(
    readFileSync(join(folder, "stat.txt"), "utf8"),
  )!;
  return { json: readFileSync(join(folder, "unit.json"), "utf8"), area: Number(area) };
}

/** Changes of each bit of each net of the unit from the second clock edge on, by name, as Icarus Verilog simulates yosys' models of the cells. */
function togglesOfIcarus(library: string, netlist: Netlist, vectors: readonly (readonly [bigint, bigint])[]) {
  const bits = netlist.ports.find(({ name }) => name === "a")!.nets.length;
  const words = vectors.map(([a, b]) => ((a << BigInt(bits)) | b).toString(16));
  writeFileSync(join(folder, "vectors.hex"), words.join("\n"));
  run(
    "yosys",
    "-q",
    "-p",
    `read_liberty -ignore_miss_func -ignore_miss_data_latch ${library}.lib; write_verilog -noattr cells.v`,
  );
  const clock = netlist.clock === null ? "" : ".clk(clk), ";
  writeFileSync(
    join(folder, "bench.v"),
    `module bench; reg clk = 0; reg [${2 * bits - 1}:0] in = 0; reg [${2 * bits - 1}:0] all [0:${vectors.length - 1}]; integer k = 0;
U dut(${clock}.a(in[${2 * bits - 1}:${bits}]), .b(in[${bits - 1}:0]));
always @(posedge clk) begin in <= all[k]; k = k + 1; end
initial begin $readmemh("vectors.hex", all); $dumpfile("unit.vcd"); $dumpvars(1, dut);
repeat (${vectors.length}) begin #5 clk = 1; #5 clk = 0; end $finish; end endmodule`,
  );
  run("iverilog", "-g2005", "-o", "bench.vvp", "bench.v", "mapped.v", "cells.v");
  run("vvp", "-n", "bench.vvp");
  return togglesIn(readFileSync(join(folder, "unit.vcd"), "utf8"), 11);
}

/** Steps through all vectors, forgetting the first cycle; returns what came out of each. */
function outputs(
  simulation: Simulation,
  vectors: readonly (readonly [bigint, bigint])[],
  result: string,
): bigint[] {
  return vectors.map(([a, b], k) => {
    simulation.step({ a, b });
    if (k === 0) simulation.restartCounts();
    return simulation.output(result);
  });
}

describe.skipIf(!isInstalled || LIBRARIES.length < 2).each(LIBRARIES)("%s", (name) => {
  const text = gunzipSync(readFileSync(join(DATA, `${name}.lib.gz`))).toString();
  writeFileSync(join(folder, `${name}.lib`), text);
  const library: CellLibrary = parseLiberty(text, `${name}.lib`);

  it.each(Object.entries(UNITS))("%s: results, area and changes of nets are those of others", (_, unit) => {
    const { json, area } = mapped(name, unit.verilog);
    const netlist = readNetlist(json, library, "U");
    expect(areaOf(netlist) / 1e-12 / area).toBeCloseTo(1, 6);
    const random = randomWords(1);
    const vectors = Array.from({ length: VECTORS }, () => [random(unit.bits), random(unit.bits)] as const);
    const expected = vectors.map(([a, b]) => unit.of(a, b));
    const annotated: AnnotatedNetlist = annotate(netlist);
    const [zero, cells] = (["zero", "cells"] as const).map((delays) =>
      createSimulation(annotated, { delays }),
    );
    for (const simulation of [zero, cells]) {
      const came = outputs(simulation, vectors, unit.result);
      expect(came.slice(unit.latency)).toEqual(expected.slice(0, VECTORS - unit.latency));
    }
    const theirs = togglesOfIcarus(name, netlist, vectors);
    const ours = named(netlist, zero.activity());
    expect(ours.size).toBeGreaterThan(countsOf(netlist).cells);
    expect(new Map([...ours].map(([net]) => [net, theirs.get(net)]))).toEqual(ours);
    const [quiet, glitching] = [zero, cells].map((simulation) => energyOf(annotated, simulation.activity()));
    expect(glitching.total).toBeGreaterThan(quiet.total);
    expect(glitching.clock).toBe(quiet.clock);
    expect(criticalPath(annotated).delay).toBeGreaterThan(0);
    expect(leakageOf(netlist)).toBeGreaterThan(0);
  });

  // abc's static timing has the same tables, slews and loads, and its own capacitances of rising and falling edges and conditions of arcs.
  it("an adder's critical path is that of abc, within 4 %", () => {
    writeFileSync(join(folder, "unit.v"), UNITS["16-bit adder"].verilog);
    const commands = [
      "read_verilog unit.v",
      "synth -flatten -top U",
      `abc -liberty ${name}.lib -script +strash;dch;map;topo;stime,-p`,
      "opt_clean -purge",
      "write_json unit.json",
    ];
    const log = run("yosys", "-p", commands.join("; "));
    const picoseconds = Number(/ABC: WireLoad = "none".*Delay = +([\d.]+) ps/.exec(log)?.[1]);
    const path = [...log.matchAll(/ABC: Path +\d+ -- +\d+ : \d+ +\d+ (\S+)/g)].map(([, cell]) => cell);
    const netlist = readNetlist(readFileSync(join(folder, "unit.json"), "utf8"), library, "U");
    const ours = criticalPath(annotate(netlist, { wireCapacitance: 0, inputSlew: 0 }));
    expect(Math.abs(ours.delay / (picoseconds * 1e-12) - 1)).toBeLessThan(0.04);
    expect(ours.steps.map(({ cell }) => cell)).toEqual(path.slice(1));
  });
});

describe.skipIf(LIBRARIES.length < 2).each(LIBRARIES)("the text of %s", (name) => {
  const text = gunzipSync(readFileSync(join(DATA, `${name}.lib.gz`))).toString();

  it("is read in 2 s of CPU, all but latches, clock gates and three-state cells", () => {
    const before = process.cpuUsage();
    const library = parseLiberty(text, name);
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1e6).toBeLessThan(2);
    expect(library.cells.size).toBe([...text.matchAll(/^\s*cell \(/gm)].length);
    const unusable = [...library.cells.values()].flatMap((cell) => cell.unusable ?? []);
    const reasons = /^it is a latch$|^its state is a table$|^its output \w+ can be left undriven$/;
    expect(unusable.filter((reason) => !reasons.test(reason))).toEqual([]);
    expect(unusable.length).toBeLessThan(0.1 * library.cells.size);
  });

  it("has the leakages that it states as means itself, and sizes of its technology", () => {
    const library = parseLiberty(text, name);
    const usable = [...library.cells.values()].filter(({ unusable }) => unusable === null);
    // sky130 states a mean in each cell; ASAP7 in a group without a condition.
    const stated = new Map(
      [...text.matchAll(/^\s*cell \("?(\w+)"?\)([\s\S]*?)(?=^\s*cell \(|$(?![\s\S]))/gm)].map(
        ([, cell, body]) => [
          cell,
          Number(
            /cell_leakage_power : ([\de.-]+)/.exec(body)?.[1] ??
              / {6}value : ([\d.]+);\s*related_pg_pin : VDD/.exec(body)?.[1],
          ),
        ],
      ),
    );
    const unit = name.startsWith("sky130") ? 1e-9 : 1e-12;
    const off = usable.filter(
      ({ name: cell, leakage }) => Math.abs(leakage / unit - stated.get(cell)!) > 0.02 * stated.get(cell)!,
    );
    expect(off.map((cell) => cell.name)).toEqual([]);
    const pins = usable.flatMap((cell: Cell) => cell.inputs.map(({ capacitance }) => capacitance));
    expect(Math.min(...pins)).toBeGreaterThan(1e-16);
    expect(Math.max(...pins)).toBeLessThan(1e-13);
  });

  it("is refused cut short, with its last line", () => {
    const cut = text.slice(0, text.length / 2);
    expect(() => parseLiberty(cut, name)).toThrow(CellLibraryError);
    expect(() => parseLiberty(cut, name)).toThrow(new RegExp(`^${name}:\\d+: expected `));
  });
});

/** Changes of nets by name, without constants. */
const named = ({ netNames }: Netlist, { toggles }: Activity): Map<string, number> =>
  new Map(netNames.flatMap((net, k) => (k < 2 ? [] : [[net, toggles[k]] as const])));
