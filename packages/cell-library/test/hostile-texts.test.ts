import fc from "fast-check";
import { expect, it } from "vitest";
import {
  annotate,
  CellLibraryError,
  createSimulation,
  criticalPath,
  parseLiberty,
  readNetlist,
} from "../index.ts";
import { netlistText } from "./netlist-text.ts";
import { SMALL_LIBRARY } from "./small-library.ts";

const NETLIST = netlistText(
  { inputs: { clk: ["clk"], a: ["a", "b"] }, outputs: { y: ["y", "q"] } },
  {
    g: ["NAND2", { A: "a", B: "q", Y: "n" }],
    h: ["XOR2", { A: "n", B: "b", Y: "y" }],
    r: ["DFF", { D: "y", CK: "clk", Q: "q" }],
  },
);

/** A text with some pieces cut, doubled, or replaced by pieces of grammar. */
function hostile(text: string): fc.Arbitrary<string> {
  const place = fc.nat(text.length);
  const words = [
    "{",
    "}",
    "(",
    ")",
    '"',
    ";",
    ":",
    "\\",
    "/*",
    "//",
    "1e999",
    "-1",
    "NaN",
    "[]",
    "null",
    "cell",
    "0",
    "x",
    "!",
    "'",
    "A",
    "\u0000",
  ];
  const edit = fc.tuple(
    place,
    fc.nat(60),
    fc.oneof(fc.constantFrom(...words), fc.string({ maxLength: 4 }), fc.constant(null)),
  );
  return fc.array(edit, { minLength: 1, maxLength: 4 }).map((edits) =>
    edits.reduce((now, [at, length, put]) => {
      const piece = now.slice(at, at + length);
      return now.slice(0, at) + (put ?? piece + piece) + now.slice(at + length);
    }, text),
  );
}

/** What a text leads to: "fine", or a message of ours on one line. */
function outcome(run: () => void): string {
  try {
    run();
    return "fine";
  } catch (error) {
    if (!(error instanceof CellLibraryError)) throw error;
    expect(error.message).not.toMatch(/[\n\r]|undefined|\[object|RangeError|TypeError|Unexpected token/);
    return error.message;
  }
}

it("of a library are read, or refused on one line that names the line", () => {
  const outcomes = new Set<string>();
  fc.assert(
    fc.property(hostile(SMALL_LIBRARY), (text) => {
      const came = outcome(() => {
        const library = parseLiberty(text, "hostile.lib");
        if (library.cells.get("NAND2")?.unusable === null) readNetlist(NETLIST, library, "U");
      });
      expect(came).toMatch(/^(?:fine$|hostile\.lib:\d+: |netlist U: )/);
      outcomes.add(came.replace(/\d+|".*"/g, ""));
    }),
    { numRuns: 3000, seed: 1 },
  );
  // Many ways to fail were met, not one.
  expect(outcomes.size).toBeGreaterThan(15);
});

it("of a netlist are simulated, or refused on one line", () => {
  const library = parseLiberty(SMALL_LIBRARY, "small.lib");
  const outcomes = new Set<string>();
  fc.assert(
    fc.property(hostile(NETLIST), (text) => {
      const came = outcome(() => {
        const annotated = annotate(readNetlist(text, library, "U"));
        criticalPath(annotated);
        createSimulation(annotated, { delays: "cells" }).step();
      });
      expect(came).toMatch(/^(?:fine$|netlist U: )/);
      outcomes.add(came.replace(/\d+|".*"/g, ""));
    }),
    { numRuns: 3000, seed: 2 },
  );
  expect(outcomes.size).toBeGreaterThan(10);
});

it("of any JSON are refused on one line", () => {
  const library = parseLiberty(SMALL_LIBRARY, "small.lib");
  const key = fc.constantFrom(
    "modules",
    "U",
    "ports",
    "cells",
    "netnames",
    "bits",
    "direction",
    "type",
    "connections",
    "A",
    "__proto__",
    "constructor",
  );
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { maxDepth: 6 },
      fc.constantFrom(null, 0, -1, 1.5, "0", "x", "INV", "input"),
      fc.array(tie("tree"), { maxLength: 3 }),
      fc.dictionary(key, tie("tree")),
    ),
  }));
  fc.assert(
    fc.property(tree, tree, tree, (ports, cells, netnames) => {
      const text = JSON.stringify({ modules: { U: { ports, cells, netnames } } });
      expect(outcome(() => readNetlist(text, library, "U"))).toMatch(/^(?:fine$|netlist U: )/);
    }),
    { numRuns: 2000, seed: 3 },
  );
});

it("have names with line ends and of any length, and errors of one short line", () => {
  const long = `${"x".repeat(10_000)}\n`;
  const library = parseLiberty(SMALL_LIBRARY, "small.lib");
  const text = netlistText({ inputs: {}, outputs: {} }, { [`a\nb${long}`]: ["NONE", {}] });
  expect(outcome(() => readNetlist(text, library, "U"))).toMatch(
    /^netlist U: expected a cell of the library small for a bx{400}/,
  );
  expect(
    outcome(() => parseLiberty(SMALL_LIBRARY.replace("cell_rise (plane)", `cell_rise ("${long}")`), "a.lib")),
  ).toHaveLength(500);
});
