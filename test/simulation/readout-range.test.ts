// Ranges that readouts take from the first reads: of the larger of two row blocks, whose sums are added digitally.

import { expect, it } from "vitest";
import { createRng, dense, normals } from "#base";
import { unsettledShare } from "../../src/design/front-end.ts";
import { programSet, reachOfSet } from "../../src/simulation/programmed-set.ts";
import { type ReadoutRange, valueReader } from "../../src/simulation/reads.ts";
import { configOf } from "../design-under-test.ts";

const [READS, WIDTH, OUTPUTS] = [400, 32, 8];

function setOf(text: string) {
  const { design } = configOf(
    `{ workload: { headWidth: ${WIDTH} }, design: { hashing: { array: { wires: "solved", rows: 16, columns: 16, tileRows: 16, tileColumns: 16, rowSplit: "digital", spares: 0 },
       memristor: { model: "ideal" }, dac: { model: "ideal" }, readoutRange: 5, settling: "simulated", ${text}
       readout: { family: "adc", model: "sar", bits: 12, enobLoss: 0, offset: 0, trimBits: 0 } } } }`,
  );
  const projections = dense(OUTPUTS, WIDTH, normals(OUTPUTS * WIDTH, createRng("projections")));
  return { design, set: programSet(design, projections, createRng("array")) };
}

/** Levels whose second half is three times as large. */
const levels = dense(
  READS,
  WIDTH,
  normals(READS * WIDTH, createRng("vectors")).map((x, k) => (x / 16) * (k % WIDTH < 16 ? 1 : 3)),
);

/** Root mean square of the outputs that some word lines alone give, A. */
function rmsOf({ design, set }: ReturnType<typeof setOf>, from: number, to: number): number {
  const { transfer } = set.response;
  const { readVoltage } = design.hashing.driver.behaviour;
  let squares = 0;
  for (let t = 0; t < READS; t++)
    for (let p = 0; p < OUTPUTS; p++) {
      let amperes = 0;
      for (let i = from; i < to; i++)
        amperes += transfer.data[p * WIDTH + i] * readVoltage * levels.data[t * WIDTH + i];
      squares += amperes ** 2;
    }
  return Math.sqrt(squares / (READS * OUTPUTS));
}

it.each([
  ["in time", 'readTime: "50 ns",'],
  ["too soon", 'readTime: "10 ns", inputStage: { bandwidth: "50 MHz" },'],
])("a read that ends %s has the range, and the residue, of the larger block", (_, text) => {
  const own = setOf(text);
  const range: ReadoutRange = { fullScale: null, residue: null };
  const rngs = { device: createRng("device"), readout: createRng("readout") };
  const { seen } = valueReader(own.design, own.set)(levels, 0, rngs, range);
  const [small, large] = [rmsOf(own, 0, 16), rmsOf(own, 16, 32)];
  expect(large).toBeGreaterThan(2 * small);
  expect(Number(range.fullScale) / (5 * large)).toBeCloseTo(1, 9);
  const share = unsettledShare(own.design, reachOfSet(own.design, own.set));
  if (text.includes("50 MHz")) expect(share).toBeGreaterThan(0.01);
  expect(Number(range.residue)).toBeCloseTo(share * large, 15);
  // The blocks' values add, less what has not settled; each block has the residue of another read as noise.
  const whole = rmsOf(own, 0, 32) * (1 - share);
  const rms = Math.sqrt(seen.data.reduce((sum, x) => sum + x * x, 0) / seen.data.length);
  expect(rms / Math.sqrt(whole ** 2 + 2 * (share * large) ** 2)).toBeGreaterThan(0.97);
  expect(rms / Math.sqrt(whole ** 2 + 2 * (share * large) ** 2)).toBeLessThan(1.03);
});
