import { describe, expect, test } from "vitest";
import { type Circuit, SIDES, type Side, type TerminalSide } from "../src/circuit.ts";
import { endAdmittance } from "../src/end-admittance.ts";
import type { FrontPlan } from "../src/front-plan.ts";
import { plannedFronts } from "../src/front-planner.ts";
import { eliminationProducts } from "../src/front-work.ts";
import { plainKernel } from "../src/plain-kernel.ts";
import { solveCircuit } from "../src/solve.ts";
import { transferMatrix } from "../src/transfer-matrix.ts";
import { loadSolverKernel } from "../src/wasm-kernel.ts";
import { readArray, same } from "./circuits.ts";
import { relativeError } from "./dense-nodal.ts";
import { exactNodal } from "./exact-nodal.ts";
import { hostileCircuit } from "./hostile-circuits.ts";
import { createRng } from "./random.ts";

const kernel = loadSolverKernel();
const KERNELS = { wasm: kernel, plain: plainKernel };

/** Cells over twelve decades, a floating line, an open cell, a pinned line. */
function decades(rows: number, columns: number, seed: number): Circuit {
  const rng = createRng(`decades ${seed}`);
  const conductance = Float64Array.from({ length: rows * columns }, () => 10 ** (-13 + 12 * rng.uniform()));
  conductance[3] = 0;
  return {
    ...readArray({ rows, columns, seed, wordSegment: 0.01, bitSegment: 100 }),
    conductance,
    terminals: {
      left: same(rows, 0, 50).map((t, i) => (i === 1 ? null : i === 2 ? { voltage: 0, resistance: 0 } : t)),
      right: null,
      top: same(columns, 0, 1e6),
      bottom: same(columns, 0, 7),
    },
  };
}

describe("a transfer by elimination", () => {
  test.each(Object.entries(KERNELS))("has every element's digits, however small it is: %s", (_, solver) => {
    const circuit = decades(6, 7, 1);
    const { values } = transferMatrix(circuit, { kernel: solver });
    for (const [input, source] of circuit.terminals.left!.entries()) {
      if (source === null) continue;
      const left = circuit.terminals.left!.map((t, i) => t && { ...t, voltage: i === input ? 1 : 0 });
      const exact = exactNodal({ ...circuit, terminals: { ...circuit.terminals, left } }).terminal.bottom!;
      exact.forEach((current, j) => {
        expect(Math.abs(values.data[input * 7 + j] / current - 1)).toBeLessThan(1e-12);
      });
    }
  });

  // Sizes that fill squares of four, blocks of pivots and wide fronts to the last column, and that do not.
  test.each([
    [2, 2],
    [3, 5],
    [16, 16],
    [17, 33],
    [61, 47],
    [70, 130],
    [129, 128],
  ])("is the same by WebAssembly: %i × %i", (rows, columns) => {
    const circuit = readArray({ rows, columns, seed: rows, wordSegment: 3 });
    const fast = transferMatrix(circuit, { kernel }).values.data;
    const plain = transferMatrix(circuit).values.data;
    fast.forEach((value, k) => {
      expect(Math.abs(value / plain[k] - 1)).toBeLessThan(1e-13);
    });
  });

  test("fronts wider than a cache are eliminated in larger blocks", () => {
    const circuit = readArray({ rows: 180, columns: 180, seed: 5 });
    expect(plannedFronts(circuit, ["left"], ["bottom"]).widest).toBeGreaterThan(400);
    const { values } = transferMatrix(circuit, { kernel });
    const { bottom } = solveCircuit(circuit, { kernel, tolerance: 1e-12 }).terminalCurrent;
    const sums = Float64Array.from({ length: 180 }, (_, j) => {
      let sum = 0;
      for (let i = 0; i < 180; i++)
        sum += values.data[i * 180 + j] * (circuit.terminals.left?.[i]?.voltage ?? 0);
      return sum;
    });
    expect(relativeError(sums, bottom ?? [])).toBeLessThan(1e-11);
  });

  test("40 hostile circuits against 70 digits", () => {
    let count = 0;
    for (let n = 0; count < 40; n++) {
      const drawn = hostileCircuit(`fronts ${n}`, "linear", false);
      const { rows, columns } = drawn;
      if (rows < 2 || columns < 2) continue;
      const circuit = {
        ...drawn,
        terminals: { left: same(rows, 0, 1), right: null, top: null, bottom: same(columns, 0, 0) },
      };
      const { values } = transferMatrix(circuit, { kernel });
      const left = same(rows, 0, 1).map((t, i) => ({ ...t!, voltage: i === 0 ? 1 : 0 }));
      const exact = exactNodal({ ...circuit, terminals: { ...circuit.terminals, left } }).terminal.bottom!;
      expect(relativeError(values.data.subarray(0, columns), exact)).toBeLessThan(1e-11);
      count++;
    }
  });
});

