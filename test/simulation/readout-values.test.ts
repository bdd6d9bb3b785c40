import { expect, it } from "vitest";
import { createRng, dense, normals } from "#base";
import { frontEndOf } from "../../src/design/front-end.ts";
import { programSet } from "../../src/simulation/programmed-set.ts";
import { type ReadoutRange, valueReader } from "../../src/simulation/reads.ts";
import { configOf } from "../design-under-test.ts";

it("adds the input stages' noise to what a converter sees, once", () => {
  const { design } = configOf(
    `{ design: { hashing: { array: { wires: "solved", rows: 16, columns: 16, tileRows: 16, tileColumns: 16 },
       memristor: { model: "ideal" }, dac: { model: "ideal" }, inputStage: { model: "regulated-cascode" }, readoutRange: 6,
       readout: { family: "adc", model: "sar", bits: 12, enobLoss: 0, offset: 0, trimBits: 0 } } } }`,
  );
  const set = programSet(design, dense(8, 16, normals(128, createRng("projections"))), createRng("array"));
  const levels = dense(
    5000,
    16,
    normals(80_000, createRng("vectors")).map((x) => x / 8),
  );
  const read = valueReader(design, set);
  const [one, two] = ["first", "second"].map(
    (name) =>
      read(
        levels,
        0,
        { device: createRng("device"), readout: createRng(name) },
        { fullScale: null, residue: null },
      ).seen.data,
  );
  const deviation = Math.sqrt(one.reduce((sum, x, k) => sum + (x - two[k]) ** 2, 0) / one.length);
  // Two reads, of an output whose pair of stages has this noise; the converter's steps are far below it.
  const { noise } = frontEndOf(design, { rows: 16, columns: 16 });
  expect(noise).toBeGreaterThan(10e-9);
  // A deviation of 4·10⁴ differences is known to 0.4 %.
  expect(Math.abs(deviation / (Math.sqrt(2) * noise) - 1)).toBeLessThan(0.03);
});

it("adds a converter's own noise to each value: two reads differ by √2 of it, and their steps", () => {
  const { design } = configOf(
    `{ design: { hashing: { array: { wires: "ideal", rows: 16, columns: 16 },
       memristor: { model: "ideal" }, dac: { model: "ideal" }, driver: { model: "ideal" },
       readout: { family: "adc", model: "sar", bits: 8, enobLoss: 3, offset: 0, trimBits: 0 } } } }`,
  );
  const set = programSet(design, dense(8, 16, normals(128, createRng("projections"))), createRng("array"));
  const levels = dense(
    5000,
    16,
    normals(80_000, createRng("vectors")).map((x) => x / 8),
  );
  const read = valueReader(design, set);
  const range: ReadoutRange = { fullScale: null, residue: null };
  const [one, two] = ["first", "second"].map(
    (name) => read(levels, 0, { device: createRng("device"), readout: createRng(name) }, range).seen.data,
  );
  const fullScale = Number(range.fullScale);
  // Effective bits are 5 of 8: the noise fills what a step of 2/2⁵ makes beyond one of 2/2⁸, each with its deviation /√12.
  const [effective, step] = [2 / 2 ** 5, 2 / 2 ** 8].map((size) => (fullScale * size) / Math.sqrt(12));
  const expected = Math.sqrt(2) * effective;
  // Clipped values do not differ; they are few.
  const inside = [...one.keys()].filter(
    (k) => Math.max(Math.abs(one[k]), Math.abs(two[k])) < 0.8 * fullScale,
  );
  expect(inside.length).toBeGreaterThan(20_000);
  const deviation = Math.sqrt(inside.reduce((sum, k) => sum + (one[k] - two[k]) ** 2, 0) / inside.length);
  expect(step).toBeLessThan(effective / 4);
  // A deviation of 2·10⁴ differences is known to 0.5 %.
  expect(Math.abs(deviation / expected - 1)).toBeLessThan(0.03);
});

it("compares currents of the read voltage times levels times conductances, and their negatives", () => {
  for (const volts of [0.1, 0.2]) {
    const { design } = configOf(
      `{ design: { hashing: { array: { wires: "ideal", rows: 16, columns: 16 },
         memristor: { model: "ideal" }, dac: { model: "ideal" }, driver: { model: "ideal", readVoltage: "${volts} V" },
         readout: { family: "comparator", model: "ideal" } } } }`,
    );
    const set = programSet(design, dense(8, 16, normals(128, createRng("projections"))), createRng("array"));
    const levels = dense(5, 16, normals(80, createRng("vectors")));
    const { seen } = valueReader(design, set)(
      levels,
      0,
      { device: createRng("device"), readout: createRng("readout") },
      { fullScale: null, residue: null },
    );
    const { transfer } = set.response;
    for (let t = 0; t < 5; t++)
      for (let p = 0; p < 8; p++) {
        let amperes = 0;
        for (let i = 0; i < 16; i++) amperes += volts * transfer.data[p * 16 + i] * levels.data[t * 16 + i];
        expect(seen.data[t * 8 + p] / amperes).toBeCloseTo(1, 9);
      }
  }
});
