import { type IntegerSquares, type IntegerTransfer, levelSteps, squareSteps } from "./integer-transfer.ts";
import { fillGaussians, GROUP, type NoiseKey } from "./noise.ts";
import {
  checkBatch,
  checkPlan,
  type Vmm,
  type VmmBatch,
  type VmmKernel,
  type VmmOperands,
  type VmmPlan,
  vmmOperands,
} from "./vmm.ts";

/** The reference kernel in TypeScript: one vector at a time, each step rounded to single precision. */
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
  const { outputs, rows, depth, transfer, whole, deviation } = operands;
  const powers = new Float32Array(depth);
  const currents = new Float32Array(count * outputs);
  for (let t = 0; t < count; t++) {
    for (let i = 0; i < rows; i++) {
      const level = levelOf(plan.dacBits, batch.inputs[t * rows + i], batch.dacFullScale);
      powers[i] = level;
      if (depth > rows) powers[rows + i] = Math.fround(level * level) * level;
    }
    const ofVector = currents.subarray(t * outputs, (t + 1) * outputs);
    const isNoisy = batch.key !== null && deviation > 0;
    if (isNoisy && whole !== null) integerCurrents(whole, powers, ofVector);
    else singleProducts(transfer, powers, ofVector);
    if (isNoisy) addNoise(operands, powers, batch.key, batch.firstVector + t, ofVector);
  }
  return currents;
}

function addNoise(
  { first, second, weights, squares, deviation }: VmmOperands,
  levels: Float32Array,
  key: NoiseKey,
  vector: number,
  currents: Float32Array,
): void {
  const variances = new Float32Array(currents.length);
  const gaussians = new Float32Array(GROUP);
  if (squares === null)
    singleProducts(
      weights,
      Float32Array.from(first, (i, f) => levels[i] * levels[second[f]]),
      variances,
    );
  else integerVariances(squares, first, levels, variances);
  for (let p = 0; p < currents.length; p++) {
    if (p % GROUP === 0) fillGaussians(key, vector, p / GROUP, gaussians);
    // Rounding can make a coupled form negative.
    const root = Math.fround(Math.sqrt(Math.max(0, variances[p])));
    currents[p] += Math.fround(Math.fround(deviation * root) * gaussians[p % GROUP]);
  }
}

function integerCurrents(
  { most, weights, scale }: IntegerTransfer,
  levels: Float32Array,
  currents: Float32Array,
): void {
  const steps = Float64Array.from(levels, (level) => levelSteps(level, most));
  for (let p = 0; p < currents.length; p++) {
    let sum = 0;
    for (let i = 0; i < steps.length; i++) sum += weights[p * steps.length + i] * steps[i];
    currents[p] = Math.fround(sum) * scale[p];
  }
}

function integerVariances(
  { most, weights, scale }: IntegerSquares,
  first: Int32Array,
  levels: Float32Array,
  variances: Float32Array,
): void {
  const products = Float64Array.from(first, (i) => squareSteps(levels[i], most));
  for (let p = 0; p < variances.length; p++) {
    let sum = 0;
    for (let f = 0; f < products.length; f++) sum += weights[p * products.length + f] * products[f];
    variances[p] = Math.fround(sum) * scale[p];
  }
}

/** Level of an input in single precision; the DAC's code is computed in double, halves rounded up. */
function levelOf(bits: number | null, input: number, fullScale: number): number {
  if (bits === null) return Math.fround(input);
  const steps = 2 ** bits - 1;
  const unit = Math.min(1, Math.max(0, (input / fullScale + 1) / 2));
  return Math.fround((2 * Math.round(unit * steps)) / steps - 1);
}

type Adc = NonNullable<VmmPlan["adc"]>;

/** Index of the converter step that contains a current, from 0. */
function stepOf(current: number, { bits, fullScale }: Adc): number {
  const step = (2 * fullScale) / 2 ** bits;
  return Math.min(2 ** bits - 1, Math.max(0, Math.floor(current / step + 2 ** (bits - 1))));
}

const stepMiddle = (index: number, { bits, fullScale }: Adc): number =>
  (index + 0.5 - 2 ** (bits - 1)) * ((2 * fullScale) / 2 ** bits);

/**
 * out[p] = Σ_k matrix[p · factors.length + k] · factors[k] in single precision: one rounding per product and
 * sum, in the order of k. Four outputs at a time, because each sum waits for its previous one.
 */
function singleProducts(matrix: Float32Array, factors: Float32Array, out: Float32Array): void {
  const { length } = factors;
  let p = 0;
  for (; p + 3 < out.length; p += 4) {
    let a = p * length;
    let b = a + length;
    let c = b + length;
    let d = c + length;
    let sumA = 0;
    let sumB = 0;
    let sumC = 0;
    let sumD = 0;
    for (let k = 0; k < length; k++) {
      const x = factors[k];
      sumA = Math.fround(sumA + Math.fround(matrix[a++] * x));
      sumB = Math.fround(sumB + Math.fround(matrix[b++] * x));
      sumC = Math.fround(sumC + Math.fround(matrix[c++] * x));
      sumD = Math.fround(sumD + Math.fround(matrix[d++] * x));
    }
    out[p] = sumA;
    out[p + 1] = sumB;
    out[p + 2] = sumC;
    out[p + 3] = sumD;
  }
  for (; p < out.length; p++) {
    let sum = 0;
    for (let k = 0; k < length; k++)
      sum = Math.fround(sum + Math.fround(matrix[p * length + k] * factors[k]));
    out[p] = sum;
  }
}
