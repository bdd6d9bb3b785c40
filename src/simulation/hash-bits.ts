/** How evenly the bits of a hash fall, and how far they say the same. */
export interface BitStatistics {
  readonly bits: number;
  /** Mean over bits of |share of ones − ½|, and the largest. */
  readonly imbalance: { readonly mean: number; readonly worst: number };
  /** What an unbiased bit shows on average with as many tokens. */
  readonly expectedImbalance: number;
  /** Mean |correlation| over pairs of bits. */
  readonly correlation: number;
  /** What independent Gaussian projections of this width show on average. */
  readonly expectedCorrelation: number;
}

/** Bits whose pairs are correlated; more would say no more. */
const CORRELATED_BITS = 64;

/** Statistics of bits (bits × tokens, 0 or 1) of independent Gaussian vectors of a width. */
export function bitStatistics(bits: readonly Uint8Array[], width: number): BitStatistics {
  const tokens = bits[0].length;
  const share = bits.map((bit) => bit.reduce((sum, x) => sum + x, 0) / tokens);
  const off = share.map((p) => Math.abs(p - 0.5));
  const most = Math.min(bits.length, CORRELATED_BITS);
  let sum = 0;
  let pairs = 0;
  for (let a = 0; a < most; a++)
    for (let b = a + 1; b < most; b++) {
      sum += Math.abs(correlation(bits[a], bits[b], share[a], share[b]));
      pairs++;
    }
  // Projections correlate by chance with variance 1/width, signs by 2/π of that; sampling adds 1/tokens.
  const chance = (2 / Math.PI) ** 2 / width + 1 / tokens;
  return {
    bits: bits.length,
    imbalance: { mean: off.reduce((total, x) => total + x, 0) / off.length, worst: Math.max(...off) },
    expectedImbalance: Math.sqrt(2 / Math.PI) * (0.5 / Math.sqrt(tokens)),
    correlation: pairs === 0 ? 0 : sum / pairs,
    expectedCorrelation: Math.sqrt((2 / Math.PI) * chance),
  };
}

/** Pearson correlation of two bits; a bit that never changes is wholly predictable and counts as 1. */
function correlation(a: Uint8Array, b: Uint8Array, meanA: number, meanB: number): number {
  let both = 0;
  for (let t = 0; t < a.length; t++) both += a[t] & b[t];
  const spread = Math.sqrt(meanA * (1 - meanA) * meanB * (1 - meanB));
  return spread === 0 ? 1 : (both / a.length - meanA * meanB) / spread;
}
