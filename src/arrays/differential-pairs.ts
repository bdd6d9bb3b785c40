import { type Dense, dense } from "../base/dense.ts";
import type { Rng } from "../base/rng.ts";
import type { Memristor } from "../devices/memristor.ts";

/** Devices of `pairs` differential column pairs on `rows` word lines; each matrix is pairs × rows, S. */
export interface DifferentialPairs {
  readonly positive: Dense;
  readonly negative: Dense;
}

/**
 * Initialises pairs for a weight matrix (pairs × rows). A weight w asks for mean · (1 ± w / 2W) with W the
 * largest magnitude, so every target is positive and the difference is proportional to w. An untuned device
 * ignores its target: the difference of two spreads is the random weight.
 */
export function initialisePairs(memristor: Memristor, weights: Dense, rng: Rng): DifferentialPairs {
  let largest = 0;
  for (const w of weights.data) largest = Math.max(largest, Math.abs(w));
  const side = (sign: 1 | -1, name: string): Dense => {
    const targets = weights.data.map(
      (w) => memristor.meanConductance * (1 + (largest === 0 ? 0 : (sign * w) / (2 * largest))),
    );
    return dense(weights.rows, weights.columns, memristor.initialise(targets, rng.fork(name)).conductance);
  };
  return { positive: side(1, "positive"), negative: side(-1, "negative") };
}

/** G⁺ − G⁻, pairs × rows, S: the weights that the array really holds. */
export const pairDifference = ({ positive, negative }: DifferentialPairs): Dense =>
  dense(
    positive.rows,
    positive.columns,
    positive.data.map((g, k) => g - negative.data[k]),
  );

/** (G⁺)² + (G⁻)², pairs × rows, S²: what read noise of independent devices adds up with. */
export const pairPower = ({ positive, negative }: DifferentialPairs): Dense =>
  dense(
    positive.rows,
    positive.columns,
    positive.data.map((g, k) => g * g + negative.data[k] * negative.data[k]),
  );
