import { describe, expect, test } from "vitest";
import { type Circuit, type DeviceLaw, SIDES, type TerminalSide } from "../src/circuit.ts";
import { UnconvergedError } from "../src/errors.ts";
import { type Solution, solveCircuit } from "../src/solve.ts";
import { loadSolverKernel } from "../src/wasm-kernel.ts";
import { blockElimination } from "./block-elimination.ts";
import { drive, readArray, same } from "./circuits.ts";
import { denseNodal, relativeError } from "./dense-nodal.ts";
import { exactNodal } from "./exact-nodal.ts";
import { createRng } from "./random.ts";

const kernel = loadSolverKernel();
const solve = (circuit: Circuit, tolerance = 1e-9): Solution => solveCircuit(circuit, { kernel, tolerance });
const withTerminals = (circuit: Circuit, terminals: Partial<Circuit["terminals"]>): Circuit => ({
  ...circuit,
  terminals: { left: null, right: null, top: null, bottom: null, ...terminals },
});

const rng = createRng("schemes");
const base = readArray({ rows: 12, columns: 10, seed: 3, wordSegment: 2, bitSegment: 5, high: 1e-3 });
const select = (count: number, on: number, chosen: number, others: number, r: number): TerminalSide =>
  Array.from({ length: count }, (_, k) => ({ voltage: k === on ? chosen : others, resistance: r }));
const only = (count: number, on: number, voltage: number, r: number): TerminalSide =>
  Array.from({ length: count }, (_, k) => (k === on ? { voltage, resistance: r } : null));

const SCHEMES: Record<string, Circuit> = {
  left: base,
  "double-sided": withTerminals(base, {
    left: drive(rng, 12, 0, 0.3, 1),
    right: drive(rng, 12, 0, 0.3, 40),
    bottom: same(10, 0, 3),
  }),
  "four-sided": withTerminals(base, {
    left: drive(rng, 12, 0, 1, 1),
    right: drive(rng, 12, 0, 1, 2),
    top: drive(rng, 10, 0, 1, 3),
    bottom: drive(rng, 10, 0, 1, 4),
  }),
  bipolar: withTerminals(base, { left: drive(rng, 12, -0.3, 0.3, 1), bottom: same(10, 0, 1) }),
  "V/2": withTerminals(base, { left: select(12, 4, 1, 0.5, 1), bottom: select(10, 6, 0, 0.5, 1) }),
  "V/3": withTerminals(base, { left: select(12, 4, 1, 1 / 3, 1), bottom: select(10, 6, 0, 2 / 3, 1) }),
  "sneak read": withTerminals(base, { left: only(12, 4, 0.5, 1), bottom: only(10, 6, 0, 1) }),
  pinned: withTerminals(base, { left: drive(rng, 12, 0, 0.3, 0), bottom: same(10, 0, 0) }),
  "one ideal family": { ...base, wordSegment: 0 },
  opens: { ...base, conductance: base.conductance.map((g, k) => (k % 3 === 0 ? 0 : g)) },
  "near-shorts": { ...base, conductance: base.conductance.map((g, k) => (k % 17 === 5 ? 1 : g)) },
  "weak terminals": withTerminals(base, { left: drive(rng, 12, 0, 1, 1e7), bottom: same(10, 0, 1e6) }),
};
const LAWS: Record<string, DeviceLaw> = {
  linear: { model: "linear" },
  sinh: { model: "sinh", sharpness: 3 },
};
const CASES = Object.entries(SCHEMES).flatMap(([scheme, circuit]) =>
  Object.entries(LAWS).map(([law, device]) => [`${scheme}, ${law}`, { ...circuit, device }] as const),
);

