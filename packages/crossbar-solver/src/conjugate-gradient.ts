import { UnconvergedError } from "./errors.ts";
import { type LaneMeasure, type LineSystem, laneMeasure } from "./line-system.ts";

export interface IterationLimits {
  /** Requested relative error of the potentials. */
  readonly tolerance: number;
  /** Most conjugate-gradient steps over all cycles. */
  readonly maxIterations: number;
  /** A cycle aims this far below the tolerance, so that its check rarely requires another one. */
  readonly margin: number;
  /** Leaves b undefined, which saves its last solve. */
  readonly wordsOnly?: boolean;
}

/** Rounding of two line solves over the largest potential: no correction below it is meaningful. */
const ROUNDING = 128 * Number.EPSILON;

/**
 * The eigenvalues lie between the smallest and 1, so a Gauss-Seidel step leaves at most 1 − smallest of an
 * error. `smallest` is an estimate from above after few steps: hence the factor of 3 and the least of 3 %.
 */
const contractionOf = (smallest: number): number =>
  Math.min(1, Math.max(3 * (1 - smallest), SMALLEST_CONTRACTION));

const SMALLEST_CONTRACTION = 0.03;

const MAX_CYCLES = 40;

export interface LinearOutcome {
  /** Conjugate-gradient steps. */
  readonly iterations: number;
  /** Estimated error of the potentials over the largest one, worst lane. */
  readonly error: number;
}

/**
 * Solves a factored line system in place from its present `word` (`fromZero`: which is 0), every lane to
 * `tolerance` or to rounding: cycles of conjugate gradient, each followed by a check of the true correction
 * z = w(b(w)) − w over the smallest eigenvalue seen, since the error may exceed z by its inverse. Leaves w
 * and b solved. Throws UnconvergedError when the steps run out; where rounding stops it short, the returned
 * error exceeds the tolerance.
 */
export function conjugateGradient(
  system: LineSystem,
  fromZero: boolean,
  limits: IterationLimits,
): LinearOutcome {
  const { lanes } = system;
  const measure = laneMeasure(lanes);
  const cycle = new Cycle(lanes);
  // Beyond a few times the side of the array a cycle only follows its own rounding.
  const longest = 4 * (system.rows + system.columns) + 100;
  let iterations = 0;
  let stalled = 0;
  let worstBefore = Number.POSITIVE_INFINITY;

  system.begin(measure);
  cycle.setReference(measure, fromZero, limits);
  for (let round = 0; round < MAX_CYCLES; round++) {
    iterations += cycle.run(system, measure, Math.min(longest, limits.maxIterations - iterations));
    system.begin(measure);
    const worst = cycle.judge(measure, limits.tolerance);
    // Rounding can keep a cycle from halving the correction once; after three times in a row it will not
    // recover, and the caller has to refine this result.
    stalled = worst > 0.5 * worstBefore ? stalled + 1 : 0;
    if (worst <= 1 || stalled >= 3) {
      system.accept();
      if (limits.wordsOnly !== true) system.settleBits();
      return { iterations, error: cycle.error };
    }
    cycle.tighten(measure);
    worstBefore = worst;
    if (Number.isNaN(worst) || iterations >= limits.maxIterations) break;
  }
  throw new UnconvergedError(
    `crossbar solve: expected a relative correction within ${limits.tolerance}, ` +
      `received ${(worstBefore * limits.tolerance).toExponential(2)} after ${iterations} iterations`,
  );
}

/** One run of conjugate gradient between two true residuals, every lane with its own α, β and goal. */
class Cycle {
  readonly #lanes: number;
  /** zᵀAwz at which a lane stops. */
  readonly #goal: Float64Array;
  readonly #arrived: Uint8Array;
  readonly #alpha: Float64Array;
  readonly #beta: Float64Array;
  readonly #curvature: Float64Array;
  readonly #energy: Float64Array;
  readonly #alphas: number[][];
  readonly #betas: number[][];
  /** Smallest eigenvalue seen so far, per lane. */
  readonly #slowest: Float64Array;
  /** Error estimate over the tolerance, at the last check. */
  readonly #missed: Float64Array;
  /** Estimate of the last check: largest correction over smallest eigenvalue and largest potential. */
  error = 0;

  constructor(lanes: number) {
    this.#lanes = lanes;
    this.#goal = new Float64Array(lanes);
    this.#arrived = new Uint8Array(lanes);
    this.#alpha = new Float64Array(lanes);
    this.#beta = new Float64Array(lanes);
    this.#curvature = new Float64Array(lanes);
    this.#energy = new Float64Array(lanes);
    this.#alphas = Array.from({ length: lanes }, () => []);
    this.#betas = Array.from({ length: lanes }, () => []);
    this.#missed = new Float64Array(lanes);
    this.#slowest = new Float64Array(lanes).fill(1);
  }

