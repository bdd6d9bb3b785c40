import type { Rng } from "#base";
import type { Cells, Wear, WearWindow } from "./memristor.ts";

/** Boltzmann's constant, eV/K. */
const BOLTZMANN = 8.617333262e-5;

const kelvin = (celsius: number): number => celsius + 273.15;

/** Ten years, s, and the temperature (°C) to which their loss refers. */
const RETENTION_SPAN = 10 * 365.25 * 24 * 3600;
const RETENTION_TEMPERATURE = 85;

/** Non-idealities that depend on time or reads. */
export interface Aging {
  readonly drift: number;
  readonly driftSpread: number;
  readonly driftReference: number;
  readonly retentionLoss: number;
  readonly retentionActivation: number;
  readonly readDisturb: number;
  readonly on: number;
  readonly off: number;
  readonly temperatureCelsius: number;
}

/**
 * Cells `elapsed` s and `reads` reads after programming:
 *
 *   G ← G · (t/t0)^−ν for t > t0, ν ~ N(drift, driftSpread) per device and not below 0  [memtorch-2021]
 *   G ← off + (G − off) · (1 − loss)^(t / 10 a · e^(−Ea/k · (1/T − 1/358 K)))
 *   G ← on − (on − G) · (1 − disturb)^reads
 *
 * The shapes of the last two are assumed. K keeps its ratio to G: the curvature does not age separately.
 */
export function cellAging(aging: Aging): (cells: Cells, elapsed: number, reads: number, rng: Rng) => Cells {
  return (cells, elapsed, reads, rng) => {
    checkAge(elapsed, reads);
    const steps = [drifting(aging, elapsed, rng), relaxing(aging, elapsed), disturbed(aging, reads)];
    const active = steps.filter((step) => step !== null);
    if (active.length === 0) return cells;
    const conductance = cells.conductance.map((g) => active.reduce((value, step) => step(value), g));
    return { conductance, cubic: cubicOf(cells, conductance) };
  };
}

type Step = (conductance: number) => number;

function drifting({ drift, driftSpread, driftReference }: Aging, elapsed: number, rng: Rng): Step | null {
  if ((drift === 0 && driftSpread === 0) || elapsed <= driftReference) return null;
  const decades = Math.log(elapsed / driftReference);
  const exponents = rng.fork("drift");
  return (g) =>
    g * Math.exp(-decades * Math.max(0, drift + (driftSpread > 0 ? driftSpread * exponents.normal() : 0)));
}

function relaxing(aging: Aging, elapsed: number): Step | null {
  const { retentionLoss, retentionActivation, off, temperatureCelsius } = aging;
  if (retentionLoss === 0 || elapsed === 0) return null;
  const inverse = 1 / kelvin(temperatureCelsius) - 1 / kelvin(RETENTION_TEMPERATURE);
  const speed = Math.exp((-retentionActivation / BOLTZMANN) * inverse);
  const kept = Math.exp(Math.log1p(-retentionLoss) * (elapsed / RETENTION_SPAN) * speed);
  return (g) => off + (g - off) * kept;
}

function disturbed({ readDisturb, on }: Aging, reads: number): Step | null {
  if (readDisturb === 0 || reads === 0) return null;
  const kept = Math.exp(Math.log1p(-readDisturb) * reads);
  return (g) => on - (on - g) * kept;
}

function checkAge(elapsed: number, reads: number): void {
  if (!(elapsed >= 0 && elapsed < Number.POSITIVE_INFINITY))
    throw new RangeError(`age: expected a finite time ≥ 0 s, received ${elapsed}`);
  if (!(reads >= 0 && reads < Number.POSITIVE_INFINITY))
    throw new RangeError(`age: expected a finite number of reads ≥ 0, received ${reads}`);
}

/** An array in the state in which it was measured. */
export const NO_WEAR: Wear = { drift: 0, stuck: 0, readNoise: 1 };

/**
 * Cells after wear: G ← G + drift · spread · z, z ~ N(0, 1) per device, not below 0; then some are stuck. K
 * keeps its ratio to G. Streams: `wear` for z, `wear stuck` for the stuck cells.
 */
export function wornCells(
  { spread, on, off }: WearWindow,
  cells: Cells,
  { drift, stuck }: Wear,
  rng: Rng,
): Cells {
  if (drift === 0 && stuck === 0) return cells;
  const steps = rng.fork("wear");
  const fates = rng.fork("wear stuck");
  const conductance = cells.conductance.map((g) => {
    const moved = drift === 0 ? g : Math.max(0, g + drift * spread * steps.normal());
    const fate = stuck === 0 ? 1 : fates.uniform();
    return fate >= stuck ? moved : fate < stuck / 2 ? on : off;
  });
  return { conductance, cubic: cubicOf(cells, conductance) };
}

/** Third-order coefficients of cells with changed conductances, at a constant ratio to G. */
const cubicOf = ({ conductance: before, cubic }: Cells, after: Float64Array): Float64Array | null =>
  cubic?.map((k, n) => (before[n] === 0 ? k : k * (after[n] / before[n]))) ?? null;
