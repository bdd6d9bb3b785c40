// Fits factors of component classes to measured prices: a Bayesian fit of their logarithms.

import { inverse, Matrix } from "ml-matrix";
import type { Rng } from "#base";
import { lowerRoot } from "../cost/calibrated.ts";
import { type Band, bandOf } from "../cost/three-point.ts";
import type { Factors } from "../design/calibration.ts";

/** Prior deviation of ln factor: two thirds of factors lie within a half and two (assumed). */
const PRIOR = Math.LN2;
/** Prior of the noise: as one residual of 2 % (assumed). */
const NOISE_PRIOR = { deviation: 0.02, weight: 1 };
/** A class gets no factor where its largest share of a measured price is below this. */
const LEAST_SHARE = 0.005;
const ROUNDS = 50;

/** A measured price, and its prediction from factors. */
export interface MeasuredPrice {
  readonly measured: number;
  /** The metric with its classes' factors. */
  readonly predict: (factors: Readonly<Record<string, number>>) => number;
}

/**
 * Posterior of ln factors for y = ln measured = ln predict(factors) + noise. Factors are lognormal at 1; the
 * noise is estimated from residuals. Gauss–Newton, numeric derivatives, normal at the mode.
 */
export function fitFactors(prices: readonly MeasuredPrice[], candidates: readonly string[]): Factors {
  const classes = candidates.filter((name) => prices.some((price) => shareOf(price, name) >= LEAST_SHARE));
  const p = classes.length;
  let mean = classes.map(() => 0);
  let noise = 0.1;
  let covariance = Matrix.eye(p).mul(PRIOR ** 2);
  const target = prices.map(({ measured }) => Math.log(measured));
  const predicted = (logs: readonly number[]): number[] =>
    prices.map(({ predict }) => Math.log(predict(factorsAt(classes, logs))));
  for (let round = 0; round < ROUNDS; round++) {
    const base = predicted(mean);
    const jacobian = new Matrix(prices.length, p);
    for (let c = 0; c < p; c++) {
      const step = 1e-4;
      const moved = predicted(mean.map((x, k) => (k === c ? x + step : x)));
      moved.forEach((value, r) => {
        jacobian.set(r, c, (value - base[r]) / step);
      });
    }
    const residual = Matrix.columnVector(target.map((y, r) => y - base[r]));
    const information = jacobian
      .transpose()
      .mmul(jacobian)
      .div(noise ** 2)
      .add(Matrix.eye(p).div(PRIOR ** 2));
    covariance = inverse(information);
    const gradient = jacobian
      .transpose()
      .mmul(residual)
      .div(noise ** 2)
      .sub(Matrix.columnVector(mean).div(PRIOR ** 2));
    const step = covariance.mmul(gradient).to1DArray();
    const reach = Math.max(...step.map(Math.abs));
    const scale = Math.min(1, 1 / reach);
    mean = mean.map((x, k) => x + scale * step[k]);
    // Effective number of parameters: p less those that the prior determines.
    const effective = p - covariance.trace() / PRIOR ** 2;
    const after = predicted(mean);
    const square = target.reduce((sum, y, r) => sum + (y - after[r]) ** 2, 0);
    const freedom = Math.max(0, prices.length - effective);
    const next = Math.sqrt(
      (square + NOISE_PRIOR.weight * NOISE_PRIOR.deviation ** 2) / (freedom + NOISE_PRIOR.weight),
    );
    const isDone = scale * reach < 1e-8 && Math.abs(next / noise - 1) < 1e-6;
    noise = next;
    if (isDone) break;
  }
  return {
    classes,
    mean,
    covariance: covariance.to2DArray(),
    determined: classes.filter((_, k) => Math.sqrt(covariance.get(k, k)) < PRIOR / 2),
    noise,
  };
}

const factorsAt = (classes: readonly string[], logs: readonly number[]): Record<string, number> =>
  Object.fromEntries(classes.map((name, k) => [name, Math.exp(logs[k])]));

/** Share of a class in a price: a hundred times the price's relative change for 1 % more of the class. */
export function shareOf({ predict }: MeasuredPrice, name: string): number {
  const whole = predict({});
  return whole === 0 ? 0 : (100 * (predict({ [name]: 1.01 }) - whole)) / whole;
}

const DRAWS = 400;

/**
 * Range that holds 90 % of measurements of a price, from the factors' uncertainty and the noise, whose size
 * is itself estimated from few rows (Student's t with `freedom` degrees).
 */
export function predictive(
  { classes, mean, covariance, noise }: Factors,
  price: MeasuredPrice,
  freedom: number,
  rng: Rng,
): Band {
  const root = lowerRoot(covariance);
  const drawn = Array.from({ length: DRAWS }, (_, n) => {
    const draw = rng.fork(n);
    const scores = classes.map(() => draw.normal());
    const logs = mean.map((m, i) => scores.reduce((sum, z, j) => sum + root.get(i, j) * z, m));
    const z = draw.normal();
    const squares = Array.from({ length: freedom }, () => draw.normal() ** 2);
    const chi = Math.sqrt(squares.reduce((sum, x) => sum + x, 0) / freedom);
    return price.predict(factorsAt(classes, logs)) * Math.exp((noise * z) / chi);
  });
  return bandOf(drawn);
}
