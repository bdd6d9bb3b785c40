// What it takes to randomise an array by the published pulses, tile after tile.

import { expect, it } from "vitest";
import { createRng } from "#base";
import { measureInitialisation } from "../../src/simulation/hash-initialisation.ts";
import { configOf } from "../design-under-test.ts";

const [PULSES, SECONDS, VOLTS, START] = [40, 0.5e-3, 1.5, 65e-6];

/** An array of so many rows and columns in tiles of 12 × 12 devices that are stuck never. */
function initialised(rows: number, columns: number, model = "tiox") {
  const { design } = configOf(
    `{ workload: { headWidth: 8, attention: { rounds: 1, buckets: 4 } }, design: { hashing: { array: { rows: ${rows}, columns: ${columns}, tileRows: 12, tileColumns: 12, spares: 0 }, tileSwitch: { model: "ideal" }, memristor: { model: "${model}" } } } }`,
  );
  return measureInitialisation(design, createRng(2));
}

it("takes 40 pulses of half a millisecond a tile, one tile after another", () => {
  const [one, six] = [initialised(12, 12), initialised(24, 36)];
  expect([one?.pulses, six?.pulses]).toEqual([PULSES, PULSES]);
  expect(one?.time).toBeCloseTo(PULSES * SECONDS, 12);
  expect(six?.time).toBeCloseTo(6 * PULSES * SECONDS, 12);
  // Global lines in series take next to nothing of what devices of some µS draw.
  expect(Number(six?.energy) / (6 * Number(one?.energy))).toBeGreaterThan(0.95);
  expect(Number(six?.energy) / (6 * Number(one?.energy))).toBeLessThan(1.01);
});

it("draws about what devices of 65 µS do at 1.5 V times a profile, and at least what they do in the end", () => {
  const found = initialised(12, 12);
  if (found === null || found === undefined) throw new Error("no recipe");
  // Four columns rise from 1 to 1.2, four stay, four fall.
  const profile = [1, 1 + 0.2 / 3, 1 + 0.4 / 3, 1.2, 1.2, 1.2, 1.2, 1.2, 1.2, 1 + 0.4 / 3, 1 + 0.2 / 3, 1];
  const squares = profile.reduce((sum, factor) => sum + (VOLTS * factor) ** 2, 0);
  const at = (siemens: number): number => 12 * squares * siemens * PULSES * SECONDS;
  // A device's current grows by its cube as well, by less than half at these volts.
  expect(found.energy).toBeLessThan(1.5 * at(START));
  expect(found.energy).toBeGreaterThan(0.9 * at(found.mean));
  expect(found.mean).toBeLessThan(START);
  expect(found.wear).toBeLessThanOrEqual(PULSES);
  expect(found.stuck).toBeGreaterThanOrEqual(0);
  expect(found.stuck).toBeLessThan(0.2);
  expect(found.spread).toBeGreaterThan(0);
  expect(found.spread).toBeLessThan(START);
});

it("is unknown of a device without published pulses", () => {
  expect(initialised(12, 12, "normal")).toBeNull();
});
