import { erf, power } from "#base";

/** P(sign equal) of two vectors at a cosine, for Gaussian projections: 1 − θ/π [charikar-2002]. */
export const signCollision = (cosine: number): number => 1 - Math.acos(clamp(cosine)) / Math.PI;

/**
 * Apparent cosine of two vectors when each projection carries independent noise of `noise` times the
 * projection's deviation: ρ / (1 + noise²).
 */
export const noisyCosine = (cosine: number, noise: number): number => cosine / (1 + noise ** 2);

const clamp = (cosine: number): number => Math.max(-1, Math.min(1, cosine));

/** Gauss–Legendre rule on [0, 1]: nodes by Newton's method on the Legendre polynomial. */
function gaussLegendre(count: number): { readonly nodes: Float64Array; readonly weights: Float64Array } {
  const [nodes, weights] = [new Float64Array(count), new Float64Array(count)];
  for (let i = 0; i < count; i++) {
    let x = Math.cos((Math.PI * (i + 0.75)) / (count + 0.5));
    let slope = 1;
    for (let step = 0; step < 8; step++) {
      let [before, value] = [1, x];
      for (let k = 2; k <= count; k++)
        [before, value] = [value, ((2 * k - 1) * x * value - (k - 1) * before) / k];
      slope = (count * (x * value - before)) / (x * x - 1);
      x -= value / slope;
    }
    nodes[i] = (1 + x) / 2;
    weights[i] = 1 / ((1 - x * x) * slope * slope);
  }
  return { nodes, weights };
}

/** Rules for the angle, the radius and Owen's integral, converged to 1e-8 for 1 to 10^5 projections. */
const ANGLES = gaussLegendre(32);
const RADII = gaussLegendre(48);
const OWEN = gaussLegendre(12);

/** Radius, in standard deviations, beyond which the probability is less than 1e-15. */
const REACH = 8.5;

/**
 * P(argmax over [y; −y] equal) of two vectors at a cosine, for n Gaussian projections each: cross-polytope
 * hash [andoni-2015] with 2n buckets. By symmetry the winner is one of 2n, so with (U, V) standard normal at
 * the correlation cos θ and the other n − 1 projections smaller in size on both sides,
 *
 *     P = 2n ∫∫_{u,v>0} φ(u, v; θ) · F(u, v)^(n−1) du dv,  F(u, v) = P(|U| < u, |V| < v),
 *
 * in the polar coordinates u = r cos(α − θ/2), v = r cos(α + θ/2), in which φ is that of independent normals:
 *
 *     P = 2n/π ∫_0^{(π−θ)/2} dα ∫_0^∞ r e^(−r²/2) F^(n−1) dr.
 *
 * By Gauss–Legendre rules in both, to 1e-8; exactly 1 − θ/π at n = 1. Throws RangeError for n < 1.
 */
export function crossPolytopeCollision(cosine: number, n: number): number {
  if (!Number.isInteger(n) || n < 1)
    throw new RangeError(`cross-polytope collision: expected at least 1 projection, received ${n}`);
  const theta = Math.acos(clamp(cosine));
  if (n === 1) return 1 - theta / Math.PI;
  if (theta === 0) return 1;
  const top = (Math.PI - theta) / 2;
  // Below this radius F^(n−1) < e^−30, as F < erf(r/√2).
  let least = 0;
  while ((n - 1) * Math.log(erf((least + 0.1) * Math.SQRT1_2)) < -30) least += 0.1;
  let total = 0;
  for (let a = 0; a < ANGLES.nodes.length; a++) {
    const alpha = top * ANGLES.nodes[a];
    const [cosU, cosV] = [Math.cos(alpha - theta / 2), Math.cos(alpha + theta / 2)];
    let along = 0;
    for (let k = 0; k < RADII.nodes.length; k++) {
      const r = least + (REACH - least) * RADII.nodes[k];
      const both = boxProbability(r * cosU, r * cosV, theta);
      along += RADII.weights[k] * r * Math.exp(-0.5 * r * r) * power(both, n - 1);
    }
    total += ANGLES.weights[a] * along;
  }
  return Math.min(1, ((2 * n) / Math.PI) * top * (REACH - least) * total);
}

/**
 * P(|U| < u, |V| < v) of standard normals at the correlation cos θ, u and v > 0: 1 − 2 Σ T [owen-1956], with
 * Owen's T for each half edge of the box, from the foot of its normal to a corner.
 */
function boxProbability(u: number, v: number, theta: number): number {
  const [rho, spread] = [Math.cos(theta), Math.sin(theta)];
  const outside =
    owenT(u, (v - rho * u) / spread) +
    owenT(u, (v + rho * u) / spread) +
    owenT(v, (u - rho * v) / spread) +
    owenT(v, (u + rho * v) / spread);
  return Math.max(0, 1 - 2 * outside);
}

/** Owen's T(h, k/h) = 1/(2π) ∫_0^{k/h} e^(−h²(1 + x²)/2) / (1 + x²) dx for h > 0, odd in k. */
function owenT(h: number, k: number): number {
  const size = Math.abs(k);
  // T(h, k/h) + T(k, h/k) is a product of normal laws, so the narrower slope is integrated.
  const value = size <= h ? owenWedge(h, size / h) : quarterPlane(h, size) - owenWedge(size, h / size);
  return k < 0 ? -value : value;
}

/** T(h, k/h) + T(k, h/k) for h, k > 0: a quarter of the probability outside the box [−h, h] × [−k, k]. */
function quarterPlane(h: number, k: number): number {
  return (1 - erf(h * Math.SQRT1_2) * erf(k * Math.SQRT1_2)) / 4;
}

function owenWedge(h: number, slope: number): number {
  const half = -0.5 * h * h;
  let sum = 0;
  for (let i = 0; i < OWEN.nodes.length; i++) {
    const square = 1 + (slope * OWEN.nodes[i]) ** 2;
    sum += (OWEN.weights[i] * Math.exp(half * square)) / square;
  }
  return (slope * sum) / (2 * Math.PI);
}
