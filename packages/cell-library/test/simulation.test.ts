import { describe, expect, it } from "vitest";
import {
  annotate,
  CellLibraryError,
  createSimulation,
  criticalPath,
  energyOf,
  parseLiberty,
  readNetlist,
} from "../index.ts";
import { type CellText, netlistText } from "./netlist-text.ts";
import { randomWords } from "./random.ts";
import { SMALL_LIBRARY } from "./small-library.ts";

const library = parseLiberty(SMALL_LIBRARY, "small.lib");
const read = (ports: Parameters<typeof netlistText>[0], cells: Readonly<Record<string, CellText>>) =>
  readNetlist(netlistText(ports, cells), library, "U");

const CHAIN = read(
  { inputs: { in: ["in"] }, outputs: { out: ["out"] } },
  {
    first: ["INV", { A: "in", Y: "n1" }],
    second: ["INV", { A: "n1", Y: "n2" }],
    third: ["INV", { A: "n2", Y: "out" }],
  },
);

/** Adds two numbers of `bits` bits, carries from cell to cell. */
function adder(bits: number) {
  const nets = (name: string): string[] => Array.from({ length: bits }, (_, k) => `${name}${k}`);
  const cells = Object.fromEntries(
    nets("fa").map((name, k): [string, CellText] => [
      name,
      ["FA", { A: `a${k}`, B: `b${k}`, CI: k === 0 ? "0" : `c${k}`, S: `s${k}`, CO: `c${k + 1}` }],
    ]),
  );
  return read({ inputs: { a: nets("a"), b: nets("b") }, outputs: { s: [...nets("s"), `c${bits}`] } }, cells);
}

describe("a chain of inverters, by hand", () => {
  // Loads with wires of .6 fF (cells of .7 µm² at 70 % are 1 µm wide): 2.6, 2.6 and, at the port, .6 fF. Delays and slews in ps by the planes
  // of the library; the input has 10 ps.
  const annotated = annotate(CHAIN, { inputSlew: 10e-12 });

  it("has the delays of its planes", () => {
    const { delay, from, to, steps } = criticalPath(annotated);
    // in falls, n1 rises, n2 falls, out rises: 2 + 2.6 + 1; then 1 + 1.3 + .1 · (4 + 5.2); then 2 + .6 + .1 · (2 + 2.6).
    const expected = [5.6, 3.22, 3.06];
    expect(steps.map((step) => step.delay * 1e12)).toEqual(expected.map((x) => expect.closeTo(x, 9)));
    expect(steps.map((step) => step.instance)).toEqual(["first", "second", "third"]);
    expect(delay * 1e12).toBeCloseTo(11.88, 9);
    expect([from, to]).toEqual(["port in", "port out"]);
  });

  it("has the energies of its loads and planes", () => {
    const simulation = createSimulation(annotated, { delays: "cells" });
    simulation.step({ in: 1 });
    expect(simulation.output("out")).toBe(0n);
    simulation.step({ in: 0 });
    expect(simulation.output("out")).toBe(1n);
    const energy = energyOf(annotated, simulation.activity());
    // Each net changes once a cycle: ½ 2² (2.6 + 2.6 + 2.6 + .6); inside: three falls of .1 and .01 of the load and three rises of .3 in two cycles.
    expect(energy.switching * 1e15).toBeCloseTo(2 * (3 * 2.6 + 0.6), 9);
    expect(energy.internal * 1e15).toBeCloseTo((0.9 + 0.3 + 0.01 * (2.6 + 2.6 + 0.6)) / 2, 9);
    expect(energy.clock).toBe(0);
    expect(energy.total).toBeCloseTo(energy.switching + energy.internal, 24);
  });
});

describe("an adder of full adders", () => {
  it.each(["cells", "zero"] as const)("adds, with delays of %s", (delays) => {
    const simulation = createSimulation(annotate(adder(40)), { delays });
    const random = randomWords(7);
    for (let k = 0; k < 200; k++) {
      const [a, b] = [random(40), random(40)];
      simulation.step({ a, b });
      expect(simulation.output("s")).toBe(a + b);
    }
  });

  it("ripples: 1 + (2ⁿ − 1) takes a carry through all cells", () => {
    // The first carry by an input, each next by a carry, the last sum by a carry; 20 ps rising for carries, the last sum falls in 28.
    const { delay } = criticalPath(annotate(adder(8), { inputSlew: 0 }));
    expect(delay * 1e12).toBeCloseTo(7 * 20 + 30, 9);
  });
});

