import { describe, expect, it } from "vitest";
import { createRng, dense } from "#base";
import type { Dac } from "#circuits";
import { outputCurrents } from "#crossbar-arrays";
import { noiseVariance } from "../../../packages/crossbar-arrays/src/output-currents.ts";
import { fillGaussians, GROUP } from "../../../packages/vmm/src/noise.ts";
import { plainVmmKernel } from "../../../packages/vmm/src/plain-vmm.ts";
import { type VmmBatch, type VmmPlan, varianceForm } from "../../../packages/vmm/src/vmm.ts";
import { loadVmmKernel } from "../../../packages/vmm/src/vmm-kernel.ts";
import { midRise } from "../../../src/peripherals/adc/adc.ts";
import { bind } from "../../peripherals/bind.ts";
import { byTier } from "../../tier.ts";
import { batchOf, planOf, READ_VOLTAGE, response } from "./plans.ts";

const kernels = [plainVmmKernel, loadVmmKernel()];
const dacOf = (bits: number): Dac =>
  bind<"drive", Dac>("dac", "capacitive", { bits, code: "offset-binary" }).behaviour;

/** One device of 1 S read at 1 V: the current is the level. */
const wire = (change: Partial<VmmPlan> = {}): VmmPlan => ({
  transfer: dense(1, 1, Float64Array.of(1)),
  cubic: null,
  noise: null,
  readNoise: 0,
  readVoltage: 1,
  dacBits: null,
  adc: null,
  ...change,
});
const silent = { dacFullScale: 1, key: null, firstVector: 0 };