describe.each(CASES)("%s", (_, circuit) => {
  const ours = solve(circuit);

  test("equals a dense nodal analysis", () => {
    const theirs = denseNodal(circuit);
    expect(relativeError(ours.word, theirs.word)).toBeLessThan(1e-9);
    expect(relativeError(ours.bit, theirs.bit)).toBeLessThan(1e-9);
    for (const side of SIDES)
      if (theirs.terminal[side] !== null)
        expect(relativeError(ours.terminalCurrent[side]!, theirs.terminal[side])).toBeLessThan(1e-8);
  });

  test("what flows in flows out, and Tellegen: sources give what resistances take", () => {
    let sum = 0;
    let largest = 0;
    let dissipated = 0;
    for (const side of SIDES)
      ours.terminalCurrent[side]?.forEach((current, line) => {
        if (Number.isNaN(current)) return;
        sum += current;
        largest = Math.max(largest, Math.abs(current));
        dissipated += current ** 2 * circuit.terminals[side]![line]!.resistance;
      });
    expect(Math.abs(sum) / largest).toBeLessThan(1e-9);
    const { rows, columns } = circuit;
    for (let i = 0; i < rows; i++)
      for (let j = 0; j < columns; j++) {
        const k = i * columns + j;
        dissipated += ours.deviceCurrent[k] * (ours.word[k] - ours.bit[k]);
        if (j + 1 < columns && circuit.wordSegment > 0)
          dissipated += (ours.word[k] - ours.word[k + 1]) ** 2 / circuit.wordSegment;
        if (i + 1 < rows && circuit.bitSegment > 0)
          dissipated += (ours.bit[k] - ours.bit[k + columns]) ** 2 / circuit.bitSegment;
      }
    expect(Math.abs(ours.power / dissipated - 1)).toBeLessThan(1e-8);
  });
});

describe("linear arrays", () => {
  const circuit = readArray({ rows: 40, columns: 30, seed: 8, wordSegment: 3, bitSegment: 1 });
  const output = (c: Circuit): Float64Array => solve(c).terminalCurrent.bottom!;

  test("superposition", () => {
    const split = circuit.terminals.left!.map((t, i) => ({ ...t!, voltage: i % 2 === 0 ? t!.voltage : 0 }));
    const rest = circuit.terminals.left!.map((t, i) => ({ ...t!, voltage: i % 2 === 1 ? t!.voltage : 0 }));
    const [a, b] = [split, rest].map((left) =>
      output({ ...circuit, terminals: { ...circuit.terminals, left } }),
    );
    expect(
      relativeError(
        a.map((value, j) => value + b[j]),
        output(circuit),
      ),
    ).toBeLessThan(1e-9);
  });

  test("resistances × c: currents / c", () => {
    const scaled = output({
      ...circuit,
      wordSegment: 30,
      bitSegment: 10,
      conductance: circuit.conductance.map((g) => g / 10),
      terminals: {
        ...circuit.terminals,
        left: circuit.terminals.left!.map((t) => ({ voltage: t!.voltage, resistance: 10 * t!.resistance })),
        bottom: same(30, 0, 10),
      },
    });
    expect(
      relativeError(
        scaled.map((value) => 10 * value),
        output(circuit),
      ),
    ).toBeLessThan(1e-11);
  });

  test("a common offset of all sources changes no current", () => {
    const lift = (side: TerminalSide): TerminalSide =>
      side?.map((t) => t && { ...t, voltage: t.voltage + 5 }) ?? null;
    const { left, bottom } = circuit.terminals;
    const lifted = output({
      ...circuit,
      terminals: { ...circuit.terminals, left: lift(left), bottom: lift(bottom) },
    });
    expect(relativeError(lifted, output(circuit))).toBeLessThan(1e-9);
  });

  test("anti-transpose reciprocity: the array seen from its outputs, sources and sinks exchanged", () => {
    const { rows, columns } = circuit;
    const turned: Circuit = {
      ...circuit,
      rows: columns,
      columns: rows,
      wordSegment: circuit.bitSegment,
      bitSegment: circuit.wordSegment,
      conductance: Float64Array.from({ length: rows * columns }, (_, k) => {
        const [i, j] = [Math.floor(k / rows), k % rows];
        return circuit.conductance[(rows - 1 - j) * columns + (columns - 1 - i)];
      }),
      terminals: { left: null, right: null, top: null, bottom: null },
    };
    const drivenAt = 11;
    const readAt = 23;
    const there = solve(
      withTerminals(circuit, { left: select(rows, drivenAt, 1, 0, 3), bottom: same(columns, 0, 1) }),
    ).terminalCurrent.bottom![readAt];
    const back = solve(
      withTerminals(turned, {
        left: select(columns, columns - 1 - readAt, 1, 0, 1),
        bottom: same(rows, 0, 3),
      }),
    ).terminalCurrent.bottom![rows - 1 - drivenAt];
    expect(Math.abs(back / there - 1)).toBeLessThan(1e-11);
  });

  test("a larger sneak read agrees with block elimination", () => {
    const sneak = withTerminals(
      readArray({ rows: 40, columns: 40, seed: 2, wordSegment: 5, bitSegment: 2 }),
      {
        left: only(40, 7, 1, 1),
        bottom: only(40, 31, 0, 1),
      },
    );
    const direct = blockElimination(sneak);
    const ours = solve(sneak);
    expect(relativeError(ours.word, direct.word)).toBeLessThan(1e-9);
    expect(relativeError(ours.bit, direct.bit)).toBeLessThan(1e-9);
  });
});

