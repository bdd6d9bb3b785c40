// Currents as integer sums: levels of a DAC in steps, transfers in steps of each output's largest.

import { integerRows } from "./integer-rows.ts";

/** Transfers as integers. */
export interface IntegerTransfer {
  /** Steps of a level of 1; a DAC's levels are odd numbers of them. */
  readonly most: number;
  /** Outputs × rows, −32 767 to 32 767. */
  readonly weights: Int16Array;
  /** Current of one step of both, an output, A, single precision. */
  readonly scale: Float32Array;
}

/** Largest signed half word, and word. */
const HALF_WORD = 2 ** 15 - 1;
const WORD = 2 ** 31 - 1;

/** Largest deviation by rounding, relative to an output's read noise: it adds 1.5 · 10⁻⁵ to a variance (assumed to go unseen). */
const MOST_ROUNDING = 1 / 256;

/**
 * Transfers (outputs × rows) at levels of ±`most` steps as integers, of as many steps as an exact sum of all rows leaves. Null where their
 * rounding would show: at levels of equal spread its deviation is above 1/256 of the read noise of an output.
 */
export function integerTransfer(
  transfer: Float32Array,
  rows: number,
  most: number,
  noiseOf: (output: number) => number,
): IntegerTransfer | null {
  const steps = Math.min(HALF_WORD, Math.floor(WORD / (rows * most)));
  if (most > HALF_WORD || steps < 1) return null;
  const { whole, largest } = integerRows(transfer, rows, steps);
  // Rounding to whole steps spreads by a step over √12.
  const isSeen = largest.some((x, p) => (x / steps) * Math.sqrt(rows / 12) > MOST_ROUNDING * noiseOf(p));
  if (isSeen) return null;
  return { most, weights: whole, scale: Float32Array.from(largest, (x) => x / steps / most) };
}

/** A level in steps, as the kernels round it. */
export const levelSteps = (level: number, most: number): number => Math.round(Math.fround(level * most));
