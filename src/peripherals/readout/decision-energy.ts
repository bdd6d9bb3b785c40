import type { Amperes } from "../../base/units.ts";

/** Noise of a decision at which the published energies are taken, A: the default of every readout. Assumed. */
const REFERENCE_NOISE = 10e-9;

/** Range of the factor: a minimal latch, and a capacitor a hundred times the published one. Assumed. */
const [LEAST, MOST] = [0.05, 100];

/**
 * Energy of a decision over the published one, for a comparator whose input noise is `noise` (A). Noise falls as 1/√C
 * with the capacitor on which it is sampled (kT/C) and the energy is C·V², so it goes as the inverse square of the noise.
 */
export const decisionEnergy = (noise: Amperes): number =>
  Math.min(MOST, Math.max(LEAST, (REFERENCE_NOISE / Math.max(noise, 1e-15)) ** 2));

/**
 * Energy of a decision in time over that at a window of `usual` (s), for a crossing told apart as finely relative to a shorter one:
 * the inverse square, as the energy of what decides goes with that of its own jitter in time. Assumed; a longer window saves nothing.
 */
export const sharper = (window: number, usual: number): number => Math.max(1, (usual / window) ** 2);
