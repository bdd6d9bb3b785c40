import { cube, type Dense, dense } from "#base";
import {
  type IntegerSquares,
  type IntegerTransfer,
  integerSquares,
  integerTransfer,
} from "./integer-transfer.ts";
import type { NoiseKey } from "./noise.ts";

/** One array with its converters; nothing in it changes from read to read. */
export interface VmmPlan {
  /** Outputs × rows, S. */
  readonly transfer: Dense;
  /** Coefficients of v³, outputs × rows, S/V²; null for linear devices. */
  readonly cubic: Dense | null;
  /** Variance of the outputs for unit read noise, S²; null for noise-free reads. */
  readonly noise: VarianceForm | null;
  /** Standard deviation of a device's current relative to the current. */
  readonly readNoise: number;
  /** Word-line voltage of level 1, V. */
  readonly readVoltage: number;
  /** Resolution of the DAC: 2^bits equidistant levels on [−1, 1]; null if the inputs are levels. */
  readonly dacBits: number | null;
  /** Mid-rise converter of 2^bits steps on ±fullScale (A), clipping beyond; null for raw currents. */
  readonly adc: { readonly bits: number; readonly fullScale: number } | null;
}

/** Vectors to read, one read each. */
export interface VmmBatch {
  /** Vectors × rows: DAC inputs, or levels (fractions of the read voltage) without a DAC. */
  readonly inputs: Float64Array;
  /** DAC input for level 1; unused without a DAC. */
  readonly dacFullScale: number;
  /** Stream of the read noise; null for noise-free reads. */
  readonly key: NoiseKey | null;
  /**
   * Index of the first vector in that stream. The noise of a read depends only on key, index and output: a
   * sequence gives the same numbers for any division into batches and any reader.
   */
  readonly firstVector: number;
}

/**
 * x → DAC → level ℓ; v = ℓ·readVoltage; I = T·v + T₃·v³ + readNoise·√(variance(v))·ξ, ξ ~ N(0, 1) new for
 * each vector and output; → ADC. In single precision except the converters, whose thresholds are doubles.
 */
export interface Vmm {
  /** Output currents, vectors × outputs, A: with an ADC the centres of its steps. Throws RangeError. */
  currents(batch: VmmBatch): Float32Array;
  /** ADC codes from 0 (most negative step), vectors × outputs. Throws RangeError, also without an ADC. */
  codes(batch: VmmBatch): Uint16Array;
}

/** Implementation of these products. All kernels give identical bits. */
export interface VmmKernel {
  readonly name: string;
  /** Throws RangeError for an invalid plan. */
  prepare(plan: VmmPlan): Vmm;
}

/** Largest level without a DAC, and largest current at level 1 (A): their cubes fit single precision. */
const MOST_LEVEL = 1e6;
const MOST_CURRENT = 1e9;
/** A, so that a step is representable in single precision. */
const LEAST_FULL_SCALE = 1e-30;
const MOST_BITS = 16;

/** Throws RangeError unless the plan's shapes agree and its numbers are finite and in range. */
export function checkPlan({ transfer, cubic, noise, readNoise, readVoltage, dacBits, adc }: VmmPlan): void {
  const { rows: outputs, columns: rows } = transfer;
  if (outputs < 1 || rows < 1) fail(`a transfer matrix with elements, received ${outputs} × ${rows}`);
  if (!(readVoltage > 0 && readVoltage <= 1e3))
    fail(`a read voltage in (0, 1000] V, received ${readVoltage}`);
  if (!(readNoise >= 0 && readNoise <= 1e3)) fail(`a read noise in [0, 1000], received ${readNoise}`);
  checkElements("transfer", transfer.data, MOST_CURRENT / readVoltage);
  if (cubic !== null) {
    if (cubic.rows !== outputs || cubic.columns !== rows)
      fail(`a cubic part of ${outputs} × ${rows}, received ${cubic.rows} × ${cubic.columns}`);
    checkElements("cubic", cubic.data, MOST_CURRENT / cube(readVoltage));
  }
  if (noise !== null) {
    const { first, second, weights } = noise;
    if (weights.rows !== outputs || first.length !== weights.columns || second.length !== weights.columns)
      fail(
        `variance weights of ${outputs} outputs × ${first.length} products, received ${weights.rows} × ${weights.columns}`,
      );
    for (const index of [...first, ...second])
      if (!(index >= 0 && index < rows)) fail(`products of inputs 0 to ${rows - 1}, received ${index}`);
    checkElements("variance", weights.data, MOST_CURRENT / readVoltage ** 2);
  }
  if (dacBits !== null) checkBits("DAC", dacBits);
  if (adc === null) return;
  checkBits("ADC", adc.bits);
  if (!(adc.fullScale >= LEAST_FULL_SCALE && adc.fullScale <= MOST_CURRENT))
    fail(`a full scale of the ADC in [${LEAST_FULL_SCALE}, ${MOST_CURRENT}] A, received ${adc.fullScale}`);
}

