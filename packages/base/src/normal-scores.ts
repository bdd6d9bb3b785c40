/** Scores beyond this have probability below 1e-15. */
const REACH = 8;

/** P(standard normal score ≤ x); Φ = ½ + φ·(x + x³/3 + x⁵/(3·5) + …). */
export function normalProbability(x: number): number {
  if (x <= -REACH) return 0;
  if (x >= REACH) return 1;
  let term = x;
  let sum = x;
  for (let n = 3; Math.abs(term) > 1e-17 * Math.abs(sum); n += 2) {
    term *= (x * x) / n;
    sum += term;
  }
  return 0.5 + sum * normalDensity(x);
}

/** The score not exceeded with probability p in (0, 1), by bisection. */
export function normalQuantile(p: number): number {
  let low = -REACH;
  let high = REACH;
  while (high - low > 1e-13) {
    const middle = (low + high) / 2;
    if (normalProbability(middle) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

const normalDensity = (x: number): number => Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);

/**
 * The equally probable levels that replace a normal score for a device with `count` ≥ 2 states: the middle
 * quantile of each of `count` shares; one score, 0, for a count of 1.
 */
export const scoreLevels = (count: number): Float64Array =>
  Float64Array.from({ length: count }, (_, i) => normalQuantile((i + 0.5) / count));

/** Returns the function from score to level; the identity for a count of 0, a continuum. */
export function scoreToLevel(count: number): (score: number) => number {
  if (count === 0) return (score) => score;
  const levels = scoreLevels(count);
  const edges = Float64Array.from({ length: count - 1 }, (_, i) => normalQuantile((i + 1) / count));
  return (score) => {
    let at = 0;
    while (at < edges.length && score > edges[at]) at++;
    return levels[at];
  };
}

/** Mean and mean square of a function of a standard normal score. */
export interface Moments {
  readonly mean: number;
  readonly meanSquare: number;
}

/** Moments of `value` over the levels of `scoreLevels`, or all scores (Simpson's rule) for a count of 0. */
export function momentsOverScores(
  value: (score: number) => number,
  count: number,
  square: (score: number) => number = (score) => value(score) ** 2,
): Moments {
  let mean = 0;
  let meanSquare = 0;
  const add = (score: number, weight: number): void => {
    mean += weight * value(score);
    meanSquare += weight * square(score);
  };
  if (count > 0) {
    for (const score of scoreLevels(count)) add(score, 1 / count);
    return { mean, meanSquare };
  }
  const intervals = 3200;
  const step = (2 * REACH) / intervals;
  for (let n = 0; n <= intervals; n++) {
    const score = -REACH + n * step;
    const simpson = n === 0 || n === intervals ? 1 : n % 2 === 1 ? 4 : 2;
    add(score, (simpson * step * normalDensity(score)) / 3);
  }
  return { mean, meanSquare };
}
