import { describe, expect, it } from "vitest";
import { CellLibraryError, parseLiberty } from "../index.ts";
import { valueAt } from "../src/lookup-table.ts";
import { SMALL_LIBRARY } from "./small-library.ts";

const library = parseLiberty(SMALL_LIBRARY, "small.lib");
const cell = (name: string) => library.cells.get(name)!;

/** What is thrown for the small library with one text replaced. */
function errorWith(from: string, to: string): string {
  const text = SMALL_LIBRARY.replace(from, to);
  expect(text).not.toBe(SMALL_LIBRARY);
  return messageOf(text);
}

function messageOf(text: string): string {
  try {
    parseLiberty(text, "bad.lib");
  } catch (error) {
    expect(error).toBeInstanceOf(CellLibraryError);
    expect((error as Error).message).not.toContain("\n");
    return (error as Error).message;
  }
  return "none";
}

describe("a Liberty text", () => {
  it("gives areas, leakages and capacitances in SI units", () => {
    expect(library.voltage).toBe(2);
    expect(cell("INV").area).toBeCloseTo(0.7e-12, 20);
    // The mean of the states of one supply, and the other supply; not what the cell states of itself.
    expect(cell("INV").leakage).toBeCloseTo(21e-12, 20);
    expect(cell("FA").leakage).toBeCloseTo(7e-12, 20);
    expect(cell("FA").inputs.map(({ capacitance }) => capacitance * 1e15)).toEqual(
      [3, 3, 2].map((x) => expect.closeTo(x, 9)),
    );
  });

  it.each([
    ["INV", [1, 0]],
    ["NAND2", [1, 1, 1, 0]],
    ["XOR2", [0, 1, 1, 0]],
    ["OR2", [0, 1, 1, 1]],
  ])("gives the function of %s", (name, values) => {
    expect([...cell(name).outputs[0].values]).toEqual(values);
  });

  it("gives sums and carries of a full adder, whose products are blanks", () => {
    const [sum, carry] = cell("FA").outputs;
    for (let state = 0; state < 8; state++) {
      const ones = (state & 1) + ((state >> 1) & 1) + (state >> 2);
      expect([sum.values[state], carry.values[state]]).toEqual([ones % 2, ones >> 1]);
    }
  });

  // The planes of small-library.ts, between their points and beyond.
  it.each([
    [0, 0],
    [7, 3],
    [25, 11],
    [-2, 1],
  ])(
    "reads planes exactly at a slew of %d ps and a load of %d fF, with axes in either order",
    (slew, load) => {
      const [{ riseDelay, fallDelay, riseSlew }] = cell("INV").outputs[0].arcs;
      const at = [slew * 1e-12, load * 1e-15] as const;
      expect(valueAt(riseDelay!, ...at) * 1e12).toBeCloseTo(2 + load + 0.1 * slew, 9);
      expect(valueAt(fallDelay!, ...at) * 1e12).toBeCloseTo(1 + 0.5 * load + 0.1 * slew, 9);
      expect(valueAt(riseSlew!, ...at) * 1e12).toBeCloseTo(4 + 2 * load, 9);
    },
  );

  it("reads a register, and its setup by the slews of data and clock", () => {
    const { register, inputs } = cell("DFF");
    expect(register).toMatchObject({ clock: 1, edge: "rising", clear: null });
    const [rise] = inputs[0].setup.rise;
    // 5 ps, 1 ps more for 10 ps of data and 2 ps more for 10 ps of clock.
    expect(valueAt(rise, 10e-12, 0) * 1e12).toBeCloseTo(6, 9);
    expect(valueAt(rise, 0, 10e-12) * 1e12).toBeCloseTo(7, 9);
  });

  it("keeps a cell that cannot be used, with the reason", () => {
    expect(cell("LATCH").unusable).toBe("it is a latch");
    const odd = parseLiberty(SMALL_LIBRARY.replace(`function : "A'"`, 'function : "A & NOWHERE"'), "x");
    expect(odd.cells.get("INV")!.unusable).toBe(
      'x:35: in its function: expected the name of a pin, received "NOWHERE"',
    );
  });

  it("chooses internal energies by state: the condition that holds, else the group without one", () => {
    // State bits: D, CK, what is stored. The clock pin has .5 fJ where D and Q are 1.
    const { classOf, rise } = cell("DFF").inputs[1].energy;
    const at = (state: number) => rise[classOf[state]].map(({ values }) => values[0] * 1e15);
    expect(at(0b111)).toEqual([expect.closeTo(0.5, 9)]);
    expect(at(0b110)).toEqual([expect.closeTo(0.25, 9)]);
  });
});

