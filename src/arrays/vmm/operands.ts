import { cube } from "../../base/power.ts";
import type { VmmPlan } from "./vmm.ts";

/** A plan in single precision, per unit of level, as every kernel multiplies it. */
export interface VmmOperands {
  readonly outputs: number;
  readonly rows: number;
  /** Powers of the levels that the products take: the rows, and once more their cubes. */
  readonly depth: number;
  /** Outputs × depth: T·V, then T₃·V³, A. */
  readonly transfer: Float32Array;
  /** Pairs of rows whose products the variance sums. */
  readonly first: Int32Array;
  readonly second: Int32Array;
  /** Outputs × products, scaled by a power of 4 so that the largest is near 1. */
  readonly weights: Float32Array;
  /** Standard deviation of an output for √(weights · products) = 1, A; 0 for no noise. */
  readonly deviation: number;
}

/** Single-precision operands of a plan. The voltages are folded in, so that levels alone vary from read to read. */
export function vmmOperands({ transfer, cubic, noise, readNoise, readVoltage }: VmmPlan): VmmOperands {
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
  // Conductances squared come close to the end of single precision; a power of 4 has an exact root.
  const exponent = Math.ceil(Math.log2(largest) / 2);
  const deviation = largest === 0 ? 0 : Math.fround(readNoise * readVoltage * 2 ** exponent);
  if (noise === null || deviation === 0)
    return { ...shape, first: NONE, second: NONE, weights: new Float32Array(0), deviation: 0 };
  return {
    ...shape,
    first: noise.first,
    second: noise.second,
    weights: scaledWeights(weights, 4 ** -exponent),
    deviation,
  };
}

const NONE = new Int32Array(0);
const NO_WEIGHTS = new Float64Array(0);

/** A plain loop: `Float32Array.from` with a function is many times slower. */
function scaledWeights(weights: Float64Array, factor: number): Float32Array {
  const scaled = new Float32Array(weights.length);
  for (let k = 0; k < scaled.length; k++) scaled[k] = weights[k] * factor;
  return scaled;
}
