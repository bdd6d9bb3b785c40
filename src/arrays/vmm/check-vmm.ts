import { cube } from "../../base/power.ts";
import type { VmmBatch, VmmPlan } from "./vmm.ts";

/** Largest magnitude of a level without a DAC, and of a current at level 1 (A): single precision holds their cubes. */
const MOST_LEVEL = 1e6;
const MOST_CURRENT = 1e9;
/** A, so that a step is a number of single precision. */
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

/** Vectors of a batch. Throws RangeError unless every input is a number and the lengths agree. */
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
  for (let k = 0; k < inputs.length; k++)
    if (!(Math.abs(inputs[k]) <= most))
      fail(`finite inputs${dacBits === null ? ` of at most ${most}` : ""}, received ${inputs[k]} at ${k}`);
  if (key !== null && key.length !== 4) fail(`a noise key of 4 words, received ${key.length}`);
  if (!(Number.isInteger(firstVector) && firstVector >= 0 && firstVector + count <= 2 ** 32))
    fail(`places of vectors in [0, 2^32), received ${firstVector} and ${count} vectors`);
  return count;
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
