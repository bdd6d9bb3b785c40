import { gammaln } from "simple-statistics";

/**
 * P(|T| ≥ |t|) for Student's t with `freedom` degrees of freedom (> 0, may be a fraction or Infinity):
 * I_x(freedom / 2, 1/2) at x = freedom / (freedom + t²). Relative error below 1e-9 up to a
 * thousand degrees; above a million the law of a million stands in, 1e-4 off at most for |t| < 5. Throws RangeError for
 * NaN or no degrees of freedom.
 */
export function studentTail(t: number, freedom: number): number {
  if (!(freedom > 0))
    throw new RangeError(`studentTail: expected positive degrees of freedom, received ${freedom}`);
  if (Number.isNaN(t)) throw new RangeError("studentTail: expected a number, received NaN");
  if (t === 0) return 1;
  if (!Number.isFinite(t)) return 0;
  // Logarithms of gamma functions of larger arguments cancel to fewer digits than the law still changes in.
  const finite = Math.min(freedom, 1e6);
  const square = t * t;
  return incompleteBeta(finite / 2, 0.5, finite / (finite + square), square / (finite + square));
}

const QUANTILES = new Map<number, number>();

/** Two-sided 97.5 % quantile of Student's t: the t of `studentTail(t, freedom)` = 0.05, to 1e-12. Infinity without freedom. */
export function studentQuantile(freedom: number): number {
  if (freedom === 0) return Number.POSITIVE_INFINITY;
  let quantile = QUANTILES.get(freedom);
  if (quantile === undefined) {
    let [low, high] = [1.9, 2];
    while (studentTail(high, freedom) > 0.05) high *= 2;
    while (high - low > 1e-13 * high) {
      const middle = (low + high) / 2;
      if (middle === low || middle === high) break;
      if (studentTail(middle, freedom) > 0.05) low = middle;
      else high = middle;
    }
    quantile = (low + high) / 2;
    QUANTILES.set(freedom, quantile);
  }
  return quantile;
}

/** Regularised incomplete beta I_x(a, b), with y = 1 − x given for its accuracy near 1. */
function incompleteBeta(a: number, b: number, x: number, y: number): number {
  if (x === 0) return 0;
  if (y === 0) return 1;
  const front = Math.exp(gammaln(a + b) - gammaln(a) - gammaln(b) + a * Math.log(x) + b * Math.log(y));
  // The continued fraction converges fast on the side of the mean that x is on.
  return x < (a + 1) / (a + b + 2)
    ? (front / a) * betaFraction(a, b, x)
    : 1 - (front / b) * betaFraction(b, a, y);
}

const MOST_STEPS = 100_000;

/** Continued fraction of the incomplete beta by Lentz's method. Source: DLMF 8.17.22. */
function betaFraction(a: number, b: number, x: number): number {
  const away = (value: number): number => (Math.abs(value) < 1e-300 ? 1e-300 : value);
  let c = 1;
  let d = 1 / away(1 - ((a + b) * x) / (a + 1));
  let value = d;
  for (let m = 1; m <= MOST_STEPS; m++) {
    for (const term of [
      (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m)),
      (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1)),
    ]) {
      d = 1 / away(1 + term * d);
      c = away(1 + term / c);
      value *= c * d;
    }
    if (Math.abs(c * d - 1) < 1e-15) return value;
  }
  throw new RangeError(`betaFraction: did not converge for a = ${a}, b = ${b}, x = ${x}`);
}
