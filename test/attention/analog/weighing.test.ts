import { describe, expect, it } from "vitest";
import { createRng, type Dense, dense, kelvin, normals, row, seconds } from "#base";
import type { CellRead, DynamicArray } from "../../../src/arrays/dynamic/dynamic-array.ts";
import { gainCell } from "../../../src/arrays/dynamic/models.ts";
import { fitScales, overlapOf } from "../../../src/attention/analog/scales.ts";
import {
  type AnalogScales,
  type AnalogUnits,
  analogLogits,
  analogOutput,
  analogWeights,
  holdHead,
  keptAfter,
} from "../../../src/attention/analog/weighing.ts";
import type { Adc } from "../../../src/peripherals/adc/adc.ts";
import { chargeToPulseAdc } from "../../../src/peripherals/adc/charge-to-pulse.ts";

const [L, D] = [150, 8];
const matrix = (label: string): Dense => dense(L, D, normals(L * D, createRng(label)));
const [q, k, v] = ["q", "k", "v"].map(matrix);
const SCALES: AnalogScales = {
  query: 2.5,
  key: 2,
  value: 1.5,
  foot: -0.4,
  span: 3,
  scores: 4,
  outputs: 20,
  gain: 0.7,
};
const SCALE = 0.3;

const cellOf = (changed: Partial<CellRead> = {}): CellRead => {
  const { cell } = gainCell.schema.parse({ model: "gain-cell", rows: 32 }).behaviour;
  if (cell === null) throw new Error("expected a cell");
  return { ...cell, variation: 0, response: (level) => level, ...changed };
};

const arrayOf = (changed: Partial<DynamicArray> = {}): DynamicArray => ({
  ...gainCell.schema.parse({ model: "gain-cell", rows: 32 }).behaviour,
  cell: cellOf(),
  ...changed,
});

const adcOf = (changed: Readonly<Record<string, unknown>> = {}): Adc =>
  chargeToPulseAdc.schema.parse({ model: "charge-to-pulse", enobLoss: 0, offset: 0, ...changed }).behaviour;

const unitsOf = (changed: Partial<AnalogUnits> = {}): AnalogUnits => ({
  array: arrayOf(),
  adc: null,
  temperature: kelvin(300),
  kept: new Float64Array(L + 1).fill(1),
  ...changed,
});

const heldOf = (units: AnalogUnits, seed = 1) => holdHead(units, k, v, SCALES, createRng(seed));

/** Nearest of 2^bits equidistant levels on ±range, by trying them all. */
function nearest(x: number, range: number, bits: number): number {
  let best = Number.NaN;
  for (let n = 0; n < 2 ** bits; n++) {
    const level = -range + (2 * range * n) / (2 ** bits - 1);
    if (!(Math.abs(level - x) >= Math.abs(best - x))) best = level;
  }
  return best;
}

const close = (found: ArrayLike<number>, expected: ArrayLike<number>, digits = 10): void => {
  expect(found.length).toBe(expected.length);
  for (let n = 0; n < found.length; n++) expect(found[n]).toBeCloseTo(expected[n], digits);
};

