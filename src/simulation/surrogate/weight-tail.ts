/** Weights beyond this many deviations of the bulk are large. */
const LARGE = 4;

/** Share of weights below this quantile is taken for the bulk, whose deviation follows from it. */
const BULK = { quantile: 0.8, score: 1.2815515655446004 };

/** Rare large weights among projections' weights. */
export interface WeightTail {
  readonly share: number;
  /** Their part in the sum of squares. */
  readonly power: number;
  /** Size above which a weight is large. */
  readonly from: number;
}

/**
 * The large ones among weights: those beyond 4 deviations of the bulk, which is read from the 80 % quantile of the
 * magnitudes, so that neither a few stuck cells nor two-level weights mislead it. Where more than a fifth are large
 * there are so many in a projection that its law is nearly normal again, and none is found.
 */
export function weightTail(weights: Float64Array): WeightTail {
  const sizes = weights.map(Math.abs).sort();
  const deviation = sizes[Math.floor(BULK.quantile * sizes.length)] / BULK.score;
  const from = LARGE * deviation;
  let [count, power, total] = [0, 0, 0];
  for (const size of sizes) {
    total += size ** 2;
    if (size <= from) continue;
    count++;
    power += size ** 2;
  }
  return total === 0
    ? { share: 0, power: 0, from }
    : { share: count / sizes.length, power: power / total, from };
}
