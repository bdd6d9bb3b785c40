// Means with intervals, Student's t, shares, rank agreement, and means of two-way random-effects tables.

import { gammaln, sampleRankCorrelation } from "simple-statistics";

/** Mean of a sample with its 95 % confidence interval (half width, Student's t). */
export interface Estimate {
  readonly mean: number;
  /** Half width of the 95 % interval of the mean; 0 for a single value. */
  readonly interval: number;
  readonly samples: number;
}

export function estimate(values: readonly number[]): Estimate {
  const n = values.length;
  const mean = values.reduce((sum, x) => sum + x, 0) / n;
  if (n < 2) return { mean, interval: 0, samples: n };
  const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (n - 1);
  return { mean, interval: studentQuantile(n - 1) * Math.sqrt(variance / n), samples: n };
}

/**
 * P(|T| ≥ |t|) for Student's t with `freedom` degrees of freedom (> 0, may be a fraction or Infinity):
 * I_x(freedom / 2, 1/2) at x = freedom / (freedom + t²). Relative error below 1e-9 up to a thousand degrees;
 * above a million the value at a million is used, off by at most 1e-4 for |t| < 5. Throws RangeError for NaN
 * or no degrees of freedom.
 */
export function studentTail(t: number, freedom: number): number {
  if (!(freedom > 0))
    throw new RangeError(`studentTail: expected positive degrees of freedom, received ${freedom}`);
  if (Number.isNaN(t)) throw new RangeError("studentTail: expected a number, received NaN");
  if (t === 0) return 1;
  if (!Number.isFinite(t)) return 0;
  // For more degrees, cancellation of the log-gamma terms costs more digits than the law still changes.
  const finite = Math.min(freedom, 1e6);
  const square = t * t;
  return incompleteBeta(finite / 2, 0.5, finite / (finite + square), square / (finite + square));
}

const QUANTILES = new Map<number, number>();

/** 97.5 % quantile of Student's t: `studentTail(t, freedom)` = 0.05, to 1e-12. Infinity at no freedom. */
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
  // The continued fraction converges fast on x's side of the mean.
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

/** Mean of a crossed table; its standard error treats both factors as random. */
export interface CrossedEstimate {
  readonly mean: number;
  /** Standard error of the mean; 0 for a single value. */
  readonly standardError: number;
  /** Half width of the 95 % interval, by the smaller factor's degrees of freedom. */
  readonly interval: number;
  readonly rows: number;
  readonly columns: number;
}

/**
 * Mean of `table` (rows × columns: texts × chips) when both factors are samples: Var = (MS_r + MS_c − MS_e) /
 * (rc) by the expected mean squares of a two-way random-effects layout with one value per cell; at least the
 * variance from either factor on its own. A single row or column counts as fixed.
 */
export function crossedEstimate(table: readonly (readonly number[])[]): CrossedEstimate {
  const [r, c] = [table.length, table[0]?.length ?? 0];
  if (r === 0 || c === 0 || table.some((row) => row.length !== c))
    throw new RangeError(
      "crossedEstimate: expected a full table of at least one cell, received a ragged one",
    );
  const rowMeans = table.map(meanOf);
  const columnMeans = Array.from({ length: c }, (_, n) => meanOf(table.map((row) => row[n])));
  const mean = meanOf(rowMeans);
  const rowSquare = r > 1 ? (c * squares(rowMeans, mean)) / (r - 1) : 0;
  const columnSquare = c > 1 ? (r * squares(columnMeans, mean)) / (c - 1) : 0;
  let residual = 0;
  table.forEach((row, i) => {
    row.forEach((x, n) => {
      residual += (x - rowMeans[i] - columnMeans[n] + mean) ** 2;
    });
  });
  const errorSquare = r > 1 && c > 1 ? residual / ((r - 1) * (c - 1)) : 0;
  const variance = Math.max(rowSquare, columnSquare, rowSquare + columnSquare - errorSquare) / (r * c);
  const freedoms = [r, c].filter((n) => n > 1).map((n) => n - 1);
  const t = freedoms.length === 0 ? 0 : studentQuantile(Math.min(...freedoms));
  const standardError = Math.sqrt(variance);
  return { mean, standardError, interval: t * standardError, rows: r, columns: c };
}

const meanOf = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length;
const squares = (values: readonly number[], mean: number): number =>
  values.reduce((sum, x) => sum + (x - mean) ** 2, 0);

/** A share of independent draws with its 95 % interval. */
export interface ShareEstimate {
  readonly share: number;
  readonly low: number;
  readonly high: number;
  readonly draws: number;
}

/** Two-sided 95 % quantile of the normal distribution. */
const Z = 1.959963984540054;

/**
 * `count` of `draws` with Wilson's 95 % interval, which stays in [0, 1] and is useful at 0 and at all: centre
 * (p + z²/2n) / (1 + z²/n), half-width z √(p(1 − p)/n + z²/4n²) / (1 + z²/n). Source: [wilson-1927].
 */
export function shareOf(count: number, draws: number): ShareEstimate {
  if (!(Number.isInteger(draws) && draws > 0 && count >= 0 && count <= draws))
    throw new RangeError(`shareOf: expected 0 to ${draws} of a positive number, received ${count}`);
  const share = count / draws;
  const scale = 1 + (Z * Z) / draws;
  const centre = (share + (Z * Z) / (2 * draws)) / scale;
  const half = (Z * Math.sqrt((share * (1 - share)) / draws + (Z * Z) / (4 * draws * draws))) / scale;
  // Exact at the ends, where the sums would round.
  const low = count === 0 ? 0 : centre - half;
  const high = count === draws ? 1 : centre + half;
  return { share, low, high, draws };
}

/** Agreement of a metric between one level and the next, costlier one. */
export interface LevelAgreement {
  readonly metric: string;
  /** Points with a number at both levels. */
  readonly points: number;
  /** Spearman's rank correlation over those points. */
  readonly rank: number;
  readonly meanDifference: number;
  /** Largest absolute difference. */
  readonly largestDifference: number;
}

/** Agreement of (before, after) pairs of one metric; null for fewer than two pairs or if all are equal. */
export function levelAgreement(
  metric: string,
  pairs: readonly (readonly [before: number, after: number])[],
): LevelAgreement | null {
  const finite = pairs.filter((pair) => pair.every(Number.isFinite));
  if (finite.length < 2 || finite.every(([before, after]) => before === after)) return null;
  const differences = finite.map(([before, after]) => after - before);
  return {
    metric,
    points: finite.length,
    rank: rankCorrelation(
      finite.map(([before]) => before),
      finite.map(([, after]) => after),
    ),
    meanDifference: differences.reduce((sum, d) => sum + d, 0) / differences.length,
    largestDifference: differences.reduce((most, d) => Math.max(most, Math.abs(d)), 0),
  };
}

/** Spearman's rank correlation of two samples, ties at their mean rank; 0 if one of them is constant. */
export function rankCorrelation(x: readonly number[], y: readonly number[]): number {
  const rho = sampleRankCorrelation([...x], [...y]);
  return Number.isFinite(rho) ? rho : 0;
}