describe("glitches", () => {
  // An exclusive or takes 10 ps to rise and 8 to fall.
  const tree = read(
    { inputs: { a: ["a"], b: ["b"], c: ["c"], d: ["d"] }, outputs: { y: ["x3"] } },
    {
      x1: ["XOR2", { A: "a", B: "b", Y: "x1" }],
      x2: ["XOR2", { A: "x1", B: "c", Y: "x2" }],
      x3: ["XOR2", { A: "x2", B: "d", Y: "x3" }],
    },
  );
  const togglesAfter = (delays: "cells" | "zero", inputs: Readonly<Record<string, number>>): number[] => {
    const simulation = createSimulation(annotate(tree), { delays });
    simulation.step(inputs);
    return ["x1", "x2", "x3"].map((net) => simulation.activity().toggles[tree.netNames.indexOf(net)]);
  };

  it.each([
    // x1 rises at 10; so does x2 for c, and falls at 18; x3 would rise at 20 and is taken back at 18.
    [{ a: 1, c: 1 }, [1, 2, 0], [1, 0, 0]],
    // The same, and d: x3 rises at 10 with x2, falls at 18 with it, and rises at 28.
    [{ a: 1, c: 1, d: 1 }, [1, 2, 3], [1, 0, 1]],
    // Both inputs of a gate at once leave it as it is.
    [{ a: 1, b: 1 }, [0, 0, 0], [0, 0, 0]],
  ])("of %o are those worked out by hand", (inputs, withDelays, without) => {
    expect(togglesAfter("cells", inputs)).toEqual(withDelays);
    expect(togglesAfter("zero", inputs)).toEqual(without);
  });
});

/** A register that its own output clears. */
const SELF_CLEARING: Readonly<Record<string, CellText>> = {
  r: ["DFFR", { D: "1", CK: "clk", RN: "n", Q: "q" }],
  i: ["INV", { A: "q", Y: "n" }],
};

