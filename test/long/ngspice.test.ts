import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { type Circuit, SIDES, type Side } from "../../src/arrays/solver/circuit.ts";
import { circuitFaults } from "../../src/arrays/solver/circuit-faults.ts";
import { solveCircuit } from "../../src/arrays/solver/solve.ts";
import { spiceNetlist } from "../../src/arrays/solver/spice.ts";
import { createRng } from "../../src/base/rng.ts";
import { loadSolverKernel } from "../../src/runtime/solver-kernel.ts";
import { arbitraryCircuit, readArray } from "../arrays/solver/circuits.ts";

const isInstalled = spawnSync("ngspice", ["--version"]).status === 0;
if (!isInstalled) console.warn("ngspice is not installed: its tests are skipped");

const folder = mkdtempSync(join(tmpdir(), "crosshash-ngspice-"));
afterAll(() => rmSync(folder, { recursive: true }));
const kernel = loadSolverKernel();

/** The currents a deck prints, by source name. */
function ngspice(deck: string): Map<string, number> {
  const path = join(folder, "deck.cir");
  writeFileSync(path, deck);
  const output = execFileSync("ngspice", ["-b", path], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  return new Map(
    Array.from(output.matchAll(/^i\((v_\w+)\) = (\S+)$/gm), ([, name, value]) => [name, Number(value)]),
  );
}

/** Largest difference over the largest terminal current. */
function disagreement(circuit: Circuit): number {
  const { terminalCurrent } = solveCircuit(circuit, { kernel });
  const theirs = ngspice(spiceNetlist(circuit));
  let error = 0;
  let scale = 0;
  let met = 0;
  for (const side of SIDES)
    terminalCurrent[side]?.forEach((current: number, line: number) => {
      const other = theirs.get(`v_${side satisfies Side}_${line}`);
      if (other === undefined) return;
      met++;
      scale = Math.max(scale, Math.abs(current));
      error = Math.max(error, Math.abs(other - current));
    });
  expect(met).toBe(theirs.size);
  return error / scale;
}

/** ngspice solves in double precision: leave out what it cannot resolve. */
function judgeable(seed: number): Circuit | null {
  const any = arbitraryCircuit(`ngspice ${seed}`);
  const circuit: Circuit = {
    ...any,
    wordSegment: any.wordSegment === 1e-3 ? 1 : any.wordSegment,
    bitSegment: any.bitSegment === 1e-3 ? 1 : any.bitSegment,
    conductance: any.conductance.map((g) => Math.min(g, 0.1)),
  };
  if (circuitFaults(circuit).length > 0) return null;
  // Of two pins on one node the deck keeps one, which then carries the current of both.
  if (spiceNetlist(circuit).includes("pins the node")) return null;
  const { terminalCurrent } = solveCircuit(circuit, { kernel });
  const carries = SIDES.some((side) => terminalCurrent[side]?.some((current) => Math.abs(current) > 1e-7));
  return carries ? circuit : null;
}

describe.skipIf(!isInstalled)("ngspice", () => {
  test("random circuits of every kind of terminal, linear and sinh", () => {
    const circuits = Array.from({ length: 400 }, (_, seed) => judgeable(seed)).filter((c) => c !== null);
    expect(circuits.length).toBeGreaterThan(100);
    const worst = circuits.map((circuit, k) => ({ k, error: disagreement(circuit) }));
    expect(worst.filter(({ error }) => !(error < 1e-7))).toEqual([]);
  });

  test("random circuits of cubic cells", () => {
    const circuits = Array.from({ length: 200 }, (_, seed) => judgeable(seed)).filter((c) => c !== null);
    const worst = circuits.map((any, k) => {
      const rng = createRng(k);
      const cubic = any.conductance.map((g) => g * (10 * rng.uniform() - 0.2));
      return { k, error: disagreement({ ...any, device: { model: "cubic", cubic } }) };
    });
    expect(worst.length).toBeGreaterThan(50);
    expect(worst.filter(({ error }) => !(error < 1e-7))).toEqual([]);
  });

  test.each([
    ["64 × 64 linear", readArray({ rows: 64, columns: 64, seed: 1 })],
    ["64 × 64 sinh", readArray({ rows: 64, columns: 64, seed: 1, device: { model: "sinh", sharpness: 3 } })],
    ["128 × 128 linear", readArray({ rows: 128, columns: 128, seed: 2, wordSegment: 5 })],
    [
      "12 × 10, a·V of 60",
      readArray({ rows: 12, columns: 10, seed: 3, device: { model: "sinh", sharpness: 200 } }),
    ],
  ])("%s", (_, circuit) => {
    expect(disagreement(circuit)).toBeLessThan(1e-8);
  });
});
