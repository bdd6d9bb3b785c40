const LARGEST = 2 ** 127 * (2 - 2 ** -7);
const SMALLEST_STEP = 2 ** -133;

/** Nearest bfloat16 (8 significant bits, the exponents of float32; ties to even); beyond the range its largest. */
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

/**
 * Σ aᵢ bᵢ of bfloat16 operands with a float32 accumulator, in order of the index. A product has 16 significant
 * bits, so it is exact; each addition rounds once.
 */
export function dotBfloat16(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum = Math.fround(sum + roundBfloat16(a[i]) * roundBfloat16(b[i]));
  return sum;
}