describe("floating lines and islands", () => {
  const circuit = readArray({ rows: 5, columns: 6, seed: 1 });
  const conductance = circuit.conductance.slice();
  // Cell (1, 2) alone joins word line 1 and bit line 2: an island. Word line 4 touches nothing.
  for (let j = 0; j < 6; j++) conductance[4 * 6 + j] = 0;
  for (let j = 0; j < 6; j++) if (j !== 2) conductance[1 * 6 + j] = 0;
  for (let i = 0; i < 5; i++) if (i !== 1) conductance[i * 6 + 2] = 0;
  const left = circuit.terminals.left!.map((t, i) => (i === 1 || i === 4 ? null : t));
  const bottom = circuit.terminals.bottom!.map((t, j) => (j === 2 ? null : t));
  const ours = solve({ ...circuit, conductance, terminals: { ...circuit.terminals, left, bottom } });

  test("are listed, have no potential and carry no current", () => {
    expect(ours.floating).toEqual({ word: [1, 4], bit: [2] });
    for (let j = 0; j < 6; j++) {
      expect(ours.word[6 + j]).toBeNaN();
      expect(ours.word[24 + j]).toBeNaN();
      expect(ours.deviceCurrent[6 + j]).toBe(0);
    }
    expect(ours.terminalCurrent.left![1]).toBeNaN();
    expect(ours.word[0]).toBeGreaterThan(0);
  });

  test("sources at one voltage drive nothing: all nodes at that voltage, residual 0", () => {
    const still = solve(withTerminals(circuit, { left: same(5, 0.4, 2) }));
    expect(still.word.every((v) => v === 0.4) && still.bit.every((v) => v === 0.4)).toBe(true);
    expect(still.residual).toBe(0);
    expect(still.power).toBe(0);
  });
});

