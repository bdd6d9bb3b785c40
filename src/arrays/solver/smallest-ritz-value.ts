/** Steps of the record that are used: the smallest Ritz value settles long before. */
const DEPTH = 64;

/**
 * Smallest eigenvalue of the Lanczos matrix behind `steps` conjugate-gradient steps with the coefficients
 * α and β: an estimate, from above, of the smallest eigenvalue of the preconditioned matrix that the
 * residual excites. Bisection on the Sturm sequence; 1 when no step was made.
 */
export function smallestRitzValue(alpha: readonly number[], beta: readonly number[]): number {
  const steps = Math.min(alpha.length, DEPTH);
  let low = 0;
  let high = 1;
  for (let halving = 0; halving < 40 && high - low > 0.05 * high; halving++) {
    // Geometric steps: the value may lie many decades below 1.
    const middle = low === 0 ? high / 16 : Math.sqrt(low * high);
    if (hasEigenvalueBelow(middle, alpha, beta, steps)) high = middle;
    else low = middle;
  }
  return high;
}

/** The leading pivot sequence of T − λI turns negative where T has an eigenvalue below λ. */
function hasEigenvalueBelow(
  lambda: number,
  alpha: readonly number[],
  beta: readonly number[],
  steps: number,
): boolean {
  let pivot = 1;
  for (let k = 0; k < steps; k++) {
    const fromBefore = k === 0 ? 0 : beta[k - 1] / alpha[k - 1];
    const offSquared = k === 0 ? 0 : beta[k - 1] / (alpha[k - 1] * alpha[k - 1]);
    pivot = 1 / alpha[k] + fromBefore - lambda - offSquared / pivot;
    if (pivot <= 0) return true;
  }
  return false;
}