describe("registers", () => {
  const toggler = read(
    { inputs: { clk: ["clk"] }, outputs: { q: ["q"] } },
    { store: ["DFF", { D: "d", CK: "clk", Q: "q" }], invert: ["INV", { A: "q", Y: "d" }] },
  );

  it.each(["cells", "zero"] as const)("halve the clock, with energies by hand (delays of %s)", (delays) => {
    const annotated = annotate(toggler, { inputSlew: 0 });
    const simulation = createSimulation(annotated, { delays });
    const values = Array.from({ length: 10 }, () => {
      simulation.step();
      return simulation.output("q");
    });
    expect(values).toEqual([1n, 0n, 1n, 0n, 1n, 0n, 1n, 0n, 1n, 0n]);
    const energy = energyOf(annotated, simulation.activity());
    const wire = 0.6 * Math.sqrt(2.35 / 0.7);
    const [q, d, clock] = [2 + 2 * wire, 1 + wire, 1.5 + wire];
    expect(energy.switching * 1e15).toBeCloseTo(2 * (q + d), 9);
    // The register's output 1.5 and 1.25, the inverter .3 and .1 + .01 d, the data pin .01 and .02 while the clock is high.
    expect(energy.internal * 1e15).toBeCloseTo((1.5 + 1.25 + 0.3 + 0.1 + 0.01 * d + 0.03) / 2, 9);
    // Two edges of the clock's net, two of its pin in states in which D and Q are never both 1.
    expect(energy.clock * 1e15).toBeCloseTo(4 * clock + 0.5, 9);
    expect(energy.changingRegisters).toBe(1);
  });

  it("bound the period from clock to setup", () => {
    // 12 ps to a falling output or 11 to a rising one; the inverter; 5 ps of setup of a rising edge, more with its slew, or 9 of a falling one.
    const wire = 0.6 * Math.sqrt(2.35 / 0.7);
    const d = 1 + wire;
    const { delay, from, to, setup } = criticalPath(annotate(toggler, { inputSlew: 0 }));
    const rising = 12 + 2 + d + 0.5 + 5 + 0.1 * (4 + 2 * d);
    const falling = 11 + 1 + 0.5 * d + 0.5 + 9;
    expect(delay * 1e12).toBeCloseTo(Math.max(rising, falling), 9);
    expect(setup * 1e12).toBeCloseTo(rising > falling ? 5 + 0.1 * (4 + 2 * d) : 9, 9);
    expect([from, to]).toEqual(["store", "store"]);
  });

  const counter = read(
    { inputs: { clk: ["clk"] }, outputs: { q: ["q0", "q1", "q2"] } },
    {
      n0: ["INV", { A: "q0", Y: "d0" }],
      x1: ["XOR2", { A: "q1", B: "q0", Y: "d1" }],
      nand: ["NAND2", { A: "q0", B: "q1", Y: "n" }],
      carry: ["INV", { A: "n", Y: "c" }],
      x2: ["XOR2", { A: "q2", B: "c", Y: "d2" }],
      r0: ["DFF", { D: "d0", CK: "clk", Q: "q0" }],
      r1: ["DFF", { D: "d1", CK: "clk", Q: "q1" }],
      r2: ["DFF", { D: "d2", CK: "clk", Q: "q2" }],
    },
  );

  it.each(["cells", "zero"] as const)("count, with delays of %s", (delays) => {
    const simulation = createSimulation(annotate(counter), { delays });
    for (let k = 1; k <= 16; k++) {
      simulation.step();
      expect(simulation.output("q")).toBe(BigInt(k % 8));
    }
    const { toggles, changedRegisters, cycles } = simulation.activity();
    // 16 + 8 + 4.
    expect([changedRegisters, cycles]).toEqual([28, 16]);
    expect(["q0", "q1", "q2", "clk"].map((net) => toggles[counter.netNames.indexOf(net)])).toEqual([
      16, 8, 4, 32,
    ]);
    simulation.restartCounts();
    expect(simulation.activity()).toMatchObject({ cycles: 0, events: 0, changedRegisters: 0 });
    expect(simulation.output("q")).toBe(0n);
  });

  it.each(["cells", "zero"] as const)("are cleared at once, whatever the clock (delays of %s)", (delays) => {
    const cleared = read(
      { inputs: { clk: ["clk"], rn: ["rn"], d: ["d"] }, outputs: { q: ["q"], y: ["y"] } },
      { r: ["DFFR", { D: "d", CK: "clk", RN: "rn", Q: "q" }], i: ["INV", { A: "q", Y: "y" }] },
    );
    const simulation = createSimulation(annotate(cleared), { delays });
    const cycles: Record<string, number>[] = [{ rn: 0, d: 1 }, { rn: 1 }, {}, { rn: 0 }, { rn: 1 }, {}];
    const seen = cycles.map((inputs) => {
      simulation.step(inputs);
      return [simulation.output("q"), simulation.output("y")];
    });
    // Stored at an edge is what was there before it; the clear acts in its own cycle.
    expect(seen.map(([q]) => q)).toEqual([0n, 0n, 1n, 0n, 0n, 1n]);
    expect(seen.map(([, y]) => y)).toEqual([1n, 1n, 0n, 1n, 1n, 0n]);
    expect(simulation.activity().changedRegisters).toBe(3);
  });

  it.each(["cells", "zero"] as const)(
    "may clear themselves: up by the clock, down by the clear (delays of %s)",
    (delays) => {
      const netlist = read({ inputs: { clk: ["clk"] }, outputs: { q: ["q"] } }, SELF_CLEARING);
      const simulation = createSimulation(annotate(netlist), { delays });
      simulation.step();
      expect(simulation.output("q")).toBe(0n);
      expect(simulation.activity()).toMatchObject({ changedRegisters: 2, events: 4 });
    },
  );
});

