// Variances as integer sums: squares of levels in steps, weights in steps of each output's largest.

import { integerRows } from "./integer-rows.ts";

/** Weights of squares as integers. */
export interface IntegerSquares {
  /** Steps of a square of 1. */
  readonly most: number;
  /** Outputs × products, 0 to 32 767. */
  readonly weights: Int16Array;
  /** Variance of one step of both, an output, single precision. */
  readonly scale: Float32Array;
}

/** Bits of a signed half word, and of a signed word. */
const HALF_WORD = 15;
const WORD = 31;

/**
 * Weights (outputs × products) of levels within ±1 as integers, of as many bits as a sum of all products leaves. Rounding
 * both factors moves the variance of a read by some 10⁻⁴, evenly up and down: noise is not known as well.
 */
export function integerSquares(weights: Float32Array, products: number): IntegerSquares {
  const bits = WORD - Math.ceil(Math.log2(Math.max(2, products)));
  const squareBits = Math.min(HALF_WORD, Math.ceil(bits / 2));
  const most = 2 ** squareBits - 1;
  const steps = 2 ** Math.min(HALF_WORD, bits - squareBits) - 1;
  const { whole, largest } = integerRows(weights, products, steps);
  return { most, weights: whole, scale: Float32Array.from(largest, (x) => x / steps / most) };
}

/** A square in steps of 1 / `most`, as the kernels round it. */
export const squareSteps = (level: number, most: number): number =>
  Math.trunc(Math.fround(Math.fround(Math.fround(level * level) * most) + 0.5));