describe.each(kernels)("the product of $name", (kernel) => {
  it.each([{}, { cubic: true }])("gives what outputCurrents gives, to single precision: %o", (kind) => {
    const [vectors, rows, outputs] = [9, 50, 21];
    const of = response(outputs, rows, kind);
    const batch = batchOf(vectors, rows, { key: null, dacFullScale: 0.9 });
    const currents = kernel.prepare(planOf(of, { adc: null })).currents(batch);
    const dac = dacOf(8);
    const voltages = batch.inputs.map((x) => dac.level(x, 0.9) * READ_VOLTAGE);
    const exact = outputCurrents(of, dense(vectors, rows, voltages));
    for (let t = 0; t < vectors; t++)
      for (let p = 0; p < outputs; p++) {
        let magnitude = 0;
        for (let i = 0; i < rows; i++) {
          const v = voltages[t * rows + i];
          magnitude += Math.abs(of.transfer.data[p * rows + i] * v);
          magnitude += Math.abs((of.cubic?.data[p * rows + i] ?? 0) * v ** 3);
        }
        // Each of the sum's terms is rounded at most once a step, by half of 2⁻²³; random roundings stay far below.
        const error = Math.abs(currents[t * outputs + p] - exact.data[t * outputs + p]);
        expect(error).toBeLessThan(rows * 2 ** -24 * magnitude);
      }
  });

  it.each(byTier([1, 2, 3, 8, 9], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]))(
    "has the levels of the capacitive DAC: %i bits",
    (bits) => {
      const steps = 2 ** bits - 1;
      // Every level, every threshold and both of its neighbours, what is clipped, and what lies between.
      const marks = Array.from({ length: 2 * steps + 1 }, (_, k) => k / steps - 1);
      const inputs = [
        ...marks.flatMap((x) => [x - 1e-15, x, x + 1e-15]),
        -7,
        7,
        -0,
        ...batchOf(500, 1).inputs,
      ];
      const vmm = kernel.prepare(wire({ dacBits: bits }));
      for (const dacFullScale of [1, 2.7]) {
        const signal = Float64Array.from(inputs, (x) => x * dacFullScale);
        const expected = Float32Array.from(signal, (x) => dacOf(bits).level(x, dacFullScale));
        const levels = vmm.currents({ ...silent, dacFullScale, inputs: signal });
        expect(levels.length).toBe(expected.length);
        const apart = levels.findIndex((level, n) => !Object.is(level, expected[n]));
        expect(apart, `${levels[apart]} in place of ${expected[apart]} for ${signal[apart]}`).toBe(-1);
      }
    },
  );

  it("takes levels as they are without a DAC", () => {
    const inputs = Float64Array.of(0.3, -2.5, 1e-9);
    expect([...kernel.prepare(wire()).currents({ ...silent, inputs })]).toEqual([...inputs].map(Math.fround));
  });

  it("cuts ±1 A into four steps: hand-computed", () => {
    const inputs = Float64Array.of(-2, -1, -0.75, -0.5, -0.125, 0, 0.25, 0.5, 1, 3);
    const vmm = kernel.prepare(wire({ adc: { bits: 2, fullScale: 1 } }));
    expect([...vmm.codes({ ...silent, inputs })]).toEqual([0, 0, 0, 1, 1, 2, 2, 3, 3, 3]);
    expect([...vmm.currents({ ...silent, inputs })]).toEqual([
      -0.75, -0.75, -0.75, -0.25, -0.25, 0.25, 0.25, 0.75, 0.75, 0.75,
    ]);
  });

  it.each([1, 3, 8, 16])("has the steps of the mid-rise converters: %i bits", (bits) => {
    const fullScale = 3.3e-6;
    const readVoltage = 3e-6;
    const { inputs } = batchOf(4000, 1);
    const vmm = kernel.prepare(wire({ readVoltage, adc: { bits, fullScale } }));
    const before = kernel.prepare(wire({ readVoltage })).currents({ ...silent, inputs });
    const expected = before.map((current) => midRise(current, fullScale, 2 ** bits));
    expect(vmm.currents({ ...silent, inputs })).toEqual(expected);
    const codes = vmm.codes({ ...silent, inputs });
    expect(Math.max(...codes)).toBe(2 ** bits - 1);
    codes.forEach((code, t) => {
      expect(Math.fround(((code + 0.5) / 2 ** (bits - 1) - 1) * fullScale)).toBeCloseTo(expected[t], 12);
    });
  });

  it.each([{}, { coupled: true }])("has the noise of the response, %o", (kind) => {
    const [reads, rows, outputs] = [4096, 12, 20];
    const of = response(outputs, rows, kind);
    const plan = planOf(of, { dacBits: null, adc: null, readNoise: 0.03 });
    const one = batchOf(1, rows).inputs;
    const inputs = Float64Array.from({ length: reads * rows }, (_, k) => one[k % rows]);
    const vmm = kernel.prepare(plan);
    const noisy = vmm.currents(batchOf(reads, rows, { inputs }));
    const mean = vmm.currents({ ...silent, inputs: one });
    const variance = new Float64Array(outputs);
    const voltages = dense(
      1,
      rows,
      one.map((x) => x * READ_VOLTAGE),
    );
    noiseVariance(of, voltages, 0, variance);
    for (let p = 0; p < outputs; p++) {
      const sigma = 0.03 * Math.sqrt(variance[p]);
      let sum = 0;
      let squares = 0;
      for (let t = 0; t < reads; t++) {
        const z = (noisy[t * outputs + p] - mean[p]) / sigma;
        sum += z;
        squares += z * z;
      }
      // 10⁻⁶ each, two-sided; 5.1 σ of a variance's estimate, whose upper tail is a little longer.
      expect(Math.abs(sum / reads)).toBeLessThan(4.9 / Math.sqrt(reads));
      expect(Math.abs(squares / reads - 1)).toBeLessThan(5.1 * Math.sqrt(2 / reads));
    }
  });

  it("scales its noise exactly: to 10⁻⁵ of what float64 gives for the same deviates", () => {
    // Without a mean, the noise is all that is left of the current.
    const [vectors, rows, outputs] = [40, 60, 16];
    const of = response(outputs, rows, { coupled: true });
    const plan = planOf({ ...of, transfer: dense(outputs, rows) }, { dacBits: null, adc: null });
    const key = Uint32Array.of(9, 8, 7, 6);
    const batch = batchOf(vectors, rows, { key });
    const currents = kernel.prepare(plan).currents(batch);
    const deviates = new Float32Array(GROUP);
    const voltages = dense(
      vectors,
      rows,
      batch.inputs.map((x) => x * READ_VOLTAGE),
    );
    const variance = new Float64Array(outputs);
    for (let t = 0; t < vectors; t++) {
      fillGaussians(key, t, 0, deviates);
      noiseVariance(of, voltages, t, variance);
      for (let p = 0; p < outputs; p++) {
        const k = t * outputs + p;
        const expected = 0.02 * Math.sqrt(variance[p]) * deviates[p];
        expect(Math.abs(currents[k] - expected)).toBeLessThan(1e-5 * Math.abs(expected));
      }
    }
  });

  it("gives the same numbers however a sequence is cut", () => {
    const [vectors, rows, outputs] = [90, 11, 19];
    const vmm = kernel.prepare(planOf(response(outputs, rows)));
    const whole = batchOf(vectors, rows, { firstVector: 7 });
    const currents = vmm.currents(whole);
    for (const [from, to] of [
      [0, 1],
      [1, 66],
      [66, 90],
    ]) {
      const part = { ...whole, inputs: whole.inputs.subarray(from * rows, to * rows), firstVector: 7 + from };
      expect(vmm.currents(part)).toEqual(currents.slice(from * outputs, to * outputs));
    }
  });

  it.each([3, 17, 60, 513])("sums %i squares of a DAC's levels as integers, to a hundredth", (rows) => {
    const [vectors, outputs] = [24, 16];
    const of = response(outputs, rows);
    const plan = planOf({ ...of, cubic: null, transfer: dense(outputs, rows) }, { dacBits: 8, adc: null });
    const key = Uint32Array.of(9, 8, 7, 6);
    const rng = createRng(`levels ${rows}`);
    // Inputs that are levels of the converter already.
    const inputs = Float64Array.from(
      { length: vectors * rows },
      () => (2 * Math.floor(256 * rng.uniform())) / 255 - 1,
    );
    const currents = kernel.prepare(plan).currents({ inputs, dacFullScale: 1, key, firstVector: 0 });
    const deviates = new Float32Array(GROUP);
    const voltages = dense(
      vectors,
      rows,
      inputs.map((x) => x * READ_VOLTAGE),
    );
    const variance = new Float64Array(outputs);
    let squares = 0;
    for (let t = 0; t < vectors; t++) {
      fillGaussians(key, t, 0, deviates);
      noiseVariance(of, voltages, t, variance);
      for (let p = 0; p < outputs; p++) {
        const ratio = currents[t * outputs + p] / (0.02 * Math.sqrt(variance[p]) * deviates[p]);
        expect(Math.abs(ratio - 1)).toBeLessThan(1e-2);
        squares += (ratio - 1) ** 2 / (vectors * outputs);
      }
    }
    expect(Math.sqrt(squares)).toBeLessThan(5e-4);
  });

  it("is quiet without a key, without read noise and without a variance", () => {
    const of = response(6, 9, { coupled: true });
    const quiet = kernel.prepare(planOf(of)).currents(batchOf(5, 9, { key: null }));
    expect(kernel.prepare(planOf(of)).currents(batchOf(5, 9))).not.toEqual(quiet);
    expect(kernel.prepare(planOf(of, { readNoise: 0 })).currents(batchOf(5, 9))).toEqual(quiet);
    expect(kernel.prepare(planOf(of, { noise: null })).currents(batchOf(5, 9))).toEqual(quiet);
  });

  it("reads no vectors as no currents", () => {
    const empty = batchOf(0, 4);
    expect(kernel.prepare(planOf(response(3, 4))).currents(empty)).toHaveLength(0);
    expect(kernel.prepare(planOf(response(3, 4))).codes(empty)).toHaveLength(0);
  });

  it("stays finite at the ends of its range", () => {
    const plan = wire({
      transfer: dense(1, 2, Float64Array.of(1e9, -1e9)),
      cubic: dense(1, 2, Float64Array.of(1e9, 1e9)),
      noise: {
        first: Int32Array.of(0),
        second: Int32Array.of(0),
        weights: dense(1, 1, Float64Array.of(1e9)),
      },
      readNoise: 1000,
    });
    const batch = batchOf(1, 2, { inputs: Float64Array.of(1e6, 1e6) });
    expect(kernel.prepare(plan).currents(batch).every(Number.isFinite)).toBe(true);
    const tiny = {
      ...plan,
      noise: {
        first: Int32Array.of(0),
        second: Int32Array.of(0),
        weights: dense(1, 1, Float64Array.of(1e-320)),
      },
    };
    expect(kernel.prepare(tiny).currents(batch).every(Number.isFinite)).toBe(true);
    const faint = { ...batch, inputs: Float64Array.of(1e308, -1e308), dacFullScale: 1e-308 };
    const converted = kernel.prepare(
      wire({ transfer: plan.transfer, dacBits: 8, adc: { bits: 16, fullScale: 1e-30 } }),
    );
    expect(converted.currents(faint).every(Number.isFinite)).toBe(true);
  });

  const transfer = dense(2, 3, new Float64Array(6).fill(1e-5));
  const squares = { first: Int32Array.of(0), second: Int32Array.of(0), weights: dense(2, 1) };
  it.each<[string, Partial<VmmPlan>, RegExp]>([
    ["no outputs", { transfer: dense(0, 3) }, /transfer matrix with elements, received 0 × 3/],
    [
      "a transfer element that is no number",
      { transfer: dense(2, 3, new Float64Array(6).fill(Number.NaN)) },
      /transfer elements .*, received NaN at 0/,
    ],
    ["a cubic part of another shape", { cubic: dense(3, 2) }, /cubic part of 2 × 3, received 3 × 2/],
    [
      "weights of another length",
      { noise: { ...squares, first: Int32Array.of(0, 1) } },
      /2 outputs × 2 products, received 2 × 1/,
    ],
    [
      "a product of a row that is not there",
      { noise: { ...squares, second: Int32Array.of(3) } },
      /inputs 0 to 2, received 3/,
    ],
    ["a read voltage of zero", { readVoltage: 0 }, /read voltage in .* V, received 0/],
    ["a negative read noise", { readNoise: -0.1 }, /read noise in .*, received -0.1/],
    ["half a bit", { dacBits: 0.5 }, /DAC of 1 to 16 bits, received 0.5/],
    ["an ADC of 17 bits", { adc: { bits: 17, fullScale: 1 } }, /ADC of 1 to 16 bits, received 17/],
    ["an ADC without a range", { adc: { bits: 8, fullScale: 0 } }, /full scale of the ADC in .*, received 0/],
    ["an ADC of no range", { adc: { bits: 8, fullScale: Number.NaN } }, /received NaN/],
  ])("refuses %s", (_, change, message) => {
    const prepare = () => kernel.prepare({ ...wire(), transfer, ...change });
    expect(prepare).toThrow(RangeError);
    expect(prepare).toThrow(message);
  });

  const good = { inputs: new Float64Array(6), dacFullScale: 1, key: null, firstVector: 0 };
  it.each<[string, Partial<VmmBatch>, RegExp]>([
    [
      "an input that is no number",
      { inputs: Float64Array.of(0, 0, 0, 0, Number.NaN, 0) },
      /finite inputs, received NaN at 4/,
    ],
    [
      "an infinite input",
      { inputs: Float64Array.of(Number.NEGATIVE_INFINITY, 0, 0) },
      /received -Infinity at 0/,
    ],
    ["part of a vector", { inputs: new Float64Array(7) }, /3 rows a vector, received 7 values/],
    ["a full scale of zero", { dacFullScale: 0 }, /full scale of the DAC above 0, received 0/],
    ["a full scale that is no number", { dacFullScale: Number.NaN }, /received NaN/],
    ["a short key", { key: new Uint32Array(2) }, /noise key of 4 words, received 2/],
    ["a place beyond the stream", { firstVector: 2 ** 32 - 1 }, /received 4294967295 and 2 vectors/],
  ])("refuses %s", (_, change, message) => {
    const vmm = kernel.prepare({ ...wire(), transfer, dacBits: 8, adc: { bits: 8, fullScale: 1 } });
    for (const read of [
      () => vmm.currents({ ...good, ...change }),
      () => vmm.codes({ ...good, ...change }),
    ]) {
      expect(read).toThrow(RangeError);
      expect(read).toThrow(message);
    }
  });

  it("refuses codes without an ADC, and levels beyond single precision without a DAC", () => {
    const vmm = kernel.prepare({ ...wire(), transfer });
    expect(() => vmm.codes(good)).toThrow(/expected an ADC for codes, received none/);
    expect(() => vmm.currents({ ...good, inputs: Float64Array.of(0, 2e6, 0) })).toThrow(
      /at most 1000000, received 2000000 at 1/,
    );
  });
});

describe("varianceForm", () => {
  it.each([{}, { coupled: true }])("is the variance of noise-variance.ts: %o", (kind) => {
    const [rows, outputs] = [13, 5];
    const of = response(outputs, rows, kind);
    const form = varianceForm(of);
    const voltages = dense(1, rows, batchOf(1, rows).inputs);
    const expected = new Float64Array(outputs);
    noiseVariance(of, voltages, 0, expected);
    expected.forEach((variance, p) => {
      let sum = 0;
      form.first.forEach((i, f) => {
        sum +=
          form.weights.data[p * form.first.length + f] * voltages.data[i] * voltages.data[form.second[f]];
      });
      expect(Math.abs(sum - variance)).toBeLessThan(1e-12 * variance);
    });
  });

  it("leaves out squares that no output weighs", () => {
    const of = response(2, 3);
    of.noise.diagonal.data.set([1, 0, 2, 3, 0, 0]);
    expect([...varianceForm(of).first]).toEqual([0, 2]);
    expect([...varianceForm(of).weights.data]).toEqual([1, 2, 3, 0]);
  });
});