/** The small library with one text replaced. */
function libraryWith(from: string, to: string) {
  const text = SMALL_LIBRARY.replace(from, to);
  expect(text).not.toBe(SMALL_LIBRARY);
  return parseLiberty(text, "changed.lib");
}

describe("cells with other rules", () => {
  it("store at a falling edge, and then have both edges of their clock as well", () => {
    const falling = libraryWith('clocked_on : "CK"', 'clocked_on : "!CK"');
    const text = netlistText(
      { inputs: { clk: ["clk"] }, outputs: { q: ["q"] } },
      { store: ["DFF", { D: "d", CK: "clk", Q: "q" }], invert: ["INV", { A: "q", Y: "d" }] },
    );
    const netlist = readNetlist(text, falling, "U");
    expect(netlist.clock?.edge).toBe("falling");
    const annotated = annotate(netlist);
    const simulation = createSimulation(annotated, { delays: "cells" });
    const values = [1, 2, 3].map(() => {
      simulation.step();
      return [simulation.output("q"), simulation.output("clk")];
    });
    // Between cycles the clock is high.
    expect(values).toEqual([
      [1n, 1n],
      [0n, 1n],
      [1n, 1n],
    ]);
    const { clock, internal } = energyOf(annotated, simulation.activity());
    const wire = 0.6 * Math.sqrt(2.35 / 0.7);
    expect(clock * 1e15).toBeCloseTo(4 * (1.5 + wire) + 0.5, 9);
    // Data settle while the clock is low, which costs the data pin 5 fJ.
    expect(internal * 1e15).toBeGreaterThan(5);
  });

  it.each([
    ["H", 1n],
    ["L", 0n],
  ])("store %s where clear and preset both act", (kept, stored) => {
    const both = libraryWith('clear : "!RN";', `clear : "!RN"; preset : "D"; clear_preset_var1 : "${kept}";`);
    const text = netlistText(
      { inputs: { clk: ["clk"], rn: ["rn"], d: ["d"] }, outputs: { q: ["q"] } },
      { r: ["DFFR", { D: "d", CK: "clk", RN: "rn", Q: "q" }] },
    );
    const simulation = createSimulation(annotate(readNetlist(text, both, "U")), { delays: "cells" });
    simulation.step({ rn: 0, d: 1 });
    expect(simulation.output("q")).toBe(stored);
    simulation.step({ rn: 1 });
    expect(simulation.output("q")).toBe(1n);
  });

  it("have energy at an input only where no output follows, if the condition says how the output rests", () => {
    // Of the gate's input A .7 fJ while the output is 1: with B at 0 it stays 1, with B at 1 it falls and rises.
    const pin = "pin (A) { direction : input; capacitance : 1; }";
    const hidden = libraryWith(
      pin,
      pin.replace("1; }", '1; internal_power () { when : "Y"; power (scalar) { values ("0.7"); } } }'),
    );
    const text = netlistText(
      { inputs: { a: ["a"], b: ["b"] }, outputs: { y: ["y"] } },
      { g: ["NAND2", { A: "a", B: "b", Y: "y" }] },
    );
    const annotated = annotate(readNetlist(text, hidden, "U"));
    const energyWith = (b: number): number => {
      const simulation = createSimulation(annotated, { delays: "cells" });
      simulation.step({ b });
      simulation.restartCounts();
      for (const a of [1, 0]) simulation.step({ a });
      return energyOf(annotated, simulation.activity()).internal * 1e15;
    };
    expect(energyWith(0)).toBeCloseTo(0.7, 9);
    expect(energyWith(1)).toBe(0);
  });

  it("follow the slower of two inputs that change at once", () => {
    // Input B of the gate takes 30 ps: s rises at 30 and t at 31, so that their exclusive or
    // sees a pulse of 1 ps and stays; had A been the cause (10 ps), it would rise at 20 and fall at 39.
    const arcOf = (pin: string, ps: number): string =>
      `timing () { related_pin : "${pin}"; cell_rise (scalar) { values ("${ps}"); } cell_fall (scalar) { values ("${ps}"); } }`;
    const cell = (name: string, a: number, b: number): string =>
      `cell (${name}) { pin (A) { direction : input; capacitance : 1; } pin (B) { direction : input; capacitance : 1; } pin (Y) { direction : output; function : "A+B"; ${arcOf("A", a)} ${arcOf("B", b)} } } `;
    const slow = libraryWith("cell (INV)", `${cell("UNEVEN", 10, 30)}${cell("LATE", 31, 31)}cell (INV)`);
    const text = netlistText(
      { inputs: { a: ["a"] }, outputs: { y: ["y"] } },
      {
        s: ["UNEVEN", { A: "a", B: "a", Y: "s" }],
        t: ["LATE", { A: "a", B: "a", Y: "t" }],
        x: ["XOR2", { A: "s", B: "t", Y: "y" }],
      },
    );
    const netlist = readNetlist(text, slow, "U");
    const simulation = createSimulation(annotate(netlist), { delays: "cells" });
    simulation.step({ a: 1 });
    const { toggles } = simulation.activity();
    expect(["s", "t", "y"].map((net) => toggles[netlist.netNames.indexOf(net)])).toEqual([1, 1, 0]);
  });

  it("see registers and inputs change together, with zero delay", () => {
    const netlist = read(
      { inputs: { clk: ["clk"], a: ["a"] }, outputs: { y: ["y"] } },
      {
        store: ["DFF", { D: "d", CK: "clk", Q: "q" }],
        invert: ["INV", { A: "q", Y: "d" }],
        both: ["XOR2", { A: "q", B: "a", Y: "y" }],
      },
    );
    const simulation = createSimulation(annotate(netlist), { delays: "zero" });
    for (let k = 0; k < 6; k++) simulation.step({ a: (k + 1) % 2 });
    const { toggles } = simulation.activity();
    expect(["q", "a", "y"].map((net) => toggles[netlist.netNames.indexOf(net)])).toEqual([6, 6, 0]);
  });
});

