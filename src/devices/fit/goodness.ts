// How well a distribution fits: Anderson and Darling's distance against its own parametric bootstrap.

import { erf } from "../../base/error-function.ts";
import type { Component } from "./mixture.ts";

/** P(G ≤ g) of the working components. */
export function distribution(components: readonly Component[]): (conductance: number) => number {
  const working = components.filter(({ role }) => role === "working");
  const whole = working.reduce((sum, { share }) => sum + share, 0);
  return (g) =>
    working.reduce((sum, { scale, mean, deviation, share }) => {
      const x = scale === "log" ? Math.log(g) : g;
      return sum + (share / whole) * 0.5 * (1 + erf((x - mean) / (deviation * Math.SQRT2)));
    }, 0);
}

const EDGE = 1e-15;

/** A² = −n − Σ (2i − 1)/n · (ln F(g_i) + ln(1 − F(g_{n+1−i}))), of sorted values (Anderson and Darling 1954). */
export function andersonDarling(sorted: Float64Array, probability: (g: number) => number): number {
  const n = sorted.length;
  const p = sorted.map((g) => Math.min(1 - EDGE, Math.max(EDGE, probability(g))));
  let sum = 0;
  for (let i = 0; i < n; i++) sum += (2 * i + 1) * (Math.log(p[i]) + Math.log1p(-p[n - 1 - i]));
  return -n - sum / n;
}

/** Conductance (S) that a working device does not exceed with probability p, by bisection. */
export function quantileOf(components: readonly Component[], p: number): number {
  const probability = distribution(components);
  let [low, high] = [1e-18, 1];
  for (let n = 0; n < 200 && high / low > 1 + 1e-12; n++) {
    const middle = Math.sqrt(low * high);
    if (probability(middle) < p) low = middle;
    else high = middle;
  }
  return Math.sqrt(low * high);
}
