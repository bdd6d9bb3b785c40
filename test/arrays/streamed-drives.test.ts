import { describe, expect, test } from "vitest";
import { createRng } from "#base";
import {
  type ArrayElectrics,
  bitSides,
  columnPlan,
  type ProgrammedArray,
  tileCircuit,
  wordSides,
} from "#crossbar-arrays";
import { loadSolverKernel, plainKernel } from "#crossbar-solver";
import { eliminatedCurrents, streamedDrives } from "../../packages/crossbar-arrays/src/streamed-drives.ts";
import { denseNodal, relativeError } from "../../packages/crossbar-solver/test/dense-nodal.ts";

const kernel = loadSolverKernel();

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
