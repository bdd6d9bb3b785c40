import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { createRng, dense } from "#base";
import {
  type ArrayElectrics,
  arrayNetlist,
  arraySolver,
  columnPlan,
  outputCurrents,
  type ProgrammedArray,
  solvedResponse,
} from "#crossbar-arrays";
import {
  type Circuit,
  circuitFaults,
  loadSolverKernel,
  SIDES,
  type Side,
  solveCircuit,
  spiceNetlist,
} from "#crossbar-solver";
import type { CellLaw } from "#memristors";
import { arbitraryCircuit, readArray } from "../../packages/crossbar-solver/test/circuits.ts";

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

  test.each<[string, Circuit]>([
    ["64 × 64 linear", readArray({ rows: 64, columns: 64, seed: 1 })],
    ["64 × 64 sinh", readArray({ rows: 64, columns: 64, seed: 1, device: { model: "sinh", sharpness: 3 } })],
    // Over a minute of ngspice: CROSSHASH_NGSPICE_LARGE asks for it.
    ...(process.env.CROSSHASH_NGSPICE_LARGE === undefined
      ? []
      : [
          ["128 × 128 linear", readArray({ rows: 128, columns: 128, seed: 2, wordSegment: 5 })] as [
            string,
            Circuit,
          ],
        ]),
    [
      "12 × 10, a·V of 60",
      readArray({ rows: 12, columns: 10, seed: 3, device: { model: "sinh", sharpness: 200 } }),
    ],
  ])("%s", (_, circuit) => {
    expect(disagreement(circuit)).toBeLessThan(1e-8);
  });
});

/** Untuned cells of about 60 µS, all rows driven unless fewer are asked for. */
function tiledArray(
  rows: number,
  columns: number,
  tile: readonly [rows: number, columns: number],
  { driven = rows, outputs = columns >> 1, open = 0 } = {},
): ProgrammedArray {
  const rng = createRng(`tiled ${rows} ${columns} ${tile}`);
  const mark = (count: number): Uint8Array =>
    Uint8Array.from({ length: count }, () => (rng.uniform() < open ? 1 : 0));
  return {
    geometry: { rows, columns, tileRows: tile[0], tileColumns: tile[1] },
    cells: {
      conductance: Float64Array.from({ length: rows * columns }, () => 2e-5 + 8e-5 * rng.uniform()),
      cubic: null,
    },
    driven,
    outputs,
    plan: columnPlan("differential", columns),
    faults: { openWord: mark(rows), openBit: mark(columns), shortedBit: new Uint8Array(columns - 1) },
  };
}

const ends = { driver: 10, readout: 10, tileSwitch: 20, globalSegment: 0.0155 };
const wires = (ohm: number) => ({ wordSegment: ohm, bitSegment: ohm });
const SHARED: readonly (readonly [string, ProgrammedArray, ArrayElectrics, CellLaw["model"]])[] = [
  [
    "48 × 64 in 16 × 16, drivers at both ends",
    tiledArray(48, 64, [16, 16]),
    { ...wires(0.2476), ...ends, drive: "both" },
    "linear",
  ],
  [
    "the same, drivers at one end",
    tiledArray(48, 64, [16, 16]),
    { ...wires(0.2476), ...ends, drive: "both", driverEnds: "one" },
    "linear",
  ],
  [
    "uneven tiles, few outputs, open lines, poor wires",
    tiledArray(30, 44, [8, 12], { driven: 21, outputs: 9, open: 0.1 }),
    { ...wires(20), ...ends, tileSwitch: 5000, globalSegment: 1.25, drive: "one" },
    "linear",
  ],
  [
    "readouts at both ends of the bit lines",
    tiledArray(48, 32, [16, 8]),
    { ...wires(5), ...ends, globalSegment: 0.3, drive: "four-sides" },
    "linear",
  ],
  [
    "bent cells on poor global lines",
    tiledArray(24, 32, [8, 8]),
    { ...wires(5), ...ends, globalSegment: 2, drive: "both" },
    "sinh",
  ],
];

describe.skipIf(!isInstalled)("arrays with switches and common global lines against ngspice", () => {
  test.each(SHARED)("%s", (_, array, electrics, model) => {
    const rng = createRng("levels");
    const voltages = Float64Array.from({ length: array.driven }, () => 0.2 * (2 * rng.uniform() - 1));
    const law: CellLaw = model === "sinh" ? { model, sharpness: 4 } : { model: "linear" };
    const solution = arraySolver(array, electrics, law, kernel)(voltages);
    const theirs = ngspice(arrayNetlist(array, electrics, voltages, law));
    const columns = Array.from(theirs.keys()).filter((name) => name.startsWith("v_bit_"));
    expect(columns.length).toBeGreaterThan(10);
    const scale = Math.max(...columns.map((name) => Math.abs(theirs.get(name)!)));
    for (const name of columns)
      expect(Math.abs(theirs.get(name)! - solution.columns[Number(name.slice(6))]) / scale).toBeLessThan(
        1e-6,
      );
    solution.drivers.forEach((current, i) => {
      const other = theirs.get(`v_word_${i}`) ?? 0;
      // ngspice counts into the source.
      expect(Math.abs(other + current) / scale).toBeLessThan(1e-6);
    });
    if (model === "sinh") return;
    const response = solvedResponse(array, electrics, 0.2, kernel);
    const outputs = outputCurrents(response, dense(1, array.driven, voltages)).data;
    outputs.forEach((current, p) => {
      const of = (line: number): number => theirs.get(`v_bit_${line}`) ?? 0;
      const expected = of(array.plan.plus(p)) - of(array.plan.minus(p)!);
      expect(Math.abs(current - expected) / scale).toBeLessThan(1e-6);
    });
  });
});
