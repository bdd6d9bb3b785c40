import { describe, expect, test } from "vitest";
import type { Circuit } from "../src/circuit.ts";
import { solveCircuit } from "../src/solve.ts";
import { loadSolverKernel } from "../src/wasm-kernel.ts";
import { readArray, same } from "./circuits.ts";
import { relativeError } from "./dense-nodal.ts";
import { createRng } from "./random.ts";
import { uniformArrayCurrents } from "./uniform-array.ts";

const kernel = loadSolverKernel();

function uniform(
  rows: number,
  columns: number,
  g: number,
  rw: number,
  rb: number,
  voltage: Float64Array,
): Circuit {
  return {
    rows,
    columns,
    wordSegment: rw,
    bitSegment: rb,
    device: { model: "linear" },
    conductance: new Float64Array(rows * columns).fill(g),
    terminals: {
      left: Array.from(voltage, (v) => ({ voltage: v, resistance: rw })),
      right: null,
      top: null,
      bottom: same(columns, 0, rb),
    },
  };
}

describe("uniform arrays against the spectral solution", () => {
  test.each([
    [1, 1, 1, 1],
    [4, 7, 3, 0.2],
    [64, 64, 1, 1],
    [33, 128, 5, 1],
    [256, 256, 1, 2],
    [512, 100, 10, 10],
    [1024, 1024, 1, 1],
    [1024, 1024, 5, 5],
  ])("%i × %i at %d and %d Ω a segment", (rows, columns, rw, rb) => {
    const rng = createRng(`${rows} ${columns}`);
    const voltage = Float64Array.from({ length: rows }, () => 0.3 * rng.uniform());
    const exact = uniformArrayCurrents(
      { rows, columns, conductance: 5e-5, wordSegment: rw, bitSegment: rb },
      voltage,
    );
    const ours = solveCircuit(uniform(rows, columns, 5e-5, rw, rb, voltage), { kernel });
    const error = Math.max(
      ...exact.map((current, j) => Math.abs(ours.terminalCurrent.bottom![j] / current - 1)),
    );
    expect(error).toBeLessThan(1e-9);
  });

  test("64 × 64, 10 kΩ, 2.93 Ω, all at 0.2 V: the last column carries 48.81 % of the ideal 1.28 mA", () => {
    const currents = uniformArrayCurrents(
      { rows: 64, columns: 64, conductance: 1e-4, wordSegment: 2.93, bitSegment: 2.93 },
      new Float64Array(64).fill(0.2),
    );
    expect(currents[63] / 1.28e-3).toBeCloseTo(0.4881, 4);
  });
});

describe("ladders", () => {
  const [device, wire, volt] = [1e4, 1, 0.2];
  const shunt = device + wire;
  const alpha = Math.acosh(1 + wire / (2 * shunt));
  const ladder = (n: number): Float64Array =>
    Float64Array.from(
      { length: n },
      (_, k) => ((volt / shunt) * Math.cosh((n - 0.5 - k) * alpha)) / Math.cosh((n + 0.5) * alpha),
    );

  test.each([1, 2, 64, 512])("1 × %i is a cosh", (n) => {
    const ours = solveCircuit(uniform(1, n, 1 / device, wire, wire, new Float64Array([volt])), { kernel });
    expect(relativeError(ours.terminalCurrent.bottom!, ladder(n))).toBeLessThan(1e-11);
  });

  test("512 × 1 by reciprocity: 19.43 % of the ideal", () => {
    const ours = solveCircuit(uniform(512, 1, 1 / device, wire, wire, new Float64Array(512).fill(volt)));
    const total = ladder(512).reduce((sum, current) => sum + current, 0);
    expect(ours.terminalCurrent.bottom![0]).toBeCloseTo(total, 14);
    expect(ours.terminalCurrent.bottom![0] / ((512 * volt) / device)).toBeCloseTo(0.1943, 4);
  });
});

describe("small wire resistances", () => {
  const ideal = readArray({ rows: 24, columns: 17, seed: 5 });
  const vmm = Float64Array.from({ length: 17 }, (_, j) => {
    let sum = 0;
    for (let i = 0; i < 24; i++) sum += ideal.conductance[i * 17 + j] * ideal.terminals.left![i]!.voltage;
    return sum;
  });
  const withWires = (r: number): Float64Array =>
    solveCircuit({
      ...ideal,
      wordSegment: r,
      bitSegment: r,
      terminals: {
        ...ideal.terminals,
        left: ideal.terminals.left!.map((t) => ({ voltage: t!.voltage, resistance: r })),
        bottom: same(17, 0, r),
      },
    }).terminalCurrent.bottom!;

  test("none at all is the ideal vector-matrix product", () => {
    expect(relativeError(withWires(0), vmm)).toBeLessThan(1e-14);
  });

  test("the error against the ideal is of first order", () => {
    const errors = [0.1, 0.05, 0.025].map((r) => relativeError(withWires(r), vmm));
    for (const k of [0, 1]) expect(Math.log2(errors[k] / errors[k + 1])).toBeCloseTo(1, 1);
  });

  test("1 nΩ is as good as none", () => {
    expect(relativeError(withWires(1e-9), vmm)).toBeLessThan(1e-9);
  });
});
