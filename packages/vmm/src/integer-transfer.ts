// Currents as integer sums: DAC levels in steps, transfers in steps of each output's largest.

/** Rows of a matrix as integers, in steps of each row's largest magnitude. */
export interface IntegerRows {
  /** Rows × columns, −`steps` to `steps`. */
  readonly whole: Int16Array;
  /** Largest magnitude of each row; 0 for a row of zeros. */
  readonly largest: Float64Array;
}

/** Rounds every row of a matrix to `steps` steps (at most 32 767) of its largest magnitude. */
export function integerRows(matrix: Float32Array, columns: number, steps: number): IntegerRows {
  const whole = new Int16Array(matrix.length);
  const largest = new Float64Array(matrix.length / columns);
  for (let p = 0; p < largest.length; p++) {
    const [from, to] = [p * columns, (p + 1) * columns];
    for (let k = from; k < to; k++) largest[p] = Math.max(largest[p], Math.abs(matrix[k]));
    if (largest[p] === 0) continue;
    for (let k = from; k < to; k++) whole[k] = Math.round((matrix[k] / largest[p]) * steps);
  }
  return { whole, largest };
}

/** Transfers as integers. */
export interface IntegerTransfer {
  /** Steps of a level of 1; a DAC's levels are odd numbers of them. */
  readonly most: number;
  /** Outputs × rows, −32 767 to 32 767. */
  readonly weights: Int16Array;
  /** Current of one step of both, per output, A, single precision. */
  readonly scale: Float32Array;
}

/** Largest signed 16-bit and 32-bit integers. */
const HALF_WORD = 2 ** 15 - 1;
const WORD = 2 ** 31 - 1;

/** Limit of rounding deviation over read noise: adds 1.5 · 10⁻⁵ to a variance (assumed negligible). */
const MOST_ROUNDING = 1 / 256;

/**
 * Transfers (outputs × rows) as integers for levels of ±`most` steps, with as many steps as an exact sum of
 * all rows allows. Null if rounding, for levels of equal spread, exceeds 1/256 of an output's read noise.
 */
export function integerTransfer(
  transfer: Float32Array,
  rows: number,
  most: number,
  noiseOf: (output: number) => number,
): IntegerTransfer | null {
  const steps = Math.min(HALF_WORD, Math.floor(WORD / (rows * most)));
  if (most > HALF_WORD || steps < 1) return null;
  const { whole, largest } = integerRows(transfer, rows, steps);
  // Rounding to whole steps spreads by a step over √12.
  const isSeen = largest.some((x, p) => (x / steps) * Math.sqrt(rows / 12) > MOST_ROUNDING * noiseOf(p));
  if (isSeen) return null;
  return { most, weights: whole, scale: Float32Array.from(largest, (x) => x / steps / most) };
}

/** A level in steps, as the kernels round it. */
export const levelSteps = (level: number, most: number): number => Math.round(Math.fround(level * most));

/** Weights of squares as integers. */
export interface IntegerSquares {
  /** Steps of a square of 1. */
  readonly most: number;
  /** Outputs × products, 0 to 32 767. */
  readonly weights: Int16Array;
  /** Variance of one step of both, per output, single precision. */
  readonly scale: Float32Array;
}

/** Bits of signed 16-bit and 32-bit integers. */
const HALF_WORD_BITS = 15;
const WORD_BITS = 31;

/**
 * Weights (outputs × products) of levels within ±1 as integers, with as many bits as a sum of all products
 * allows. Rounding both factors changes a read's variance by about ±10⁻⁴, less than noise is known.
 */
export function integerSquares(weights: Float32Array, products: number): IntegerSquares {
  const bits = WORD_BITS - Math.ceil(Math.log2(Math.max(2, products)));
  const squareBits = Math.min(HALF_WORD_BITS, Math.ceil(bits / 2));
  const most = 2 ** squareBits - 1;
  const steps = 2 ** Math.min(HALF_WORD_BITS, bits - squareBits) - 1;
  const { whole, largest } = integerRows(weights, products, steps);
  return { most, weights: whole, scale: Float32Array.from(largest, (x) => x / steps / most) };
}

/** A square in steps of 1 / `most`, as the kernels round it. */
export const squareSteps = (level: number, most: number): number =>
  Math.trunc(Math.fround(Math.fround(Math.fround(level * level) * most) + 0.5));
