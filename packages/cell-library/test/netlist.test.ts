import { describe, expect, it } from "vitest";
import {
  annotate,
  areaOf,
  CellLibraryError,
  countsOf,
  leakageOf,
  parseLiberty,
  readNetlist,
} from "../index.ts";
import { type CellText, netlistText } from "./netlist-text.ts";
import { SMALL_LIBRARY } from "./small-library.ts";

const library = parseLiberty(SMALL_LIBRARY, "small.lib");

const TOGGLER = netlistText(
  { inputs: { clk: ["clk"] }, outputs: { q: ["q"] } },
  { store: ["DFF", { D: "d", CK: "clk", Q: "q" }], invert: ["INV", { A: "q", Y: "d" }] },
);

function messageOf(text: string, top = "U"): string {
  try {
    readNetlist(text, library, top);
  } catch (error) {
    expect(error).toBeInstanceOf(CellLibraryError);
    return (error as Error).message;
  }
  return "none";
}

describe("a netlist", () => {
  it("has its cells, area and leakage", () => {
    const netlist = readNetlist(TOGGLER, library, "U");
    expect(countsOf(netlist)).toEqual({
      cells: 2,
      registers: 1,
      byCell: new Map([
        ["DFF", 1],
        ["INV", 1],
      ]),
    });
    expect(areaOf(netlist)).toBeCloseTo(4.7e-12, 20);
    expect(leakageOf(netlist)).toBeCloseTo(21e-12, 20);
    expect(netlist.clock).toMatchObject({ port: "clk", edge: "rising" });
  });

  it("has pins and a wire a connection as the load of a net", () => {
    const netlist = readNetlist(TOGGLER, library, "U");
    const { load } = annotate(netlist, { wireCapacitance: 1e-9, outputLoad: 5e-15 });
    const wire = 1e-9 * 3 * Math.sqrt(2.35e-12 / 0.7);
    const q = netlist.netNames.indexOf("q");
    // An inverter of 2 fF and an output port.
    expect(load[q]).toBeCloseTo(2e-15 + 5e-15 + 2 * wire, 24);
  });

  it("takes constants, don't-cares and nets without a driver as levels, and lists the latter", () => {
    const text = netlistText(
      { inputs: { a: ["a"] }, outputs: { y: ["y", "1", "nobody"] } },
      { gate: ["NAND2", { A: "a", B: "nowhere", Y: "y" }], other: ["OR2", { A: "x", B: "1" }] },
    );
    const netlist = readNetlist(text, library, "U");
    expect([...netlist.undriven].sort()).toEqual(["nobody", "nowhere"]);
    expect([...netlist.instances[1].inputs]).toEqual([0, 1]);
    expect([...netlist.instances[1].outputs]).toEqual([-1]);
  });
});

const one = (cells: Readonly<Record<string, CellText>>): string =>
  netlistText({ inputs: { a: ["a"], clk: ["clk"] }, outputs: { y: ["y"] } }, cells);

it("orders gates after those that drive them, each once", () => {
  // Backwards in the text: each gate reads the two that come after it.
  const names = Array.from({ length: 40 }, (_, k) => `n${k}`);
  const cells = Object.fromEntries(
    names.map((name, k): [string, CellText] => [
      `g${k}`,
      ["XOR2", { A: names[k + 1] ?? "a", B: names[k + 2] ?? "b", Y: name }],
    ]),
  );
  const { order } = readNetlist(
    netlistText({ inputs: { a: ["a"], b: ["b"] }, outputs: { y: ["n0"] } }, cells),
    library,
    "U",
  );
  expect([...order]).toEqual(names.map((_, k) => 39 - k));
});