describe("ill-conditioned circuits keep their digits", () => {
  const small = readArray({ rows: 4, columns: 5, seed: 12, wordSegment: 1e-3, bitSegment: 1e-3 });
  const conductance = small.conductance.map((g, k) => (k % 5 === 2 ? 1e3 : g));

  test.each([1e6, 1e9, 1e12])("near-shorts of 1 kS, milliohm wires, %d Ω to every source", (resistance) => {
    const left = drive(createRng("weak"), 4, 0, 1, resistance);
    const circuit = withTerminals({ ...small, conductance }, { left, bottom: same(5, 0, resistance) });
    const exact = exactNodal(circuit);
    const ours = solve(circuit);
    expect(relativeError(ours.word, exact.word)).toBeLessThan(1e-9);
    // Behind 1 TΩ what a near-short carries is less than the rounding of its conductance times 1 V.
    if (resistance < 1e12) expect(relativeError(ours.deviceCurrent, exact.device)).toBeLessThan(1e-8);
    expect(relativeError(ours.terminalCurrent.bottom!, exact.terminal.bottom!)).toBeLessThan(1e-8);
  });

  test("two islands of strong cells joined by 1 pS, only one of them grounded", () => {
    const joined = Float64Array.from({ length: 36 }, (_, k) => {
      const [i, j] = [Math.floor(k / 6), k % 6];
      return i < 3 === j < 3 ? 1e-3 : k === 3 ? 1e-12 : 0;
    });
    const circuit = withTerminals(
      { ...readArray({ rows: 6, columns: 6, seed: 1 }), conductance: joined },
      { left: only(6, 5, 1, 1e6), bottom: only(6, 0, 0, 1) },
    );
    const exact = exactNodal(circuit);
    const ours = solve(circuit);
    expect(relativeError(ours.bit, exact.bit)).toBeLessThan(1e-9);
    expect(ours.terminalCurrent.bottom![0] / exact.terminal.bottom![0]).toBeCloseTo(1, 9);
  });

  test("a megavolt common to all sources", () => {
    const lift = (voltage: number): Circuit =>
      withTerminals(small, {
        left: Array.from({ length: 4 }, (_, i) => ({ voltage: voltage + i / 4, resistance: 1 })),
        bottom: same(5, voltage, 1),
      });
    const grounded = solve(lift(0)).terminalCurrent.bottom!;
    expect(relativeError(solve(lift(2 ** 20)).terminalCurrent.bottom!, grounded)).toBeLessThan(1e-13);
  });

  test("one node pinned twice to the same voltage: the pins share its current", () => {
    const circuit = withTerminals(
      { ...small, wordSegment: 0 },
      { left: same(4, 0.3, 0), right: same(4, 0.3, 0), bottom: same(5, 0, 2) },
    );
    const once = withTerminals(
      { ...small, wordSegment: 0 },
      { left: same(4, 0.3, 0), bottom: same(5, 0, 2) },
    );
    const ours = solve(circuit);
    const single = solve(once);
    expect(relativeError(ours.terminalCurrent.bottom!, single.terminalCurrent.bottom!)).toBeLessThan(1e-14);
    for (let i = 0; i < 4; i++)
      expect(2 * ours.terminalCurrent.left![i]).toBeCloseTo(single.terminalCurrent.left![i], 15);
  });
});

describe("limits", () => {
  test("no answer rather than an unconverged one", () => {
    const hard = readArray({ rows: 64, columns: 64, seed: 1, wordSegment: 10, bitSegment: 10, high: 1e-2 });
    expect(() => solveCircuit(hard, { maxIterations: 2 })).toThrow(UnconvergedError);
  });

  test.each([0, -1e-9, 0.5, Number.NaN])("tolerance %d is refused", (tolerance) => {
    expect(() => solve(base, tolerance)).toThrow(RangeError);
  });

  test("a faulty circuit is refused", () => {
    const conductance = base.conductance.slice();
    conductance[13] = Number.NaN;
    expect(() => solve({ ...base, conductance })).toThrow(/conductance_S\.1\.3/);
    expect(() => solve(withTerminals(base, {}))).toThrow(/all-floating/);
  });

  test("a source behind 700/a volts and more is refused before sinh overflows", () => {
    expect(() => solve({ ...base, device: { model: "sinh", sharpness: 1e5 } })).toThrow(/a_per_V/);
  });

  test("steep devices converge: a·V of 60, limited by the wires", () => {
    // A dense Newton finds no such point; the currents themselves must balance.
    const ours = solve({ ...base, device: { model: "sinh", sharpness: 200 } });
    expect(ours.residual).toBeLessThan(1e-9);
    let delivered = 0;
    for (const current of ours.terminalCurrent.bottom!) delivered += current;
    let cells = 0;
    for (let k = 0; k < 120; k++)
      cells += (base.conductance[k] / 200) * Math.sinh(200 * (ours.word[k] - ours.bit[k]));
    expect(Math.abs(cells / delivered - 1)).toBeLessThan(1e-8);
  });
});
