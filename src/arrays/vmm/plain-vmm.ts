import { checkBatch, checkPlan } from "./check-vmm.ts";
import { fillGaussians, GROUP, type NoiseKey } from "./gaussian.ts";
import { type VmmOperands, vmmOperands } from "./operands.ts";
import { singleProducts } from "./single-products.ts";
import type { Vmm, VmmBatch, VmmKernel, VmmPlan } from "./vmm.ts";

/** The reference in plain TypeScript: one vector at a time, every step rounded to single precision. */
export const plainVmmKernel: VmmKernel = {
  name: "typescript",
  prepare(plan): Vmm {
    checkPlan(plan);
    const operands = vmmOperands(plan);
    return {
      currents: (batch) => {
        const currents = readCurrents(plan, operands, batch);
        const { adc } = plan;
        return adc === null ? currents : currents.map((current) => stepMiddle(stepOf(current, adc), adc));
      },
      codes: (batch) => {
        const { adc } = plan;
        if (adc === null)
          throw new RangeError("vector-matrix product: expected an ADC for codes, received none");
        return Uint16Array.from(readCurrents(plan, operands, batch), (current) => stepOf(current, adc));
      },
    };
  },
};

/** Currents before the ADC, vectors × outputs. */
function readCurrents(plan: VmmPlan, operands: VmmOperands, batch: VmmBatch): Float32Array {
  const count = checkBatch(plan, batch);
  const { outputs, rows, depth, transfer, deviation } = operands;
  const powers = new Float32Array(depth);
  const currents = new Float32Array(count * outputs);
  for (let t = 0; t < count; t++) {
    for (let i = 0; i < rows; i++) {
      const level = levelOf(plan.dacBits, batch.inputs[t * rows + i], batch.dacFullScale);
      powers[i] = level;
      if (depth > rows) powers[rows + i] = Math.fround(level * level) * level;
    }
    const ofVector = currents.subarray(t * outputs, (t + 1) * outputs);
    singleProducts(transfer, powers, ofVector);
    if (batch.key !== null && deviation > 0)
      addNoise(operands, powers, batch.key, batch.firstVector + t, ofVector);
  }
  return currents;
}

function addNoise(
  { first, second, weights, deviation }: VmmOperands,
  levels: Float32Array,
  key: NoiseKey,
  vector: number,
  currents: Float32Array,
): void {
  const products = Float32Array.from(first, (i, f) => levels[i] * levels[second[f]]);
  const variances = new Float32Array(currents.length);
  const gaussians = new Float32Array(GROUP);
  singleProducts(weights, products, variances);
  for (let p = 0; p < currents.length; p++) {
    if (p % GROUP === 0) fillGaussians(key, vector, p / GROUP, gaussians);
    // Rounding alone can take a coupled form below zero.
    const root = Math.fround(Math.sqrt(Math.max(0, variances[p])));
    currents[p] += Math.fround(Math.fround(deviation * root) * gaussians[p % GROUP]);
  }
}

/** Level of an input in single precision; the DAC's code is that of double precision, halves going up. */
function levelOf(bits: number | null, input: number, fullScale: number): number {
  if (bits === null) return Math.fround(input);
  const steps = 2 ** bits - 1;
  const unit = Math.min(1, Math.max(0, (input / fullScale + 1) / 2));
  return Math.fround((2 * Math.round(unit * steps)) / steps - 1);
}

type Adc = NonNullable<VmmPlan["adc"]>;

/** Step of the range that a current falls into, from 0. */
function stepOf(current: number, { bits, fullScale }: Adc): number {
  const step = (2 * fullScale) / 2 ** bits;
  return Math.min(2 ** bits - 1, Math.max(0, Math.floor(current / step + 2 ** (bits - 1))));
}

const stepMiddle = (index: number, { bits, fullScale }: Adc): number =>
  (index + 0.5 - 2 ** (bits - 1)) * ((2 * fullScale) / 2 ** bits);