/** Returns the number of vectors. Throws RangeError unless every input is a number and lengths agree. */
export function checkBatch(
  { transfer, dacBits }: VmmPlan,
  { inputs, dacFullScale, key, firstVector }: VmmBatch,
): number {
  const count = inputs.length / transfer.columns;
  if (!Number.isInteger(count))
    fail(`inputs of ${transfer.columns} rows a vector, received ${inputs.length} values`);
  if (dacBits !== null && !(dacFullScale > 0 && dacFullScale < Number.POSITIVE_INFINITY))
    fail(`a full scale of the DAC above 0, received ${dacFullScale}`);
  const most = dacBits === null ? MOST_LEVEL : Number.MAX_VALUE;
  // The individual check is needed only if one is invalid.
  const isSound = dacBits !== null && areFinite(inputs);
  for (let k = isSound ? inputs.length : 0; k < inputs.length; k++)
    if (!(Math.abs(inputs[k]) <= most))
      fail(`finite inputs${dacBits === null ? ` of at most ${most}` : ""}, received ${inputs[k]} at ${k}`);
  if (key !== null && key.length !== 4) fail(`a noise key of 4 words, received ${key.length}`);
  if (!(Number.isInteger(firstVector) && firstVector >= 0 && firstVector + count <= 2 ** 32))
    fail(`places of vectors in [0, 2^32), received ${firstVector} and ${count} vectors`);
  return count;
}

/** Zero times a non-finite value is NaN, which a sum preserves. */
function areFinite(values: Float64Array): boolean {
  let [a, b, c, d] = [0, 0, 0, 0];
  let k = 0;
  for (; k + 3 < values.length; k += 4) {
    a += 0 * values[k];
    b += 0 * values[k + 1];
    c += 0 * values[k + 2];
    d += 0 * values[k + 3];
  }
  for (; k < values.length; k++) a += 0 * values[k];
  return !Number.isNaN(a + b + c + d);
}

function checkElements(name: string, data: Float64Array, most: number): void {
  for (let k = 0; k < data.length; k++)
    if (!(Math.abs(data[k]) <= most))
      fail(`${name} elements of at most ${most.toExponential(1)}, received ${data[k]} at ${k}`);
}

function checkBits(converter: string, bits: number): void {
  if (!(Number.isInteger(bits) && bits >= 1 && bits <= MOST_BITS))
    fail(`a ${converter} of 1 to ${MOST_BITS} bits, received ${bits}`);
}

function fail(expectation: string): never {
  throw new RangeError(`vector-matrix product: expected ${expectation}`);
}

/** A plan in single precision, per unit level, as used by every kernel. */
export interface VmmOperands {
  readonly outputs: number;
  readonly rows: number;
  /** Powers of the levels in the products: the rows, and possibly again their cubes. */
  readonly depth: number;
  /** Outputs × depth: T·V, then T₃·V³, A. */
  readonly transfer: Float32Array;
  /** Pairs of rows whose products enter the variance. */
  readonly first: Int32Array;
  readonly second: Int32Array;
  /** Outputs × products, scaled by a power of 4 so that the largest is near 1. */
  readonly weights: Float32Array;
  /** The weights as integers, if all products are squares of DAC-bounded levels; else null. */
  readonly squares: IntegerSquares | null;
  /** The transfers as integers for noisy reads, if noise hides the rounding; else null. */
  readonly whole: IntegerTransfer | null;
  /** Standard deviation of an output for √(weights · products) = 1, A; 0 for no noise. */
  readonly deviation: number;
}

