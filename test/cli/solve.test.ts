import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { verbShapes } from "../../src/cli/command-shape.ts";
import { wholeProgram } from "../../src/program/program.ts";
import { cli } from "./run.ts";

const folder = mkdtempSync(join(tmpdir(), "crosshash-solve-"));
afterAll(() => rmSync(folder, { recursive: true }));

const examples = verbShapes(await wholeProgram()).find(({ name }) => name === "solve")?.examples ?? [];

const file = join(folder, "circuit.json");
const circuit = (over: Record<string, unknown> = {}) => ({
  format: "crosshash-circuit/1",
  rows: 1,
  cols: 1,
  wire: { word_segment_ohm: 1, bit_segment_ohm: 1 },
  device: { model: "linear" },
  terminals: { left: [{ v_V: 1, r_ohm: 0 }], right: null, top: null, bottom: [{ v_V: 0, r_ohm: 0 }] },
  conductance_S: [[1e-3]],
  ...over,
});
const solve = async (content: unknown, ...args: string[]) => {
  writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
  return cli("solve", file, ...args);
};

describe("solve", () => {
  it.each(examples)("answers its own example: %s", async (example) => {
    const { code, data } = await cli(...example.replace("crosshash ", "").split(" "));
    expect(code).toBe(0);
    expect(data).toContain(example.includes("--tran") ? "\ntran " : '"total_power_W"');
  });

  it("one cell between two pins carries G · V", async () => {
    const answer = JSON.parse((await solve(circuit())).data);
    expect(answer.device_current_A).toEqual([[1e-3]]);
    expect(answer.terminal_current_out_A).toEqual({ left: [-1e-3], right: null, top: null, bottom: [1e-3] });
    expect(answer.total_power_W).toBe(1e-3);
    expect(answer.floating).toEqual([]);
  });

  it.each([
    ["NaN", JSON.stringify(circuit()).replace("0.001", "NaN"), "expected a value or ], received NaN"],
    ["1e999", JSON.stringify(circuit()).replace("0.001", "1e999"), "conductance_S"],
    ["a negative conductance", circuit({ conductance_S: [[-1]] }), "conductance_S"],
    ["null", circuit({ conductance_S: [[null]] }), "conductance_S"],
    ["a ragged row", circuit({ rows: 2, conductance_S: [[1], []] }), "conductance_S"],
    [
      "nothing but floating lines",
      circuit({ terminals: { left: null, right: null, top: null, bottom: null } }),
      "terminals",
    ],
    [
      "two pins on one node",
      circuit({
        terminals: { left: [{ v_V: 1, r_ohm: 0 }], right: [{ v_V: 2, r_ohm: 0 }], top: null, bottom: null },
      }),
      "right",
    ],
    [
      "a negative resistance",
      circuit({ wire: { word_segment_ohm: -1, bit_segment_ohm: 1 } }),
      "word_segment_ohm",
    ],
    ["a claim of 1e5 × 1e5", circuit({ rows: 100_000, cols: 100_000 }), "rows"],
    ["an unknown key", circuit({ colz: 1 }), "colz"],
  ])("refuses %s in one line", async (_, content, place) => {
    const { code, data, note } = await solve(content);
    expect({ code, data }).toEqual({ code: 2, data: "" });
    expect(note.split("\n")).toHaveLength(1);
    expect(note).toContain(place);
  });

  it("writes a deck for ngspice", async () => {
    const { data } = await solve(circuit(), "--spice");
    expect(data).toMatch(/^\*[^\n]*\n/);
    expect(data).toContain(".end");
  });

  it("solves a tile of the shipped design: the read power is what the price list says, less the wires", async () => {
    const ends = [
      "tileSwitch.onResistance=20 ohm",
      "driver.outputResistance=10 ohm",
      "inputStage.inputResistance=10 ohm",
    ];
    const settings = [
      "workload.length=256",
      "workload.attention.chunk=16",
      ...ends.map((setting) => `design.hashing.${setting}`),
    ].flatMap((setting) => ["--set", setting]);
    const run = await cli(
      "solve",
      "configs/cai-iscas-2024.json5",
      "--array",
      "0",
      "--tile",
      "0",
      ...settings,
    );
    const answer = JSON.parse(run.data);
    expect(answer.device_current_A).toHaveLength(16);
    expect(answer.device_current_A[0]).toHaveLength(16);
    const dissipated = answer.device_current_A.flatMap((row: number[], i: number) =>
      row.map((current, j) => current * (answer.word_node_V[i][j] - answer.bit_node_V[i][j])),
    );
    const inDevices = dissipated.reduce((sum: number, power: number) => sum + power, 0);
    expect(inDevices).toBeGreaterThan(0.9 * answer.total_power_W);
    expect(inDevices).toBeLessThan(answer.total_power_W);
    expect(
      (await cli("solve", "configs/cai-iscas-2024.json5", "--array", "0", "--tile", "32", ...settings)).note,
    ).toContain("--tile (value): expected an index below 32");
  });

  it("solves a whole array of the shipped design: no current is lost on the lines that its tiles share", async () => {
    const of = [
      "solve",
      "configs/cai-iscas-2024.json5",
      "--array",
      "0",
      "--set",
      "workload.length=256",
      "--set",
      "workload.attention.chunk=16",
    ];
    const answer = JSON.parse((await cli(...of)).data);
    expect(answer.circuit).toBe("array 0, 64 × 128, all tiles on common global lines");
    const sum = (values: number[]): number => values.reduce((total, x) => total + x, 0);
    const devices = sum(answer.device_current_A.flat().map(Number));
    const largest = Math.max(...answer.readout_current_A.map(Math.abs));
    // Drivers to cells to readouts.
    expect(Math.abs(sum(answer.driver_current_A) - devices)).toBeLessThan(1e-6 * largest);
    expect(Math.abs(sum(answer.readout_current_A) - devices)).toBeLessThan(1e-6 * largest);
    // 8 rounds of 5 bits are 80 columns: a node at every end of 5 tiles a word line, and of 4 a bit line.
    const nodes = answer.global_lines.flatMap(({ nodes: own }: { nodes: unknown[] }) => own);
    expect(nodes).toHaveLength(64 * 6 + 80 * 4);
    const deck = (await cli(...of, "--spice")).data;
    expect(deck.split("\n")[0]).toContain("20 of 32 tiles connected to common global lines");
    expect(deck.match(/^print i\(v_bit_/gm)).toHaveLength(80);
  });
});
