// Read noise that depends on a cell's conductance, as measured devices have it.

import type { Cells, ReadNoise } from "./memristor.ts";

/** σ(G)/G = amount · (G / reference)^exponent: a straight line of log σ against log G. */
export interface NoiseLaw {
  readonly amount: number;
  /** S. */
  readonly reference: number;
  readonly exponent: number;
}

/** A conductance (S) with its share of all devices. */
export interface Weighted {
  readonly conductance: number;
  readonly share: number;
}

/** Relative noise of one read of a device of conductance G (S), its two telegraph levels included. */
export function noiseOf(law: NoiseLaw, { telegraphShare, telegraphAmplitude }: Omit<ReadNoise, "gaussian">) {
  const telegraph = telegraphShare * (telegraphAmplitude / 2) ** 2;
  return (conductance: number): number =>
    conductance <= 0
      ? 0
      : Math.sqrt((law.amount * (conductance / law.reference) ** law.exponent) ** 2 + telegraph);
}

/**
 * Relative noise that all devices together act as if each had: the currents of a bit line add, so it is √(Σ σ(G)² / Σ G²),
 * both sums over the devices' distribution.
 */
export function effectiveNoise(devices: readonly Weighted[], noise: (conductance: number) => number): number {
  let [variance, square] = [0, 0];
  for (const { conductance, share } of devices) {
    variance += share * (conductance * noise(conductance)) ** 2;
    square += share * conductance ** 2;
  }
  return square === 0 ? 0 : Math.sqrt(variance / square);
}

/** The cells with the relative noise of each over `effective`. */
export const withNoise = (cells: Cells, noise: (conductance: number) => number, effective: number): Cells =>
  effective === 0 ? cells : { ...cells, noise: cells.conductance.map((g) => noise(g) / effective) };
