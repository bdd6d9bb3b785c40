// Intervals of a mixture's quantities, from the curvature of its likelihood.

import { inverse, Matrix } from "ml-matrix";
import { normalQuantile } from "#base";
import { type Component, logLikelihood, type Sample } from "./mixture.ts";

export interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** Overall confidence of a set of intervals. */
export const CONFIDENCE = 0.95;

/** Score at which `count` intervals hold jointly with at least 95 % (Bonferroni). */
export const simultaneousScore = (count: number): number =>
  normalQuantile(1 - (1 - CONFIDENCE) / (2 * count));

/** A quantity of a mixture: a positive number, or a share in (0, 1). */
export interface Quantity {
  readonly kind: "positive" | "share";
  readonly of: (components: readonly Component[]) => number;
}

/**
 * Intervals at `score` standard errors of ln x for positive numbers and of ln(x / (1 − x)) for shares. Errors
 * follow by the delta method from the observed information: second differences of the log likelihood in means
 * (over deviation), ln deviations and log ratios of shares. Means and deviations of stuck modes are fixed.
 */
export function quantityIntervals(
  components: readonly Component[],
  sample: Sample,
  quantities: readonly Quantity[],
  score: number,
): Interval[] {
  const logs = sample.values.map(Math.log);
  const from = parameters(components);
  const at = (x: readonly number[]): readonly Component[] => from.components(x);
  const covariance = covarianceOf((x) => logLikelihood(at(x), logs, sample), from.count);
  const zero = new Array<number>(from.count).fill(0);
  return quantities.map(({ kind, of }) => {
    const value = of(components);
    const link = (x: number): number => (kind === "share" ? Math.log(x / (1 - x)) : Math.log(x));
    const gradient = zero.map((_, i) => {
      const step = 1e-4;
      const moved = (sign: number): number => link(of(at(zero.map((_, j) => (i === j ? sign * step : 0)))));
      return (moved(1) - moved(-1)) / (2 * step);
    });
    let variance = 0;
    for (let i = 0; i < gradient.length; i++)
      for (let j = 0; j < gradient.length; j++) variance += gradient[i] * gradient[j] * covariance.get(i, j);
    const reach = score * Math.sqrt(Math.max(0, variance));
    const back = (x: number): number => (kind === "share" ? 1 / (1 + Math.exp(-x)) : Math.exp(x));
    return { value, low: back(link(value) - reach), high: back(link(value) + reach) };
  });
}

function parameters(components: readonly Component[]) {
  const working = components.filter(({ role }) => role === "working").length;
  const count = 2 * working + components.length - 1;
  return {
    count,
    components: (x: readonly number[]): readonly Component[] => {
      let at = 0;
      const moved = components.map((component) => {
        if (component.role !== "working") return component;
        const mean = component.mean + component.deviation * x[at++];
        return { ...component, mean, deviation: component.deviation * Math.exp(x[at++]) };
      });
      const raw = moved.map(({ share }, c) => share * (c === 0 ? 1 : Math.exp(x[at++])));
      const whole = raw.reduce((sum, share) => sum + share, 0);
      return moved.map((component, c) => ({ ...component, share: raw[c] / whole }));
    },
  };
}

/** Inverse of the negative second derivatives at 0, by central differences. */
function covarianceOf(of: (x: readonly number[]) => number, count: number): Matrix {
  const step = 1e-3;
  const value = (moves: readonly (readonly [number, number])[]): number => {
    const x = new Array<number>(count).fill(0);
    for (const [i, by] of moves) x[i] += by;
    return of(x);
  };
  const centre = value([]);
  const information = Matrix.zeros(count, count);
  for (let i = 0; i < count; i++)
    for (let j = i; j < count; j++) {
      const second =
        i === j
          ? (value([[i, step]]) - 2 * centre + value([[i, -step]])) / step ** 2
          : (value([
              [i, step],
              [j, step],
            ]) -
              value([
                [i, step],
                [j, -step],
              ]) -
              value([
                [i, -step],
                [j, step],
              ]) +
              value([
                [i, -step],
                [j, -step],
              ])) /
            (4 * step ** 2);
      information.set(i, j, -second);
      information.set(j, i, -second);
    }
  return inverse(information);
}

/** Score interval of a share of `count` out of `of` devices (Wilson 1927), for modes with certain members. */
export function wilson(count: number, of: number, score: number): Interval {
  const p = count / of;
  const z2 = score ** 2 / of;
  const centre = (p + z2 / 2) / (1 + z2);
  const half = (score / (1 + z2)) * Math.sqrt((p * (1 - p)) / of + z2 / (4 * of));
  return { value: p, low: count === 0 ? 0 : Math.max(0, centre - half), high: Math.min(1, centre + half) };
}