describe("what each key weighs in analog arrays", () => {
  it("has the 8 levels of keys and the cell's polynomial of third order, summed by hand", () => {
    const c = [
      [0.17393044, 0.15653739, 0.14088365, 0.12679529],
      [5.51975209, 4.96777688, 4.4709992],
      [-1.44776001, -1.30298401],
      [46.05483778],
    ];
    const current = (volts: number): number => {
      let sum = 0;
      for (let i = 0; i <= 3; i++)
        for (let j = 0; j <= 3 - i; j++) sum += (volts - 0.45) ** i * 0.9 ** j * c[i][j];
      return sum;
    };
    const { cell } = gainCell.schema.parse({ model: "gain-cell", variation: 0 }).behaviour;
    const units = unitsOf({ array: arrayOf({ cell }) });
    const held = heldOf(units);
    const query = row(q, 7);
    const expected = Array.from({ length: 41 }, (_, j) => {
      let sum = 0;
      for (let n = 0; n < D; n++) {
        const level = nearest(k.data[j * D + n], 2, 3);
        sum += query[n] * 2 * (current(0.45 + 0.45 * (level / 2)) / current(0.9));
      }
      return SCALE * sum;
    });
    close(analogLogits(units, held, query, 40, SCALES, SCALE, null), expected);
  });

  it("has a gain a cell that is frozen: of the stated spread, the same in every read, another in every sample", () => {
    const units = unitsOf({ array: arrayOf({ cell: cellOf({ variation: 0.1 }) }) });
    const [plain, one, other] = [heldOf(unitsOf()), heldOf(units), heldOf(units, 2)];
    const gains = [...one.keys.data].map((x, n) => x / plain.keys.data[n] - 1);
    const deviation = Math.sqrt(gains.reduce((sum, x) => sum + x * x, 0) / gains.length);
    // 1 200 draws: 2 % of their deviation is one standard error, and the seed is fixed.
    expect(Math.abs(deviation / 0.1 - 1)).toBeLessThan(0.06);
    const read = (held: typeof one) => analogLogits(units, held, row(q, 3), 20, SCALES, SCALE, null);
    expect(read(one)).toEqual(read(one));
    expect(read(one)).not.toEqual(read(other));
  });

  it("has the noise of its charge: shot noise of the column and kT/C of its capacitor", () => {
    const current = 2e-9;
    const units = unitsOf({ array: arrayOf({ cell: cellOf({ current: current as CellRead["current"] }) }) });
    const held = heldOf(units);
    const query = row(q, 9);
    const plain = analogLogits(units, held, query, 5, SCALES, SCALE, null);
    const rng = createRng("noise");
    const deviations: number[] = [];
    for (let n = 0; n < 4000; n++)
      deviations.push(...analogLogits(units, held, query, 5, SCALES, SCALE, rng).map((x, j) => x - plain[j]));
    const charge = current * 15e-9;
    let [drive, level] = [0, 0];
    for (const x of query) drive += Math.abs(x) / SCALES.query;
    for (const x of held.keys.data) level += Math.abs(x) / SCALES.key / held.keys.data.length;
    const cells = (drive * level * 1.602176634e-19 + (32 * 1.380649e-23 * 300) / 0.9) / charge;
    const expected = SCALE * SCALES.query * SCALES.key * Math.sqrt(cells);
    const found = Math.sqrt(deviations.reduce((sum, x) => sum + x * x, 0) / deviations.length);
    // 24 000 draws: 0.5 % is one standard error.
    expect(Math.abs(found / expected - 1)).toBeLessThan(0.015);
  });

  it("decays with its age, and is written anew after the retention", () => {
    const kept = keptAfter({ retention: seconds(5e-3) }, 200, seconds(1e-4));
    for (const n of [0, 1, 20, 49, 51, 120])
      expect(kept[n]).toBeCloseTo(Math.exp(-((n * 1e-4) % 5e-3) / 5e-3), 9);
    const units = unitsOf({ kept });
    const held = heldOf(units);
    const whole = analogLogits(unitsOf(), held, row(q, 30), 30, SCALES, SCALE, null);
    const old = analogLogits(units, held, row(q, 30), 30, SCALES, SCALE, null);
    for (let j = 0; j <= 30; j++) expect(old[j]).toBeCloseTo(whole[j] * Math.exp(-(30 - j) / 50), 10);
  });

  it("is a straight line between two ends, where converters give pulses, with the offset of each", () => {
    const units = unitsOf({ adc: adcOf({ offset: 0.05, trimBits: 0 }) });
    const held = heldOf(units);
    const logits = Float64Array.from({ length: 40 }, (_, n) => -3 + n / 6);
    const expected = [...logits].map((x, j) => {
      const y = (x + 0.4) / 3 + held.scoreOffsets[j];
      return Math.min(1, Math.max(0, y));
    });
    close(analogWeights(units, held, logits, SCALES, null), expected);
    expect(new Set(held.scoreOffsets).size).toBe(L);
  });

  it("is the softmax of codes behind converters of codes", () => {
    const units = unitsOf({ adc: adcOf(), array: arrayOf({ readout: "adc" }) });
    const logits = Float64Array.from({ length: 9 }, (_, n) => -3.9 + n);
    const codes = [...logits].map((x) => (Math.min(15, Math.floor(x / 0.25)) + 0.5) * 0.25);
    const sum = codes.reduce((total, x) => total + Math.exp(x), 0);
    close(
      analogWeights(units, heldOf(units), logits, SCALES, null),
      codes.map((x) => Math.exp(x) / sum),
    );
  });
});