/** Single-precision operands of a plan. Voltages are folded in, so that only levels vary between reads. */
export function vmmOperands(plan: VmmPlan): VmmOperands {
  const { transfer, cubic, noise, readNoise, readVoltage } = plan;
  const { rows: outputs, columns: rows } = transfer;
  const depth = cubic === null ? rows : 2 * rows;
  const folded = new Float32Array(outputs * depth);
  for (let p = 0; p < outputs; p++)
    for (let i = 0; i < rows; i++) {
      folded[p * depth + i] = transfer.data[p * rows + i] * readVoltage;
      if (cubic !== null) folded[p * depth + rows + i] = cubic.data[p * rows + i] * cube(readVoltage);
    }
  const shape = { outputs, rows, depth, transfer: folded };
  let largest = 0;
  const weights = noise?.weights.data ?? NO_WEIGHTS;
  for (let k = 0; k < weights.length; k++) largest = Math.max(largest, Math.abs(weights[k]));
  // Squared conductances approach the limits of single precision; a power of 4 has an exact root.
  const exponent = Math.ceil(Math.log2(largest) / 2);
  const deviation = largest === 0 ? 0 : Math.fround(readNoise * readVoltage * 2 ** exponent);
  if (noise === null || deviation === 0) return { ...shape, ...NO_NOISE };
  const { first, second } = noise;
  const scaled = scaledWeights(weights, 4 ** -exponent);
  const isSquare = first.every((i, f) => i === second[f]) && scaled.every((weight) => weight >= 0);
  return {
    ...shape,
    first,
    second,
    weights: scaled,
    squares: plan.dacBits !== null && isSquare ? integerSquares(scaled, first.length) : null,
    whole:
      plan.dacBits !== null && cubic === null
        ? integerTransfer(
            folded,
            rows,
            2 ** plan.dacBits - 1,
            (output) => readNoise * readVoltage * noiseOfOutput(noise, output),
          )
        : null,
    deviation,
  };
}

const NO_NOISE = {
  first: new Int32Array(0),
  second: new Int32Array(0),
  weights: new Float32Array(0),
  squares: null,
  whole: null,
  deviation: 0,
};
const NO_WEIGHTS = new Float64Array(0);

/** A plain loop: `Float32Array.from` with a callback is many times slower. */
function scaledWeights(weights: Float64Array, factor: number): Float32Array {
  const scaled = new Float32Array(weights.length);
  for (let k = 0; k < scaled.length; k++) scaled[k] = weights[k] * factor;
  return scaled;
}

/** Variance_p = Σ_f weights[p][f]·v[first[f]]·v[second[f]], S²·V². */
export interface VarianceForm {
  readonly first: Int32Array;
  readonly second: Int32Array;
  /** Outputs × products, S². */
  readonly weights: Dense;
}

/** Output noise at independent levels of ±1 on all rows, over the plan's: √ of the squares' weights. */
function noiseOfOutput({ first, second, weights }: VarianceForm, output: number): number {
  let sum = 0;
  for (let f = 0; f < first.length; f++)
    if (first[f] === second[f]) sum += weights.data[output * weights.columns + f];
  return Math.sqrt(Math.max(0, sum));
}

/** Output noise of a row of tiles in addition to the diagonal form. */
export interface CoupledNoise {
  /** First word line of the tile. */
  readonly top: number;
  readonly rows: number;
  readonly outputs: Int32Array;
  /** One upper triangle per output, off-diagonal elements doubled, S². */
  readonly forms: Dense;
}

/** What a read of an array is made of. */
interface NoisyResponse {
  /** Outputs × inputs, S. */
  readonly transfer: Dense;
  /** Variance for unit read noise: diagonal·v² and the coupled forms, S². */
  readonly noise: { readonly diagonal: Dense; readonly coupled: readonly CoupledNoise[] };
}

/**
 * Noise of a response as one list of products: the squares of the inputs and, for tiles with coupled cells,
 * the products of any two inputs of the tile row. Squares without weight are omitted.
 */
export function varianceForm({ transfer, noise }: NoisyResponse): VarianceForm {
  const { rows: outputs, columns: inputs } = transfer;
  const products = new Map<number, Float64Array>();
  const weightsOf = (i: number, k: number): Float64Array => {
    const pair = i * inputs + k;
    const weights = products.get(pair) ?? new Float64Array(outputs);
    products.set(pair, weights);
    return weights;
  };
  for (let i = 0; i < inputs; i++)
    for (let p = 0; p < outputs; p++) {
      const weight = noise.diagonal.data[p * inputs + i];
      if (weight !== 0) weightsOf(i, i)[p] += weight;
    }
  for (const { top, rows, outputs: ofTile, forms } of noise.coupled) {
    let at = 0;
    for (let i = 0; i < rows; i++)
      for (let k = i; k < rows; k++, at++) {
        // Undriven lines of the last tile.
        if (top + k >= inputs) continue;
        const weights = weightsOf(top + i, top + k);
        for (let n = 0; n < ofTile.length; n++) weights[ofTile[n]] += forms.data[n * forms.columns + at];
      }
  }
  const pairs = [...products.keys()].sort((a, b) => a - b);
  const weights = dense(outputs, pairs.length);
  pairs.forEach((pair, f) => {
    const column = weightsOf(Math.floor(pair / inputs), pair % inputs);
    for (let p = 0; p < outputs; p++) weights.data[p * pairs.length + f] = column[p];
  });
  return {
    first: Int32Array.from(pairs, (pair) => Math.floor(pair / inputs)),
    second: Int32Array.from(pairs, (pair) => pair % inputs),
    weights,
  };
}
