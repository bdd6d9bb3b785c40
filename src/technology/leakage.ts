import { power } from "../base/power.ts";
import type { Kelvin } from "../base/units.ts";

/** Temperatures over which leakage and wires are stated, K. */
export const TEMPERATURE_DOMAIN = { min: 248, max: 400 } as const;

/**
 * Leakage of one subarray (1T1R, 128 × 128, 32 nm, low standby power), W: 15.9 nW at 300 K and 251 nW at 400 K.
 * Source: [neurosim-v14], run at both temperatures.
 */
const AT_300_K = 15.9e-9;
const AT_400_K = 251e-9;

/**
 * Leakage at a temperature over that at 300 K: exponential through the two published points, ×15.8 a hundred kelvin
 * (between them and below them the shape is assumed). Exactly 1 at 300 K. Throws RangeError outside the domain.
 */
export function leakageFactor(temperature: Kelvin): number {
  const { min, max } = TEMPERATURE_DOMAIN;
  if (!(temperature >= min && temperature <= max))
    throw new RangeError(
      `technology: expected a temperature in [${min}, ${max}] K, received ${temperature} K`,
    );
  return power(AT_400_K / AT_300_K, (temperature - 300) / 100);
}