describe.each(Object.entries(KERNELS))("currents among the ends of lines: %s", (_, solver) => {
  test("are those of 70 digits, with every end a source of its own", () => {
    const { terminals, ...circuit } = decades(5, 6, 2);
    const behind = (ends: TerminalSide): TerminalSide =>
      ends?.map((t) => t && { ...t, resistance: 50 }) ?? null;
    const own = {
      left: behind(terminals.left),
      right: same(5, 0, 3),
      top: terminals.top,
      bottom: terminals.bottom,
    };
    const ends = SIDES.flatMap((side) =>
      own[side]!.flatMap((terminal, line) => (terminal === null ? [] : [{ side, line }])),
    );
    const { rows, data } = endAdmittance({ ...circuit, terminals: own }, solver);
    expect(rows).toBe(ends.length);
    ends.forEach((driven, p) => {
      const at = (side: Side): TerminalSide =>
        own[side]!.map(
          (t, line) => t && { ...t, voltage: side === driven.side && line === driven.line ? 1 : 0 },
        );
      const sources = { left: at("left"), right: at("right"), top: at("top"), bottom: at("bottom") };
      const { terminal } = exactNodal({ ...circuit, terminals: sources });
      ends.forEach(({ side, line }, q) => {
        expect(Math.abs(-data[p * rows + q] / terminal[side]![line] - 1), `${p} ${q}`).toBeLessThan(1e-11);
      });
    });
  });

  test("hold the transfer, whatever shape came before", () => {
    for (const [rows, columns] of [
      [3, 4],
      [4, 3],
      [3, 4],
    ]) {
      const circuit = readArray({ rows, columns, seed: 3 });
      const { data } = endAdmittance(circuit, solver);
      const { values } = transferMatrix(circuit, { kernel: solver });
      const ends = rows + columns;
      for (let i = 0; i < rows; i++)
        for (let j = 0; j < columns; j++)
          expect(-data[i * ends + rows + j] / values.data[i * columns + j]).toBeCloseTo(1, 12);
    }
  });
});

/** The same loops as an elimination's, which count what they would multiply. */
function countedProducts({ tape }: FrontPlan): number {
  let products = 0;
  for (let at = 0; at < tape.length; ) {
    const [, , size, count, rowsTo, columnsFrom, , edges, parts] = tape.subarray(at, at + 9);
    at += 9 + 2 * edges;
    for (let part = 0; part < parts; part++) at += 3 + 3 * tape[at + 2];
    for (let p = 0; p < count; p++)
      for (let i = p + 1; i < rowsTo; i++)
        for (let j = i < count ? i + 1 : Math.max(i + 1, columnsFrom); j < size; j++) products++;
  }
  return products;
}

test.each([
  [{}, 24],
  [{ amongInputs: true }, 24],
  [{ amongInputs: true, backTo: 5 }, 24],
  [{}, 7],
  [{ amongInputs: true, backTo: 24 }, 24],
] as const)("products of an elimination are counted, %o of %i driven lines", (asked, driven) => {
  const circuit = readArray({ rows: 24, columns: 33, seed: 1 });
  const left = same(24, 0, 1).map((terminal, i) => (i < driven ? terminal : null));
  const few = { ...circuit, terminals: { ...circuit.terminals, left } };
  const plan = plannedFronts(few, ["left"], ["bottom"], asked);
  expect(eliminationProducts(plan)).toBe(countedProducts(plan));
});
