import { power } from "../base/power.ts";
/** Conductances (S) for which the fit holds; beyond them it is an extrapolation and is refused. */
export const TIOX_WINDOW = { low: 3.16e-6, high: 316e-6 } as const;

/**
 * Read current of a TiOx device with nominal conductance g0 (S) and d2d score z ~ N(0, 1), drawn once per device:
 *
 *   I(V) = A1·V + A3·V³ + z·(s1·V + s3·V³)
 *
 * `linear` is A1 and `linearSpread` s1 (S), `cubic` is A3 and `cubicSpread` s3 (S/V²).
 */
export interface TioxStatic {
  linear(g0: number): number;
  cubic(g0: number): number;
  linearSpread(g0: number): number;
  cubicSpread(g0: number): number;
}

/**
 * The static law at a temperature T in °C, with the coefficients of [cai-crossbar-2023], which go back to a
 * phenomenological fit of integrated Al2O3/TiO2−x devices. Its coefficients are per °C: only so is A1 ≈ g0.
 * s1 falls below 0 above 191 µS, which no deviation can, and is held at 0. With `compat` the law follows the
 * published code, which puts kelvin (273 + °C) in for T and lets s1 fall. Throws RangeError for a g0 outside
 * 3.16–316 µS.
 */
export function tioxStatic(celsius: number, compat: boolean): TioxStatic {
  const t = compat ? 273 + celsius : celsius;
  const ofTemperature = 1.605e-3 * power(t, -1.33);
  return {
    linear: (g0) => -2.58e-6 + 0.977 * checked(g0) + 1.166e-7 * t,
    cubic: (g0) => 1.18 * checked(g0) + 6596 * g0 ** 2 + ofTemperature,
    linearSpread: (g0) => {
      const spread = -1.07e-6 + 0.25 * checked(g0) + 2.2e-8 * t - 1300 * g0 ** 2;
      return compat ? spread : Math.max(0, spread);
    },
    cubicSpread: (g0) => 1.17e-5 + 1.3 * checked(g0) - 1e-7 * t - 6500 * g0 ** 2 - 2.5e-3 * g0 * t,
  };
}

/** The g0 (S) whose A1 is the given zero-bias conductance (S), clipped to the window. */
export function nominalConductance(celsius: number, compat: boolean, conductance: number): number {
  const t = compat ? 273 + celsius : celsius;
  return clipToWindow((conductance + 2.58e-6 - 1.166e-7 * t) / 0.977);
}

export const clipToWindow = (g0: number): number => Math.min(TIOX_WINDOW.high, Math.max(TIOX_WINDOW.low, g0));

function checked(g0: number): number {
  if (!(g0 >= TIOX_WINDOW.low && g0 <= TIOX_WINDOW.high))
    throw new RangeError(`tiox: expected a conductance in [3.16, 316] µS, received ${g0 * 1e6} µS`);
  return g0;
}

const BOLTZMANN = 1.380649e-23;

/** Thermal noise relative to the current of a device of `conductance` (S) at `voltage` (V): √(4·k·T·f / G) / V. */
export const thermalNoise = (
  celsius: number,
  bandwidth: number,
  conductance: number,
  voltage: number,
): number => Math.sqrt((4 * BOLTZMANN * (celsius + 273.15) * bandwidth) / conductance) / voltage;
