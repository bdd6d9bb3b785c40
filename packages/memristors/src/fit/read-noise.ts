// Fits read noise as a power of the conductance, from devices read many times.

import { inverse, Matrix } from "ml-matrix";
import { normalProbability, studentTail } from "#base";
import type { Interval } from "./intervals.ts";

/** A device's mean conductance and the standard deviation of its reads, S. */
export interface NoisePoint {
  readonly conductance: number;
  readonly deviation: number;
}

export interface NoiseFit {
  readonly devices: number;
  /** S. */
  readonly reference: number;
  /** σ(G)/G at the reference. */
  readonly amount: Interval;
  /** p of σ(G)/G = amount · (G / reference)^p. */
  readonly exponent: Interval;
  /** Probability, under the law, of deviations of the octiles of G as large as observed. */
  readonly probability: number;
  readonly points: readonly NoisePoint[];
}

export const FEWEST_NOISE_POINTS = 8;

/**
 * Gamma regression of s² with E s² = G² · amount² · (G / reference)^2p: a sample variance is unbiased for any
 * number of reads, but the mean of ln s is not. Solved by reweighted least squares; intervals are Student's
 * with the dispersion of s²/E s², at the tail that leaves `tail` in all.
 */
export function fitNoise(points: readonly NoisePoint[], reference: number, tail: number): NoiseFit {
  const n = points.length;
  const x = points.map(({ conductance }) => Math.log(conductance / reference));
  const y = points.map(({ conductance, deviation }) => (deviation / conductance) ** 2);
  const spread =
    x.reduce((sum, value) => Math.max(sum, value), -1e9) - x.reduce((a, b) => Math.min(a, b), 1e9);
  const hasSlope = spread > 1e-3;
  const design = new Matrix(x.map((value) => (hasSlope ? [1, value] : [1])));
  const normal = inverse(design.transpose().mmul(design));
  const projector = normal.mmul(design.transpose());
  let b = [Math.log(y.reduce((sum, value) => sum + value, 0) / n), 0];
  for (let round = 0; round < 100; round++) {
    const z = x.map((value, k) => {
      const eta = b[0] + b[1] * value;
      return eta + Math.min(3, y[k] / Math.exp(eta) - 1);
    });
    const next = projector.mmul(Matrix.columnVector(z)).to1DArray();
    const [first, second = 0] = next;
    const moved = Math.abs(first - b[0]) + Math.abs(second - b[1]);
    b = [first, second];
    if (moved < 1e-12) break;
  }
  const ratios = y.map((value, k) => value / Math.exp(b[0] + b[1] * x[k]));
  const freedom = Math.max(1, n - (hasSlope ? 2 : 1));
  const dispersion = ratios.reduce((sum, ratio) => sum + (ratio - 1) ** 2, 0) / freedom;
  const t = studentScore(tail, freedom);
  const half = (i: number): number => (t * Math.sqrt(dispersion * normal.get(i, i))) / 2;
  const amount = Math.exp(b[0] / 2);
  return {
    devices: n,
    reference,
    amount: { value: amount, low: amount * Math.exp(-half(0)), high: amount * Math.exp(half(0)) },
    exponent: hasSlope
      ? { value: b[1] / 2, low: b[1] / 2 - half(1), high: b[1] / 2 + half(1) }
      : { value: 0, low: -5, high: 5 },
    probability: lackOfFit(x, ratios, dispersion),
    points,
  };
}

/** Student's t that is exceeded in magnitude with probability `tail`. */
export function studentScore(tail: number, freedom: number): number {
  let [low, high] = [0, 2];
  while (studentTail(high, freedom) > tail) high *= 2;
  for (let n = 0; n < 60; n++) {
    const middle = (low + high) / 2;
    if (studentTail(middle, freedom) > tail) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

const OCTILES = 8;

/** Chi-square tail probability of the octiles' mean ratios (Wilson and Hilferty's cube root). */
function lackOfFit(x: readonly number[], ratios: readonly number[], dispersion: number): number {
  const order = x.map((_, k) => k).sort((a, b) => x[a] - x[b]);
  const groups = Math.min(OCTILES, Math.floor(order.length / 4));
  const freedom = groups - 2;
  if (freedom < 1 || !(dispersion > 0)) return 1;
  let square = 0;
  for (let g = 0; g < groups; g++) {
    const own = order.slice(
      Math.floor((g * order.length) / groups),
      Math.floor(((g + 1) * order.length) / groups),
    );
    const mean = own.reduce((sum, k) => sum + ratios[k], 0) / own.length;
    square += (own.length * (mean - 1) ** 2) / dispersion;
  }
  const c = 2 / (9 * freedom);
  return 1 - normalProbability((Math.cbrt(square / freedom) - (1 - c)) / Math.sqrt(c));
}