describe("an error of a simulation", () => {
  const simulation = createSimulation(annotate(adder(4)), { delays: "zero" });
  it.each([
    [{ x: 1 }, 'netlist U: expected an input port without the clock, received "x"'],
    [{ s: 1 }, 'netlist U: expected an input port without the clock, received "s"'],
    [{ a: 16 }, "netlist U: expected a whole number of 4 bits for port a, received 16"],
    [{ a: -1 }, "netlist U: expected a whole number of 4 bits for port a, received -1"],
    [{ a: 0.5 }, "netlist U: expected a whole number of 4 bits for port a, received 0.5"],
  ])("%o", (inputs, message) => {
    expect(() => simulation.step(inputs as Record<string, number>)).toThrow(new CellLibraryError(message));
    // Nothing has happened.
    expect(simulation.activity().cycles).toBe(0);
  });

  it("is a way of delays that there is none of, no cycle, or another netlist's activity", () => {
    const annotated = annotate(adder(4));
    expect(() => createSimulation(annotated, { delays: "unit" as "zero" })).toThrow(
      'option delays: expected "cells" or "zero", received "unit"',
    );
    expect(() => energyOf(annotated, simulation.activity())).toThrow(
      "expected an activity of at least one cycle, received none",
    );
    const other = createSimulation(annotate(adder(5)), { delays: "zero" });
    other.step();
    expect(() => energyOf(annotated, other.activity())).toThrow(
      "expected its own activity, received that of another netlist",
    );
  });

  it.each(["cells", "zero"] as const)(
    "is a register that forces itself back and forth (delays of %s)",
    (delays) => {
      const text = SMALL_LIBRARY.replace('clear : "!RN";', 'clear : "!RN"; preset : "RN";');
      const netlist = readNetlist(
        netlistText({ inputs: { clk: ["clk"] }, outputs: { q: ["q"] } }, SELF_CLEARING),
        parseLiberty(text, "forced.lib"),
        "U",
      );
      expect(() => createSimulation(annotate(netlist), { delays })).toThrow(
        new CellLibraryError(
          "netlist U: expected all nets to settle in a cycle, received more than 1000 changes a net",
        ),
      );
    },
  );
});