describe("what comes out", () => {
  it("is counted, and limited, a block of rows at a time, and summed", () => {
    const units = unitsOf({ adc: adcOf() });
    const scales = { ...SCALES, outputs: 3 };
    const held = heldOf(units);
    const weights = Float64Array.from({ length: 100 }, (_, j) => Math.abs(Math.sin(j)));
    const found = analogOutput(units, held, weights, scales, null);
    let limited = 0;
    const expected = Array.from({ length: D }, (_, c) => {
      let output = 0;
      for (let from = 0; from < 100; from += 32) {
        let sum = 0;
        for (let j = from; j < Math.min(100, from + 32); j++)
          sum += weights[j] * nearest(v.data[j * D + c], 1.5, 3);
        if (Math.abs(sum) > 3) limited++;
        // Five bits are a sign and 15 steps.
        output += (Math.max(-15, Math.min(15, Math.round((sum / 3) * 15))) / 15) * 3;
      }
      return 0.7 * output;
    });
    expect(limited).toBeGreaterThan(0);
    close(found, expected);
  });

  it("has the noise of its charge in every block, and that of its converters", () => {
    const cell = cellOf({ current: 1e-9 as CellRead["current"] });
    const quiet = unitsOf({ array: arrayOf({ cell }) });
    const held = heldOf(quiet);
    const weights = new Float64Array(64).fill(0.5);
    const scales = { ...SCALES, outputs: 1e3, gain: 1 };
    const level = held.values.data.reduce((sum, x) => sum + Math.abs(x), 0) / held.values.data.length / 1.5;
    // Two blocks of 32 rows at half a pulse each.
    const cells = (16 * level * 1.602176634e-19 + (32 * 1.380649e-23 * 300) / 0.9) / (1e-9 * 15e-9);
    const charge = 2 * 1.5 ** 2 * cells;
    const noisy = { ...adcOf(), noise: 1e-3, bits: 40 };
    const conversions = 2 * (1e-3 * 1e3) ** 2;
    for (const [units, variance] of [
      [quiet, charge],
      [{ ...quiet, adc: noisy }, charge + conversions],
    ] as const) {
      const plain = analogOutput(quiet, held, weights, scales, null);
      const rng = createRng("output noise");
      let sum = 0;
      for (let n = 0; n < 2000; n++)
        for (const [c, x] of analogOutput(units, held, weights, scales, rng).entries())
          sum += (x - plain[c]) ** 2;
      // 16 000 draws: 1.1 % of the variance is one standard error.
      expect(Math.abs(sum / (2000 * D) / variance - 1)).toBeLessThan(0.035);
    }
  });

  it("loses resolution with more rows on a line of the same bits", () => {
    const errorWith = (rows: number, outputBits: number): number => {
      const units = unitsOf({ array: arrayOf({ rows, outputBits }), adc: adcOf({ bits: outputBits }) });
      const positions = [100, 110, 120, 130, 140, 149];
      const exact = positions.map((position) => exactOf(position));
      const scales = fitScales(units, { q, keys: k, values: v }, exact, SCALE);
      const held = holdHead(units, k, v, scales, createRng(1));
      let [error, norm] = [0, 0];
      for (const { position, query } of exact) {
        const weights = analogWeights(
          units,
          held,
          analogLogits(units, held, query, position, scales, SCALE, null),
          scales,
          null,
        );
        const whole = analogOutput({ ...units, adc: null }, held, weights, scales, null);
        analogOutput(units, held, weights, scales, null).forEach((x, c) => {
          error += (x - whole[c]) ** 2;
          norm += whole[c] ** 2;
        });
      }
      return Math.sqrt(error / norm);
    };
    expect(errorWith(128, 4)).toBeGreaterThan(1.3 * errorWith(16, 4));
    expect(errorWith(32, 8)).toBeLessThan(0.2 * errorWith(32, 4));
  });
});

