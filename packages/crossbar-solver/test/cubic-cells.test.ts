import { describe, expect, test } from "vitest";
import type { Circuit, Terminal } from "../src/circuit.ts";
import { circuitFaults } from "../src/circuit-faults.ts";
import { solveCircuit } from "../src/solve.ts";
import { readArray } from "./circuits.ts";
import { createRng } from "./random.ts";

/** One cell between a source of `voltage` and ground, with `resistance` in all. */
function oneCell(g: number, cubic: number, voltage: number, resistance: number): Circuit {
  const at = (v: number): Terminal[] => [{ voltage: v, resistance: resistance / 2 }];
  return {
    rows: 1,
    columns: 1,
    wordSegment: 1,
    bitSegment: 1,
    device: { model: "cubic", cubic: Float64Array.of(cubic) },
    conductance: Float64Array.of(g),
    terminals: { left: at(voltage), right: null, top: null, bottom: at(0) },
  };
}

/** The real root of v³ + p·v = q: hyperbolic form for p > 0, trigonometric for K < 0, where p < 0. */
function root(p: number, q: number): number {
  const x = ((1.5 * q) / Math.abs(p)) * Math.sqrt(3 / Math.abs(p));
  const size = 2 * Math.sqrt(Math.abs(p) / 3);
  if (p > 0) return size * Math.sinh(Math.asinh(x) / 3);
  // Of the three roots of K < 0 the solution is the one nearest to 0 V.
  return size * Math.cos(Math.acos(x) / 3 - (2 * Math.PI) / 3);
}

describe("cubic cells", () => {
  test.each([
    ["gently bent", 65e-6, 1.2e-4, 0.4, 1000],
    ["a cube with a small conductance", 1e-9, 1e-3, 1, 1e4],
    ["negative voltage", 65e-6, 1.2e-4, -0.4, 5000],
    ["bent down", 65e-6, -1e-4, 0.4, 1000],
    ["strongly bent, weakly driven", 1e-6, 10, 0.3, 1e5],
  ])("one cell behind a resistance is the root of a cubic: %s", (_, g, cubic, voltage, resistance) => {
    const { deviceCurrent, power } = solveCircuit(oneCell(g, cubic, voltage, resistance));
    const v = root((g + 1 / resistance) / cubic, voltage / resistance / cubic);
    const current = (voltage - v) / resistance;
    expect(deviceCurrent[0] / current).toBeCloseTo(1, 9);
    expect(power / (voltage * current)).toBeCloseTo(1, 9);
  });

  test("K of 0, or too small to matter, is a linear array to 1e-12", () => {
    const linear = readArray({ rows: 24, columns: 17, seed: "cubic", wordSegment: 5, bitSegment: 20 });
    const expected = solveCircuit(linear, { tolerance: 1e-13 });
    for (const k of [0, 1e-40]) {
      const cubic = linear.conductance.map(() => k);
      const solved = solveCircuit({ ...linear, device: { model: "cubic", cubic } }, { tolerance: 1e-13 });
      expected.deviceCurrent.forEach((current, n) => {
        expect(Math.abs(solved.deviceCurrent[n] / current - 1)).toBeLessThan(1e-12);
      });
    }
  });

  test("small voltages see the cubic term of a sinh: K = G·a²/6", () => {
    const shape = { rows: 12, columns: 9, seed: "sinh", wordSegment: 3, bitSegment: 3 };
    const sinh = readArray({ ...shape, device: { model: "sinh", sharpness: 1 } });
    const cubic = sinh.conductance.map((g) => g / 6);
    const [a, b, flat] = [sinh.device, { model: "cubic", cubic } as const, { model: "linear" } as const].map(
      (device) => solveCircuit({ ...sinh, device }).terminalCurrent.bottom!,
    );
    // The next term, (aV)⁴/120, is below 7e-5 at 0.3 V; the cubic one reaches 1.5 %.
    a.forEach((current, j) => {
      expect(Math.abs(b[j] / current - 1)).toBeLessThan(7e-5);
      expect(Math.abs(flat[j] / current - 1)).toBeGreaterThan(1e-3);
    });
  });

  test("KCL holds at every node with K of either sign, at 1.5 V and 20 Ω", () => {
    const rng = createRng("signs");
    const shape = { rows: 16, columns: 48, seed: "signs", wordSegment: 20, bitSegment: 20 };
    const read = readArray(shape);
    const conductance = read.conductance.map(() => 1e-5 + 1e-4 * rng.uniform());
    const terminals = {
      ...read.terminals,
      left: read.terminals.left!.map((t) => ({ voltage: 5 * t!.voltage, resistance: 10 })),
    };
    const cubic = conductance.map((g) => g * (3 * rng.uniform() - 0.14));
    const circuit: Circuit = { ...read, conductance, terminals, device: { model: "cubic", cubic } };
    const solved = solveCircuit(circuit);
    expect(solved.residual).toBeLessThan(1e-10);
    const into = solved.terminalCurrent.left!.reduce((sum, i) => sum - i, 0);
    const out = solved.terminalCurrent.bottom!.reduce((sum, i) => sum + i, 0);
    expect(out / into).toBeCloseTo(1, 9);
    expect(solved.deviceCurrent.reduce((sum, i) => sum + i, 0) / into).toBeCloseTo(1, 9);
    solved.deviceCurrent.forEach((current, k) => {
      const v = solved.word[k] - solved.bit[k];
      expect(current).toBeCloseTo(conductance[k] * v + cubic[k] * v ** 3, 15);
    });
  });

  test.each([
    ["a coefficient a cell", [1e-4], /expected 2 values, received 1/],
    ["finite ones", [Number.NaN, 0], /expected a finite coefficient/],
    ["a current that rises within the span", [0, -4e-4], /expected a finite coefficient/],
    ["none in an open cell", [1e-6, 0], /0 in an open cell/],
  ])("expects %s", (_, cubic, message) => {
    const pins = (v: number): Terminal[] => [{ voltage: v, resistance: 0 }];
    const circuit: Circuit = {
      rows: 1,
      columns: 2,
      wordSegment: 1,
      bitSegment: 1,
      device: { model: "cubic", cubic: Float64Array.from(cubic) },
      conductance: Float64Array.of(0, 1e-4),
      terminals: { left: pins(0.3), right: null, top: null, bottom: [...pins(0), ...pins(0)] },
    };
    expect(circuitFaults(circuit)[0]?.message).toMatch(message);
    expect(() => solveCircuit(circuit)).toThrow(/device\.cubic/);
  });
});
