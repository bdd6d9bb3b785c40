import { describe, expect, it } from "vitest";
import { plainVmmKernel } from "../../../packages/vmm/src/plain-vmm.ts";
import type { VmmPlan } from "../../../packages/vmm/src/vmm.ts";
import { loadVmmKernel } from "../../../packages/vmm/src/vmm-kernel.ts";
import { batchOf, planOf, response } from "./plans.ts";

const kernel = loadVmmKernel();

/** Bits, so that −0 is not 0. */
const bitsOf = (values: Float32Array): Int32Array =>
  new Int32Array(values.buffer, values.byteOffset, values.length);

const SHAPES: [vectors: number, rows: number, outputs: number][] = [
  [1, 1, 1],
  [3, 2, 17],
  [5, 7, 3],
  [4, 64, 64],
  [9, 33, 16],
  [67, 13, 9],
  [130, 20, 31],
  [2, 129, 40],
];
const VARIANTS: Record<string, Partial<VmmPlan>> = {
  "8-bit converters": {},
  "no converters": { dacBits: null, adc: null },
  "12-bit DAC alone": { dacBits: 12, adc: null },
  "1-bit converters": { dacBits: 1, adc: { bits: 1, fullScale: 3e-5 } },
  "16-bit ADC, no noise": { readNoise: 0, adc: { bits: 16, fullScale: 2e-4 } },
};

describe("the WebAssembly kernel", () => {
  for (const [name, change] of Object.entries(VARIANTS))
    it.each(SHAPES)(`gives its twin's bits: ${name}, %i vectors, %i × %i`, (vectors, rows, outputs) => {
      for (const kind of [{}, { cubic: true }, { cubic: true, coupled: true }]) {
        const plan = planOf(response(outputs, rows, kind), change);
        const batch = batchOf(vectors, rows, { firstVector: 2 ** 32 - vectors });
        const [fast, plain] = [kernel.prepare(plan), plainVmmKernel.prepare(plan)];
        expect(bitsOf(fast.currents(batch))).toEqual(bitsOf(plain.currents(batch)));
        if (plan.adc !== null) expect(fast.codes(batch)).toEqual(plain.codes(batch));
      }
    });

  it("serves two arrays in turn", () => {
    const plans = [planOf(response(5, 40)), planOf(response(70, 9, { cubic: true }))];
    const [a, b] = plans.map((plan) => kernel.prepare(plan));
    const [batchA, batchB] = [batchOf(6, 40), batchOf(6, 9)];
    const first = a.currents(batchA);
    b.currents(batchB);
    expect(bitsOf(a.currents(batchA))).toEqual(bitsOf(first));
    expect(bitsOf(b.currents(batchB))).toEqual(bitsOf(plainVmmKernel.prepare(plans[1]).currents(batchB)));
  });
});
