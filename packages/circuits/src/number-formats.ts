// Number formats of digital units: two's complement, short significands, bfloat16.

/** Word widths by which units of one number format exchange numbers. */
export interface NumberFormat {
  /** Bits of an operand, and of a complete result. */
  readonly wordBits: number;
  /** Bits of a partial sum that is stored. */
  readonly accumulatorBits: number;
}

/** A 32-bit sum of int8 products leaves its array in 16 bits (assumed). */
export const INT8: NumberFormat = { wordBits: 8, accumulatorBits: 16 };

/** Sums of bfloat16 products are float32 in the array and out of it (assumed). */
export const BFLOAT16: NumberFormat = { wordBits: 16, accumulatorBits: 32 };

/** Integer wrapped to a two's-complement word of `bits` ≤ 52 bits, in [−2^(bits − 1), 2^(bits − 1)). */
export function wrap(value: number, bits: number): number {
  const span = 2 ** bits;
  const residue = ((value % span) + span) % span;
  return residue < span / 2 ? residue : residue - span;
}

/** Nearest number of `bits` significant bits (ties to even), without bounds on the exponent. */
export function roundSignificand(value: number, bits: number): number {
  if (value === 0 || !Number.isFinite(value)) return value;
  const step = 2 ** (Math.floor(Math.log2(Math.abs(value))) + 1 - bits);
  const scaled = value / step;
  const floor = Math.floor(scaled);
  const rest = scaled - floor;
  const up = rest > 0.5 || (rest === 0.5 && floor % 2 !== 0);
  return (up ? floor + 1 : floor) * step;
}

const LARGEST = 2 ** 127 * (2 - 2 ** -7);
const SMALLEST_STEP = 2 ** -133;

/** Nearest bfloat16 (8 significant bits, exponents of float32; ties to even), clamped to the largest. */
export function roundBfloat16(value: number): number {
  const magnitude = Math.abs(value);
  if (magnitude === 0 || Number.isNaN(value)) return value;
  if (magnitude >= LARGEST) return Math.sign(value) * LARGEST;
  const step = Math.max(SMALLEST_STEP, 2 ** (Math.floor(Math.log2(magnitude)) - 7));
  const scaled = value / step;
  const floor = Math.floor(scaled);
  const rest = scaled - floor;
  const up = rest > 0.5 || (rest === 0.5 && floor % 2 !== 0);
  return (up ? floor + 1 : floor) * step;
}