/** Exact attention by plain loops. */
function exactOf(position: number) {
  const query = row(q, position);
  const weights = new Float64Array(position + 1);
  for (let j = 0; j <= position; j++) {
    let dot = 0;
    for (let c = 0; c < D; c++) dot += query[c] * k.data[j * D + c];
    weights[j] = Math.exp(SCALE * dot);
  }
  const sum = weights.reduce((total, x) => total + x, 0);
  const output = new Float64Array(D);
  for (let j = 0; j <= position; j++)
    for (let c = 0; c < D; c++) output[c] += (weights[j] / sum) * v.data[j * D + c];
  return { position, last: position, query, weights: weights.map((w) => w / sum), output };
}

describe("scales", () => {
  it("with wide bits, a softmax and nothing else, give exact attention to 1e-3", () => {
    const fine = gainCell.schema.parse({ model: "gain-cell", keyBits: 16, queryBits: 16 }).behaviour;
    const array = { ...fine, readout: "adc" as const, cell: null };
    const units = unitsOf({ array });
    const scales = fitScales(units, { q, keys: k, values: v }, [exactOf(90)], SCALE);
    const held = holdHead(units, k, v, scales, createRng(1));
    for (const position of [0, 60, 149]) {
      const exact = exactOf(position);
      const logits = analogLogits(units, held, exact.query, position, scales, SCALE, null);
      const weights = analogWeights(units, held, logits, scales, null);
      expect(overlapOf(exact.weights, weights)).toBeGreaterThan(0.999);
      close(analogOutput(units, held, weights, scales, null), exact.output, 3);
    }
  });

  it("reproduce no less of the calibration's weights than any other ends that were tried", () => {
    const units = unitsOf();
    const exact = [70, 90, 120].map(exactOf);
    const scales = fitScales(units, { q, keys: k, values: v }, exact, SCALE);
    const held = holdHead(units, k, v, scales, createRng(1));
    const overlap = ({ foot, span }: { foot: number; span: number }): number =>
      exact.reduce((sum, { query, position, weights }) => {
        const driven = units.array.driven(dense(1, D, query), scales.query).data;
        const logits = analogLogits(units, held, driven, position, scales, SCALE, null);
        return sum + overlapOf(weights, analogWeights(units, held, logits, { ...scales, foot, span }, null));
      }, 0);
    const best = overlap(scales);
    expect(best).toBeGreaterThan(0.6 * exact.length);
    for (const foot of [-2, -1, 0, 1]) expect(overlap({ foot, span: 0.05 })).toBeLessThanOrEqual(best);
  });
});

it("the overlap is one less the total variation distance", () => {
  const rng = createRng(5);
  for (let n = 0; n < 50; n++) {
    const [a, b] = [0, 1].map(() => Float64Array.from({ length: 20 }, () => rng.uniform() ** 4));
    const [sumA, sumB] = [a, b].map((one) => one.reduce((sum, x) => sum + x, 0));
    const p = a.map((x) => x / sumA);
    const distance = p.reduce((sum, x, j) => sum + Math.abs(x - b[j] / sumB), 0) / 2;
    expect(overlapOf(p, b)).toBeCloseTo(1 - distance, 12);
  }
  expect(overlapOf(Float64Array.of(1), Float64Array.of(0))).toBe(0);
});