describe("an error of a netlist", () => {
  it.each([
    ["no JSON", "{", "expected the JSON of yosys' write_json, received another text"],
    ["no modules", "{}", "expected an object for modules, received none"],
    ["a list", "[]", "expected an object for text, received []"],
    [
      "an unknown cell",
      one({ g: ["ZZZ", { A: "a" }] }),
      'expected a cell of the library small for g, received "ZZZ"',
    ],
    [
      "a latch",
      one({ g: ["LATCH", {}] }),
      "expected a combinational cell or register for g, received LATCH: it is a latch",
    ],
    [
      "an open input",
      one({ g: ["NAND2", { A: "a", Y: "y" }] }),
      "expected a net at B of cell g, received none",
    ],
    ["another pin", one({ g: ["INV", { A: "a", Q: "y" }] }), "expected pins A, Y of cell g, received Q"],
    [
      "a floating level",
      one({ g: ["INV", { A: "z", Y: "y" }] }),
      'expected a net\'s number, "0", "1" or "x" at A of cell g, received "z"',
    ],
    [
      "two drivers",
      one({ g: ["INV", { A: "a", Y: "y" }], h: ["INV", { A: "a", Y: "y" }] }),
      "expected one driver of the net y, received Y of cell g and Y of cell h",
    ],
    [
      "a driven constant",
      one({ g: ["INV", { A: "a", Y: "1" }] }),
      "expected one driver of the net 1, received the constant 1 and Y of cell g",
    ],
    [
      "a loop",
      one({
        g: ["NAND2", { A: "a", B: "y", Y: "n" }],
        h: ["INV", { A: "n", Y: "y" }],
        k: ["INV", { A: "y", Y: "m" }],
      }),
      "expected no loop of combinational cells, received g → h → g",
    ],
    [
      "a gated clock",
      one({ g: ["NAND2", { A: "a", B: "clk", Y: "n" }], r: ["DFF", { D: "a", CK: "n", Q: "y" }] }),
      "expected an input port of one bit as the clock of register r, received another net",
    ],
    [
      "two clocks",
      one({ r: ["DFF", { D: "a", CK: "clk", Q: "y" }], s: ["DFF", { D: "y", CK: "a", Q: "n" }] }),
      "expected the rising edge of clk as the clock of register s, received another net or edge",
    ],
    [
      "a clock as data",
      one({ r: ["DFF", { D: "clk", CK: "clk", Q: "y" }] }),
      "expected the clock clk at clock pins alone, received it at D of r",
    ],
  ])("names the place: %s", (_, text, message) => {
    expect(messageOf(text)).toBe(`netlist U: ${message}`);
  });

  it("of a loop of 50 000 cells names a few of them", () => {
    const count = 50_000;
    const cells = Object.fromEntries(
      Array.from({ length: count }, (_, k): [string, CellText] => [
        `g${k}`,
        ["INV", { A: `n${k}`, Y: `n${(k + 1) % count}` }],
      ]),
    );
    expect(messageOf(netlistText({ inputs: {}, outputs: {} }, cells))).toBe(
      "netlist U: expected no loop of combinational cells, received g0 → g1 → g2 → g3 → g4 → … → g0",
    );
  });

  it("lists the modules that there are", () => {
    expect(messageOf(TOGGLER, "V")).toBe('netlist V: expected one of the modules U, received "V"');
  });
});

describe("an error of an option", () => {
  const netlist = readNetlist(TOGGLER, library, "U");
  it.each([
    [{ wireCapacitance: -1 }, "option wireCapacitance: expected a finite number of at least 0, received -1"],
    [{ outputLoad: Number.NaN }, "option outputLoad: expected a finite number of at least 0, received NaN"],
    [
      { inputSlew: Number.POSITIVE_INFINITY },
      "option inputSlew: expected a finite number of at least 0, received Infinity",
    ],
  ])("%o", (options, message) => {
    expect(() => annotate(netlist, options)).toThrow(new CellLibraryError(message));
  });

  it("is a library without an inverter and no slew", () => {
    const without = parseLiberty(SMALL_LIBRARY.replace(`function : "A'"`, 'function : "A"'), "x");
    const bare = readNetlist(netlistText({ inputs: { a: ["a"] }, outputs: {} }, {}), without, "U");
    expect(() => annotate(bare)).toThrow(
      "library small: expected an inverter, or the option inputSlew; received neither",
    );
    expect(() => annotate(bare, { inputSlew: 0 })).not.toThrow();
  });
});
