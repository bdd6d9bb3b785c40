import { power } from "../../base/power.ts";

/** Hit probabilities that a mixture may put mass on, evenly spaced in √p: small ones decide what many rounds miss. */
const GRID = Float64Array.from({ length: 65 }, (_, n) => (n / 64) ** 2);
const STEPS = 400;

/** Mass on each probability of the grid. */
export type HitMixture = Float64Array;

/**
 * The distribution of hit probabilities that makes a histogram of hits most likely: the nonparametric maximum of the
 * binomial mixture by expectation and maximisation [laird-1978]. Its total is the histogram's.
 */
export function mixtureOf(byHits: Float64Array): HitMixture {
  const total = byHits.length - 1;
  const likelihood = Array.from({ length: total + 1 }, (_, k) =>
    GRID.map((p) => power(p, k) * power(1 - p, total - k)),
  );
  const mass = byHits.reduce((sum, x) => sum + x, 0);
  let weights = new Float64Array(GRID.length).fill(mass / GRID.length);
  for (let step = 0; step < STEPS; step++) {
    const next = new Float64Array(GRID.length);
    for (let k = 0; k <= total; k++) {
      if (byHits[k] === 0) continue;
      const row = likelihood[k];
      let sum = 0;
      for (let g = 0; g < row.length; g++) sum += weights[g] * row[g];
      for (let g = 0; g < row.length; g++) next[g] += (byHits[k] * weights[g] * row[g]) / sum;
    }
    weights = next;
  }
  return weights;
}

/** Mass that `rounds` rounds miss. */
export const mixedMiss = (mixture: HitMixture, rounds: number): number =>
  mixture.reduce((sum, weight, g) => sum + weight * power(1 - GRID[g], rounds), 0);
