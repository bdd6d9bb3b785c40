import { describe, expect, it } from "vitest";
import { createRng, dense } from "#base";
import { outputCurrents } from "#crossbar-arrays";
import { noiseVariance } from "../../../packages/crossbar-arrays/src/output-currents.ts";
import { integerTransfer } from "../../../packages/vmm/src/integer-transfer.ts";
import { fillGaussians, GROUP } from "../../../packages/vmm/src/noise.ts";
import { plainVmmKernel } from "../../../packages/vmm/src/plain-vmm.ts";
import { vmmOperands } from "../../../packages/vmm/src/vmm.ts";
import { loadVmmKernel } from "../../../packages/vmm/src/vmm-kernel.ts";
import { everyCase } from "../../law.ts";
import { planOf, READ_VOLTAGE, response } from "./plans.ts";

const LOUD = (): number => 1;

describe("transfers as integers", () => {
  it("are within half a step of each output's largest, and their sums fit a word", () => {
    const shapes = [
      [1, 1],
      [15, 64],
      [255, 256],
      [255, 257],
      [255, 4096],
      [32767, 2],
    ];
    everyCase(shapes, 6, ([most, rows]) => {
      const rng = createRng(`transfer ${most} ${rows}`);
      const transfer = Float32Array.from({ length: 3 * rows }, () => 1e-5 * rng.normal());
      transfer.fill(0, 2 * rows);
      const found = integerTransfer(transfer, rows, most, LOUD);
      if (found === null) throw new Error("expected integers");
      for (let p = 0; p < 3; p++) {
        const own = transfer.subarray(p * rows, (p + 1) * rows);
        const whole = [...found.weights.subarray(p * rows, (p + 1) * rows)];
        const largest = Math.max(...own.map(Math.abs));
        const steps = Math.max(...whole.map(Math.abs));
        expect(most * whole.reduce((sum, w) => sum + Math.abs(w), 0)).toBeLessThan(2 ** 31);
        if (p === 2) expect(steps).toBe(0);
        else expect(steps).toBe(Math.min(32767, Math.floor((2 ** 31 - 1) / (rows * most))));
        own.forEach((x, i) => {
          // Half a step, and the rounding of a scale in single precision.
          const apart = Math.abs(whole[i] * found.scale[p] * most - x);
          expect(apart).toBeLessThanOrEqual((0.5 / Math.max(1, steps) + 2 ** -23) * largest);
        });
      }
    });
  });

  it("are given up where read noise would not hide them, and for levels of more than a half word", () => {
    const transfer = Float32Array.of(1, 0.5, -0.25, 0);
    // A step over √12 and √2 rows: 1 / 32 767 · .408.
    const border = (256 * Math.sqrt(2 / 12)) / 32767;
    expect(integerTransfer(transfer, 2, 15, () => 1.001 * border)).not.toBeNull();
    expect(integerTransfer(transfer, 2, 15, () => 0.999 * border)).toBeNull();
    expect(integerTransfer(transfer, 2, 15, (output) => (output === 0 ? 1 : 0))).toBeNull();
    expect(integerTransfer(transfer, 2, 2 ** 16 - 1, LOUD)).toBeNull();
  });

  it("are those of plans with a DAC, linear cells and noise", () => {
    const wholeOf = (kind: object, change: object) => vmmOperands(planOf(response(4, 9, kind), change)).whole;
    expect(wholeOf({}, {})?.most).toBe(255);
    expect(wholeOf({ coupled: true }, { dacBits: 4 })?.most).toBe(15);
    everyCase([{ dacBits: null }, { readNoise: 0 }, { noise: null }, { readNoise: 1e-6 }], 4, (change) =>
      expect(wholeOf({}, change)).toBeNull(),
    );
    expect(wholeOf({ cubic: true }, {})).toBeNull();
  });
});

describe.each([plainVmmKernel, loadVmmKernel()])("noisy currents of $name", (kernel) => {
  /** Deviation of the currents from those of doubles with the same deviates, relative to the noise: root mean square. */
  const deviation = (rows: number, dacBits: number, readNoise: number): number => {
    const [vectors, outputs] = [24, 16];
    const of = response(outputs, rows);
    const steps = 2 ** dacBits - 1;
    const rng = createRng(`levels ${rows}`);
    const inputs = Float64Array.from(
      { length: vectors * rows },
      () => (2 * rng.integer(steps + 1)) / steps - 1,
    );
    const key = Uint32Array.of(9, 8, 7, 6);
    const plan = planOf(of, { dacBits, readNoise, adc: null });
    const currents = kernel.prepare(plan).currents({ inputs, dacFullScale: 1, key, firstVector: 0 });
    const voltages = dense(
      vectors,
      rows,
      inputs.map((x) => x * READ_VOLTAGE),
    );
    const exact = outputCurrents(of, voltages);
    const deviates = new Float32Array(GROUP);
    const variance = new Float64Array(outputs);
    let sum = 0;
    for (let t = 0; t < vectors; t++) {
      fillGaussians(key, t, 0, deviates);
      noiseVariance(of, voltages, t, variance);
      for (let p = 0; p < outputs; p++) {
        const sigma = readNoise * Math.sqrt(variance[p]);
        const k = t * outputs + p;
        sum += ((currents[k] - exact.data[k]) / sigma - deviates[p]) ** 2;
      }
    }
    return Math.sqrt(sum / (vectors * outputs));
  };

  it("are off by less than a 256th of the noise, and not by single precision alone", () => {
    const cases = [
      [3, 4],
      [17, 8],
      [60, 4],
      [513, 8],
    ];
    everyCase(cases, 4, ([rows, bits]) => {
      const apart = deviation(rows, bits, 0.02);
      expect(apart).toBeLessThan(1 / 256);
      expect(apart).toBeGreaterThan(1e-5);
    });
  });

  it("are those of single precision where the noise is too small to hide a step", () => {
    // Steps of 2⁻¹⁵ would be off by as much as this noise.
    expect(deviation(17, 8, 1e-5)).toBeLessThan(0.05);
  });
});