  setReference(measure: LaneMeasure, fromZero: boolean, limits: IterationLimits): void {
    for (let l = 0; l < this.#lanes; l++) {
      // After a warm start, zᵀAwz does not show the solution's size; the two peaks do.
      const warmth = measure.wordPeak[l] / measure.correctionPeak[l];
      const scale = fromZero || !(warmth > 1) ? 1 : Math.min(warmth, 1 / Number.EPSILON);
      this.#goal[l] = measure.energy[l] * (limits.margin * limits.tolerance * scale) ** 2;
    }
  }

  run(system: LineSystem, measure: LaneMeasure, most: number): number {
    const energy = this.#energy;
    energy.set(measure.energy);
    this.#beta.fill(0);
    for (let l = 0; l < this.#lanes; l++) {
      this.#alphas[l].length = 0;
      this.#betas[l].length = 0;
    }
    let steps = 0;
    while (steps < most && this.#isWanting()) {
      system.direct(this.#beta, this.#curvature);
      if (!this.#chooseSteps()) break;
      const before = energy.slice();
      system.descend(this.#alpha, energy);
      steps++;
      for (let l = 0; l < this.#lanes; l++) {
        this.#beta[l] = this.#alpha[l] === 0 ? 0 : energy[l] / before[l];
        if (this.#alpha[l] === 0) continue;
        this.#alphas[l].push(this.#alpha[l]);
        this.#betas[l].push(this.#beta[l]);
      }
    }
    return steps;
  }

  /** Marks the lanes that have converged; false when all have. */
  #isWanting(): boolean {
    let wanting = false;
    for (let l = 0; l < this.#lanes; l++) {
      this.#arrived[l] = this.#hasArrived(l) ? 1 : 0;
      if (this.#arrived[l] === 0) wanting = true;
    }
    return wanting;
  }

  /** The step that ends a cycle shrinks the error once more, by what the smallest eigenvalue leaves. */
  #hasArrived(l: number): boolean {
    const energy = this.#energy[l];
    if (energy <= this.#goal[l]) return true;
    if (this.#alphas[l].length < 2 || energy * SMALLEST_CONTRACTION ** 2 > this.#goal[l]) return false;
    const contraction = contractionOf(smallestRitzValue(this.#alphas[l], this.#betas[l]));
    return energy * contraction ** 2 <= this.#goal[l];
  }

  /** α = zᵀAwz / pᵀSp; 0 for a lane that has converged, or whose curvature is lost to rounding. */
  #chooseSteps(): boolean {
    for (let l = 0; l < this.#lanes; l++) {
      const moves = this.#curvature[l] > 0 && this.#arrived[l] === 0;
      this.#alpha[l] = moves ? this.#energy[l] / this.#curvature[l] : 0;
    }
    return this.#alpha.some((alpha) => alpha > 0);
  }

  /** Largest error estimate of any lane over the tolerance. */
  judge(measure: LaneMeasure, tolerance: number): number {
    let worst = 0;
    this.error = 0;
    for (let l = 0; l < this.#lanes; l++) {
      this.#slowest[l] = Math.min(this.#slowest[l], smallestRitzValue(this.#alphas[l], this.#betas[l]));
      const correction =
        measure.correctionPeak[l] === 0 ? 0 : measure.correctionPeak[l] / measure.wordPeak[l];
      const amplification = contractionOf(this.#slowest[l]) / this.#slowest[l];
      const missed = correction / Math.max(tolerance / amplification, ROUNDING);
      this.error = Math.max(this.error, correction * amplification);
      // The peaks may miss a NaN potential, the energy does not.
      if (Number.isNaN(missed) || Number.isNaN(measure.energy[l])) return Number.NaN;
      this.#missed[l] = missed;
      worst = Math.max(worst, missed);
    }
    return worst;
  }

  /** A lane that missed its goal gets one tighter by its shortfall and a digit; the others do nothing. */
  tighten(measure: LaneMeasure): void {
    for (let l = 0; l < this.#lanes; l++) {
      const lacking = Math.min(this.#goal[l], measure.energy[l] * (0.1 / this.#missed[l]) ** 2);
      this.#goal[l] = this.#missed[l] > 1 ? lacking : Number.POSITIVE_INFINITY;
    }
  }
}

/** Most recorded steps that are used: the smallest Ritz value settles long before. */
const DEPTH = 64;

/**
 * Smallest eigenvalue of the Lanczos matrix behind `steps` conjugate-gradient steps with the coefficients
 * α and β: an estimate, from above, of the smallest eigenvalue of the preconditioned matrix that the
 * residual excites. Bisection on the Sturm sequence; 1 when no step was made.
 */
function smallestRitzValue(alpha: readonly number[], beta: readonly number[]): number {
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
