import { describe, expect, test } from "vitest";
import { columnPlan, type ProgrammedArray } from "../../../src/arrays/programmed-array.ts";
import type { Circuit } from "../../../src/arrays/solver/circuit.ts";
import type { FrontPlan } from "../../../src/arrays/solver/front-plan.ts";
import { plannedFronts } from "../../../src/arrays/solver/front-planner.ts";
import { eliminationProducts } from "../../../src/arrays/solver/front-work.ts";
import { plainKernel } from "../../../src/arrays/solver/plain-kernel.ts";
import { solveCircuit } from "../../../src/arrays/solver/solve.ts";
import { transferMatrix } from "../../../src/arrays/solver/transfer-matrix.ts";
import { eliminatedCurrents, streamedDrives } from "../../../src/arrays/streamed-drives.ts";
import { type ArrayElectrics, bitSides, tileCircuit, wordSides } from "../../../src/arrays/tile-circuit.ts";
import { createRng } from "../../../src/base/rng.ts";
import { loadSolverKernel } from "../../../src/runtime/solver-kernel.ts";
import { readArray, same } from "./circuits.ts";
import { denseNodal, relativeError } from "./dense-nodal.ts";
import { exactNodal } from "./exact-nodal.ts";
import { hostileCircuit } from "./hostile-circuits.ts";

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

describe("few driven lines of a passive array", () => {
  const arrayOf = (rows: number, columns: number, driven: number, outputs: number): ProgrammedArray => {
    const rng = createRng(`few ${rows} ${columns}`);
    const marks = (count: number, at: number): Uint8Array =>
      Uint8Array.from({ length: count }, (_, k) => (k === at ? 1 : 0));
    return {
      geometry: { rows, columns, tileRows: rows, tileColumns: columns },
      cells: {
        conductance: Float64Array.from({ length: rows * columns }, () => 1e-4 * rng.uniform()),
        cubic: null,
      },
      driven,
      outputs,
      plan: columnPlan("differential", columns),
      faults: { openWord: marks(rows, 1), openBit: marks(columns, 2), shortedBit: marks(columns - 1, -1) },
    };
  };
  const base = { wordSegment: 5, bitSegment: 2, tileSwitch: 2000, globalSegment: 1 };
  const ends: readonly [string, ArrayElectrics][] = [
    ["both ends", { ...base, driver: 300, readout: 200, drive: "both" }],
    ["one end, held", { ...base, driver: 0, readout: 0, drive: "one" }],
    ["four sides", { ...base, driver: 10, readout: 20, drive: "four-sides" }],
  ];

  test.each(ends)("are solved as the whole circuit is, %s", (_, electrics) => {
    const of = arrayOf(16, 11, 4, 3);
    const region = { top: 0, left: 0, rows: 16, columns: 11 };
    for (const solver of [kernel, plainKernel]) {
      const { transfer, delivered, own } = streamedDrives(of, electrics, solver);
      for (const line of [0, 2, 3]) {
        const volts = Float64Array.from({ length: 4 }, (_, i) => (i === line ? 1 : 0));
        const circuit = tileCircuit(of, region, electrics, volts);
        const { word, bit, terminal } = denseNodal(circuit);
        const out = (side: "top" | "bottom", j: number): number => terminal[side]?.[j] || 0;
        for (let j = 0; j < 11; j++) {
          const current = bitSides(electrics.drive).reduce((sum, side) => sum + out(side, j), 0);
          expect(Math.abs(transfer.data[j * 4 + line] - current)).toBeLessThan(1e-15);
          const across = word[line * 11 + j] - bit[line * 11 + j];
          expect(Math.abs(own.data[line * 11 + j] - across)).toBeLessThan(1e-11);
        }
        for (let i = 0; i < 4; i++) {
          const drawn = wordSides(electrics.drive).reduce((sum, side) => sum - (terminal[side]?.[i] || 0), 0);
          expect(Math.abs(delivered.data[i * 4 + line] - drawn)).toBeLessThan(1e-15);
        }
      }
      expect(own.data.subarray(11, 22)).toEqual(new Float64Array(11));
      const alone = eliminatedCurrents(of, electrics, solver)!;
      expect(relativeError(alone.transfer.data, transfer.data)).toBeLessThan(1e-13);
      expect(relativeError(alone.delivered.data, delivered.data)).toBeLessThan(1e-13);
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
