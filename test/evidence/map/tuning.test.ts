import { expect, it } from "vitest";
import { createRng } from "#base";
import { applyTrain, freshArray, selectCell } from "#crossbar-arrays";
import { paidBackAfter, pulseEnergy, tuningOf } from "../../../evidence/map/tuned-hash.ts";
import { WRITE_PULSES } from "../../../src/comparison/memory-layer.ts";
import { memristor, smallArray } from "../../arrays/programming/tiox-array.ts";

const [TIOX, FAST] = WRITE_PULSES;
const ARRAYS = { width: 64, bits: 32, tileRows: 16, tileColumns: 16, conductance: 61.7e-6 };

it("writing a set: two cells a weight, each half-selects the lines of its tile", () => {
  const own = tuningOf(ARRAYS, TIOX);
  expect(own.cells).toBe(4096);
  // 1.2 · 1.6² V² · 61.7 µS · 385 µs · (1 + 30 / 4), 31 times a cell.
  expect(own.energy).toBeCloseTo(4096 * 31 * 1.2 * 1.6 ** 2 * 61.7e-6 * 385e-6 * 8.5, 12);
  expect(own.time).toBeCloseTo(4096 * 31 * 385e-6, 9);
  expect(own.writings).toBe(41_666);
  expect(own.energy / tuningOf(ARRAYS, FAST).energy).toBeCloseTo(385e-6 / 20e-9, 6);
  expect(tuningOf({ ...ARRAYS, bits: 64 }, TIOX).energy).toBeCloseTo(2 * own.energy, 12);
});

it("is paid back by what each key saves, and never where keys save nothing", () => {
  expect(paidBackAfter({ energy: 6 }, 2)).toBe(3);
  expect(paidBackAfter({ energy: 6 }, 0)).toBeNull();
  expect(paidBackAfter({ energy: 6 }, -1)).toBeNull();
});

it("a pulse takes what the solved array takes where cells are ohmic", () => {
  const [rows, columns, volts, duration] = [6, 7, 0.02, 1e-6];
  const tiox = smallArray(memristor("tiox"), 1e-3, rows, columns);
  const start = freshArray(tiox, new Float64Array(rows * columns).fill(61.7e-6), createRng("tuning"));
  const { conductance: cells } = tiox.memristor.dynamics!.cells(start.state);
  const conductance = cells.reduce((sum, g) => sum + g, 0) / cells.length;
  const lines = selectCell(rows, columns, 2, 3, volts, "half");
  const { programmed } = applyTrain(tiox, start, { lines, duration, pulses: 1 });
  const formula = pulseEnergy({ tileRows: rows, tileColumns: columns, conductance }, { volts, duration });
  // The cells of the selected lines are not quite the mean ones.
  expect(Math.abs(programmed.energy / formula - 1)).toBeLessThan(0.03);
});
