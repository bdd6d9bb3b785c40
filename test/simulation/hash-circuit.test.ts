// The full circuit of an array under reads, by Ohm's law where wires are short.

import { expect, it } from "vitest";
import { createRng, dense, normals, row } from "#base";
import { measureCircuit } from "../../src/simulation/hash-circuit.ts";
import { dacLevels } from "../../src/simulation/hashers.ts";
import { configOf } from "../design-under-test.ts";

/** Devices of 1 µS: the ohms of short lines are less than a thousandth of theirs. */
const configured = (
  tile: number,
  rows: number,
  columns: number,
  tileSwitch = 'tileSwitch: { model: "ideal" },',
) =>
  configOf(
    `{ workload: { headWidth: 8, length: 256, attention: { hash: "simhash", rounds: 1, buckets: 16, chunk: 16 } },
       design: { hashing: {
         array: { rows: ${rows}, columns: ${columns}, tileRows: ${tile}, tileColumns: ${tile}, wires: "solved", spares: 0 },
         memristor: { model: "normal", mean: "1 µS", spread: 0.2, off: "1 nS", readNoise: 0, stuckOn: 0, stuckOff: 0 },
         dac: { model: "ideal" }, driver: { model: "ideal" }, ${tileSwitch}
         readout: { family: "comparator", model: "ideal" } } } }`,
  );

it("draws Σ v² g of the devices on its driven lines, and loses next to nothing on the way", () => {
  const { design, workload } = configured(8, 8, 8);
  const rng = createRng(6);
  const found = measureCircuit(design, workload, rng);
  const vectors = dense(24, 8, normals(24 * 8, rng.fork("vectors")));
  const levels = dacLevels(design, vectors);
  const volts = design.hashing.driver.behaviour.readVoltage;
  let watts = 0;
  for (let t = 0; t < 24; t++)
    for (let i = 0; i < 8; i++)
      for (let j = 0; j < 8; j++)
        watts += ((volts * row(levels, t)[i]) ** 2 * found.conductance[i * 8 + j]) / 24;
  for (const own of [found.power.circuit, found.power.simulated, found.power.devices])
    expect(Math.abs(own / watts - 1)).toBeLessThan(0.01);
  expect(found.power.devices).toBeLessThanOrEqual(found.power.circuit);
  expect(Math.abs(found.power.simulated / found.power.circuit - 1)).toBeLessThan(1e-6);
  expect(found.retained).toBeGreaterThan(0.99);
  expect(found.retained).toBeLessThanOrEqual(1);
  expect(found.worstCell).toBeLessThanOrEqual(found.retained);
});

it("counts each sign of 24 reads once; none of n flipped is at most z² / (n + z²) of them, by Wilson", () => {
  const { design, workload } = configured(8, 8, 8);
  const { flips, reads, outputs } = measureCircuit(design, workload, createRng(6));
  expect([reads, outputs]).toEqual([24, 4]);
  expect(flips.signs).toBe(24 * 4);
  expect(flips.flipped).toBe(0);
  const z = 1.645;
  expect(flips.upper95).toBeCloseTo(z ** 2 / (flips.signs + z ** 2), 12);
});

it("connects the tiles under driven rows and read columns, of all that the array has", () => {
  const { design, workload } = configured(8, 16, 24, "");
  const { tiles, retained, retainedByWires } = measureCircuit(design, workload, createRng(6));
  // Eight rows are driven, and two lines of each of four outputs are read: one tile of two by three.
  expect(tiles).toEqual({ connected: 1, all: 6 });
  // Switches and global lines of tiles take a part of the signal.
  expect(retainedByWires).toBeGreaterThan(retained);
});