describe("an error of a Liberty text", () => {
  it.each([
    [
      "library (small)",
      "cells (small)",
      'bad.lib:2: expected a group "library (name) { … }", received the group "cells"',
    ],
    ['time_unit : "1ps";', "", "bad.lib:2: expected the library's time_unit, received none"],
    ['time_unit : "1ps"', 'time_unit : "1pq"', 'bad.lib:4: expected time_unit as "1ps", received "1pq"'],
    [
      "nom_voltage : 2.0",
      "nom_voltage : high",
      'bad.lib:7: expected a number for nom_voltage, received "high"',
    ],
    ["nom_voltage : 2.0", "nom_voltage : 0", "bad.lib:2: expected a nom_voltage above 0, received 0"],
    ['index_1 ("0, 10")', 'index_1 ("10, 10")', 'expected rising numbers in index_1, received "10, 10"'],
    ['values ("4, 12, 4, 12")', 'values ("4, 12, 4")', "expected 4 values in rise_transition, received 3"],
    ['values ("2 6", "2 6")', 'values ("2 six", "2 6")', 'expected numbers in values, received "six"'],
    ["cell_rise (plane)", "cell_rise (plain)", 'expected a template of the library, received "plain"'],
    ["variable_1 : related_pin_transition", "variable_1 : voltage", 'as a variable, received "voltage"'],
    ["cell (NAND2)", "cell (INV)", 'expected a new name of a cell, received "INV"'],
    ["area : 0.7;", "area ;", 'expected ":" or "(" after "area", received ";"'],
    [
      "  cell (INV) {",
      "  include_file (more);\n  cell (INV) {",
      "expected a library in one text, received include_file",
    ],
  ])("names the line: %s → %s", (from, to, message) => {
    expect(errorWith(from, to)).toContain(message);
    expect(errorWith(from, to)).toMatch(/^bad\.lib:\d+: /);
  });

  it.each([
    ["", "expected the name of an attribute or group, received the end of the text"],
    ["library (a) {", 'bad.lib:1: expected "}" after the group "library", received the end of the text'],
    ["library (a) {}", "expected the library's time_unit"],
    ['library (a) { x : "y', "expected a closing quote"],
    ["library (a) { /* x", 'expected "*/" after the comment'],
    ["library (a, {", 'expected ")" after the arguments, received "{"'],
    ["library (a) {} x", 'expected the end of the text, received "x"'],
    ["\n\n}", 'bad.lib:3: expected the name of an attribute or group, received "}"'],
  ])("is of the grammar: %j", (text, message) => {
    expect(messageOf(text)).toContain(message);
  });

  it("comes before the cost of long expressions in cells of many inputs", () => {
    const pins = [..."ABCDEFGHIJKL"]
      .map((pin) => `pin (${pin}) { direction : input; capacitance : 1; }`)
      .join("\n");
    const cells = `cell (MANY) { ${pins}\n pin (Y) { direction : output; function : "${"A&".repeat(125_000)}A"; } }`;
    const text = `library (a) { time_unit : "1ps"; capacitive_load_unit (1, ff); nom_voltage : 1; ${cells} }`;
    expect(messageOf(text)).toMatch(
      /^bad\.lib:13: expected expressions and conditions of at most 1000000000 steps .*, received more$/,
    );
  });

  it("has lines that are counted once, in a text of 20 000 cells that cannot be used", () => {
    const cells = Array.from(
      { length: 20_000 },
      (_, k) => `cell (C${k}) {\n\n pin (Y) { direction : output;\n function : "?"; } }\n`,
    );
    const library = parseLiberty(
      `library (a) { time_unit : "1ps"; capacitive_load_unit (1, ff); nom_voltage : 1; ${cells.join("")} }`,
      "many.lib",
    );
    expect(library.cells.get("C19999")!.unusable).toBe(
      'many.lib:80000: in its function: expected the name of a pin, received "?"',
    );
  });

  it("comes before the cost: length, depth and number of cells are bounded", () => {
    expect(messageOf(" ".repeat(32 * 1024 * 1024 + 1))).toBe(
      "bad.lib:1: expected at most 33554432 characters, received 33554433",
    );
    expect(messageOf("a(){".repeat(1_000_000))).toBe(
      "bad.lib:1: expected groups at most 32 deep, received more",
    );
    const many = `library (a) {${"cell(x){}".repeat(20_001)}}`;
    expect(messageOf(many)).toBe("bad.lib:1: expected at most 20000 cells, received 20001");
  });
});
