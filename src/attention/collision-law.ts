import { errorFunction } from "simple-statistics";

/** P(sign equal) of two vectors at a cosine, for Gaussian projections: 1 − θ/π [charikar-2002]. */
export const signCollision = (cosine: number): number => 1 - Math.acos(clamp(cosine)) / Math.PI;

/**
 * Cosine that two vectors seem to have when each of their projections carries independent noise of `noise` times
 * the projection's deviation: ρ / (1 + noise²).
 */
export const noisyCosine = (cosine: number, noise: number): number => cosine / (1 + noise ** 2);

const clamp = (cosine: number): number => Math.max(-1, Math.min(1, cosine));

/** Half width of the integration range in standard deviations; what lies beyond is below 1e-12. */
const REACH = 7.2;
const NODES = 96;

/** Angle below which the ridge along u = v is too narrow for that many nodes, and below which P falls linearly, rad. */
const NARROW = 0.14;
const LINEAR = 0.04;

/**
 * P(argmax over [y; −y] equal) of two vectors at a cosine, for n Gaussian projections each: the cross-polytope
 * hash [andoni-2015] with 2n buckets. The winner is one of 2n by symmetry, so with (U, V) standard normal at the
 * correlation ρ and the other n − 1 projections smaller in size on both sides,
 *
 *     P = 2n ∫∫_{u,v>0} φ(u, v; ρ) · P(|U| < u, |V| < v)^(n−1) du dv.
 *
 * By the midpoint rule, 1 − P to about 1 %: to 1e-4 at large angles. Throws RangeError for n < 1.
 */
export function crossPolytopeCollision(cosine: number, n: number): number {
  if (!Number.isInteger(n) || n < 1)
    throw new RangeError(`cross-polytope collision: expected at least 1 projection, received ${n}`);
  const rho = clamp(cosine);
  if (rho === 1) return 1;
  if (rho === -1) return 0;
  const angle = Math.acos(rho);
  if (angle >= NARROW) return byMidpoints(rho, n, NODES);
  if (angle >= LINEAR) return byMidpoints(rho, n, Math.ceil((NODES * 0.2) / angle));
  return 1 - ((1 - byMidpoints(Math.cos(LINEAR), n, Math.ceil((NODES * 0.2) / LINEAR))) * angle) / LINEAR;
}

function byMidpoints(rho: number, n: number, nodes: number): number {
  const step = REACH / nodes;
  const spread = Math.sqrt(1 - rho * rho);
  // inside[j] after row i: P(|U| < u_i, |V| < v_j), built up strip by strip in u.
  const inside = new Float64Array(nodes);
  const half = new Float64Array(nodes);
  const at = (k: number): number => (k + 0.5) * step;
  const within = (u: number, v: number): number =>
    0.5 *
    (errorFunction((v - rho * u) / (spread * Math.SQRT2)) +
      errorFunction((v + rho * u) / (spread * Math.SQRT2)));
  let total = 0;
  for (let i = 0; i < nodes; i++) {
    const u = at(i);
    const density = Math.exp(-0.5 * u * u) / Math.sqrt(2 * Math.PI);
    for (let j = 0; j < nodes; j++) {
      const v = at(j);
      // Both signs of U: half a strip below u_i, half above.
      half[j] = density * step * within(u, v);
      const enclosed = inside[j] + half[j];
      inside[j] += 2 * half[j];
      const joint = Math.exp(-0.5 * ((v - rho * u) / spread) ** 2) / (spread * Math.sqrt(2 * Math.PI));
      total += density * joint * step * step * enclosed ** (n - 1);
    }
  }
  return Math.min(1, 2 * n * total);
}
