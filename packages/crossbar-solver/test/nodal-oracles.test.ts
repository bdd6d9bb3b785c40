import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Circuit, SIDES } from "../src/circuit.ts";
import { circuitFaults } from "../src/circuit-faults.ts";
import { type Solution, solveCircuit } from "../src/solve.ts";
import { loadSolverKernel } from "../src/wasm-kernel.ts";
import { blockElimination } from "./block-elimination.ts";
import { arbitraryCircuit } from "./circuits.ts";
import { denseNodal, type NodalAnswer, relativeError } from "./dense-nodal.ts";
import { exactNodal } from "./exact-nodal.ts";
import { createRng } from "./random.ts";

const kernel = loadSolverKernel();
const RUNS = { seed: 4, numRuns: 400 };

const circuits = fc
  .integer({ min: 0, max: 1 << 30 })
  .map((seed) => arbitraryCircuit(seed))
  .filter((circuit) => circuitFaults(circuit).length === 0);

/** Largest difference of the currents, the cells' too if known, over the largest current that flows. */
function currentError(ours: Solution, theirs: NodalAnswer & { readonly device?: Float64Array }): number {
  let scale = 0;
  for (const current of ours.deviceCurrent) scale = Math.max(scale, Math.abs(current));
  let error = 0;
  theirs.device?.forEach((current, k) => {
    error = Math.max(error, Math.abs(ours.deviceCurrent[k] - current));
  });
  for (const side of SIDES) {
    const a = ours.terminalCurrent[side];
    const b = theirs.terminal[side];
    if (a === null || b === null) {
      expect(a).toBe(b);
      continue;
    }
    b.forEach((current, line) => {
      expect(Number.isNaN(a[line])).toBe(Number.isNaN(current));
      if (Number.isNaN(current)) return;
      scale = Math.max(scale, Math.abs(current));
      error = Math.max(error, Math.abs(a[line] - current));
    });
  }
  return error / scale;
}

const potentials = ({ word, bit }: { word: Float64Array; bit: Float64Array }): Float64Array =>
  Float64Array.of(...word, ...bit);

/** Currents of circuits whose sources feed islands apart from each other are rounding. */
const carriesCurrent = (circuit: Circuit, answer: NodalAnswer, share: number): boolean =>
  SIDES.some((side) =>
    answer.terminal[side]?.some(
      (current) => Math.abs(current) > share * Math.max(1e-6, ...circuit.conductance),
    ),
  );

describe("random circuits of every kind of terminal, wire, open, near-short and island", () => {
  test("linear: within 1e-9 of a 70-digit nodal analysis", () => {
    fc.assert(
      fc.property(circuits, (any) => {
        const circuit: Circuit = { ...any, device: { model: "linear" } };
        const ours = solveCircuit(circuit, { kernel });
        const exact = exactNodal(circuit);
        expect(relativeError(potentials(ours), potentials(exact))).toBeLessThan(1e-9);
        if (!carriesCurrent(circuit, exact, 1e-12)) return;
        expect(currentError(ours, exact)).toBeLessThan(1e-9);
        expect(ours.residual).toBeLessThan(1e-9);
      }),
      RUNS,
    );
  });

  test("sinh: within 1e-8 of a dense Newton", () => {
    fc.assert(
      fc.property(circuits, fc.constantFrom(0.1, 2.5, 6), (any, sharpness) => {
        // Double precision cannot judge currents through milliohms; the exact analysis above does.
        const circuit: Circuit = {
          ...any,
          wordSegment: any.wordSegment === 1e-3 ? 1 : any.wordSegment,
          bitSegment: any.bitSegment === 1e-3 ? 1 : any.bitSegment,
          conductance: any.conductance.map((g) => Math.min(g, 1e-3)),
          device: { model: "sinh", sharpness },
        };
        const ours = solveCircuit(circuit, { kernel });
        const dense = denseNodal(circuit);
        expect(relativeError(potentials(ours), potentials(dense))).toBeLessThan(1e-8);
        if (carriesCurrent(circuit, dense, 1e-4)) expect(currentError(ours, dense)).toBeLessThan(1e-7);
      }),
      RUNS,
    );
  });

  test("cubic: within 1e-8 of a dense Newton", () => {
    fc.assert(
      fc.property(circuits, fc.constantFrom(0.5, 5, 40), (any, bend) => {
        const conductance = any.conductance.map((g) => Math.min(g, 1e-3));
        const rng = createRng(bend);
        const circuit: Circuit = {
          ...any,
          wordSegment: any.wordSegment === 1e-3 ? 1 : any.wordSegment,
          bitSegment: any.bitSegment === 1e-3 ? 1 : any.bitSegment,
          conductance,
          // Sources span at most 1.2 V: a cell's slope stays above a seventh of G.
          device: { model: "cubic", cubic: conductance.map((g) => g * (bend * rng.uniform() - 0.2)) },
        };
        const ours = solveCircuit(circuit, { kernel });
        const dense = denseNodal(circuit);
        expect(relativeError(potentials(ours), potentials(dense))).toBeLessThan(1e-8);
        if (carriesCurrent(circuit, dense, 1e-4)) expect(currentError(ours, dense)).toBeLessThan(1e-7);
      }),
      RUNS,
    );
  });

  test("both kernels give the same bits", () => {
    fc.assert(
      fc.property(circuits, (circuit) => {
        const plain = solveCircuit(circuit);
        const fast = solveCircuit(circuit, { kernel });
        expect(fast.iterations).toBe(plain.iterations);
        for (const key of ["word", "bit", "deviceCurrent"] as const)
          expect(new Uint8Array(fast[key].buffer)).toEqual(new Uint8Array(plain[key].buffer));
      }),
      RUNS,
    );
  });

  test("block elimination agrees wherever it applies", () => {
    fc.assert(
      fc.property(circuits, (any) => {
        const circuit: Circuit = {
          ...any,
          wordSegment: any.wordSegment || 2,
          bitSegment: any.bitSegment || 3,
          device: { model: "linear" },
        };
        const exact = exactNodal(circuit);
        const direct = blockElimination(circuit);
        // A factorisation in double precision keeps fewer digits of lines tied by 1e8 Ω than the solver.
        expect(relativeError(potentials(direct), potentials(exact))).toBeLessThan(1e-5);
      }),
      { ...RUNS, numRuns: 150 },
    );
  });
});
