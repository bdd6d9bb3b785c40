import type { Wear, WearWindow } from "#memristors";
import { RIDGE } from "../../src/attention/selectors/query-map.ts";

/** What decides how well signs tell a product q · k, for keys that are Gaussian in every direction alike. */
export interface MapCase {
  readonly bits: number;
  /** Head width. */
  readonly width: number;
  /** Correlation of a projection that was read with the projection itself, when the map was fitted and when keys are hashed. */
  readonly calibrated: number;
  readonly hashed: number;
  /** Vectors that the map was fitted on; as many as one likes where left out. */
  readonly probes?: number;
}

/** Correlation of estimated and true products over keys. */
export interface MapLaw {
  /** Through the map; its square is the share of the product's variance that is explained. */
  readonly map: number;
  /** Without a map, by the query's own projections as they were: Σ (r · q) b. */
  readonly values: number;
  /** Without a map, through an unrelated array. */
  readonly unrelated: 0;
}

/**
 * Law of large widths. Keys are N(0, I), rows of R have unit length, b = sign(R k + noise). E b kᵀ = √(2/π) c R with c the
 * correlation of a read projection with its own, and off its diagonal E b bᵀ is (2/π) c² R Rᵀ (Price's theorem, to first
 * order in the rows' overlaps), so that the ridge map is a resolvent of S = RᵀR: M ∝ R (S + τ)⁻¹, τ = (1 + λ) π / (2 c²) − 1.
 * With γ = bits / width the eigenvalues of S follow Marchenko and Pastur's law, whose transform m = tr (S + τ)⁻¹ / d solves
 * τ m² + (τ + γ − 1) m − 1 = 0. Keys hashed with another correlation c′ (drift, noise: independent of R) give
 *
 *     ρ = c′ (1 − τ m) / √(c′² A + (π/2 − c′²) B),   A = 1 − 2 τ m − τ² m′,   B = m + τ m′
 *
 * and without a map ρ = c′ √(γ / (π/2 + c′² γ)). With λ = 0 and c′ = c, ρ² = 1 − τ m. A map of finitely many probes is off by
 * least squares' own error, to first order in bits / probes: (1 − ρ²) bits / (probes (1 + λ)²) of a coordinate's variance.
 */
export function mapLaw(
  { bits, width, calibrated, hashed, probes = Number.POSITIVE_INFINITY }: MapCase,
  ridge = RIDGE,
): MapLaw {
  const ratio = bits / width;
  const tau = ((1 + ridge) * Math.PI) / (2 * calibrated ** 2) - 1;
  const half = tau + ratio - 1;
  const m = (Math.sqrt(half ** 2 + 4 * tau) - half) / (2 * tau);
  // dm/dτ, from the equation itself.
  const slope = -(m * m + m) / (2 * tau * m + half);
  const found = 1 - tau * m;
  const shared = 1 - 2 * tau * m - tau ** 2 * slope;
  const own = m + tau * slope;
  const through = (read: number, fitError: number): number =>
    (read * found) / Math.sqrt(read ** 2 * shared + (Math.PI / 2 - read ** 2) * own + fitError);
  const left = 1 - through(calibrated, 0) ** 2;
  const fitError = (calibrated ** 2 * left * bits) / (probes * (1 + ridge) ** 2);
  return {
    map: through(hashed, fitError),
    values: hashed * Math.sqrt(ratio / (Math.PI / 2 + hashed ** 2 * ratio)),
    unrelated: 0,
  };
}

/**
 * Correlation of the weights of differential pairs before and after wear, cells independent: (1 − stuck) spread / s′, with s′
 * the standard deviation of a cell that drifted, or stuck at `on` or at `off`. `mean`: of untuned cells, S.
 */
export function keptCorrelation(
  { drift, stuck }: Wear,
  { spread, on, off }: WearWindow,
  mean: number,
): number {
  const average = (1 - stuck) * mean + (stuck * (on + off)) / 2;
  const square =
    (1 - stuck) * (mean ** 2 + spread ** 2 * (1 + drift ** 2)) + (stuck * (on ** 2 + off ** 2)) / 2;
  return ((1 - stuck) * spread) / Math.sqrt(square - average ** 2);
}

/** Correlation of a projection with a read of it, by noise relative to the projection's root mean square. */
export const readCorrelation = (noise: number): number => 1 / Math.sqrt(1 + noise ** 2);

/** The largest drift whose correlation is at least `share` of that of an array as it was calibrated; drift alone. */
export function driftTolerance(of: Omit<MapCase, "hashed">, share: number, ridge = RIDGE): number {
  const fresh = mapLaw({ ...of, hashed: of.calibrated }, ridge).map;
  let [low, high] = [0, 1];
  const kept = (drift: number): boolean =>
    mapLaw({ ...of, hashed: of.calibrated * readCorrelation(drift) }, ridge).map >= share * fresh;
  while (kept(high) && high < 1e3) high *= 2;
  for (let n = 0; n < 50; n++) {
    const middle = (low + high) / 2;
    if (kept(middle)) low = middle;
    else high = middle;
  }
  return low;
}
