import { type Kelvin, type Metres, nanometres, type Ohms, ohms } from "../base/units.ts";

/** Node, width of a minimum metal line (nm), resistivity (10⁻⁸ Ω·m), aspect ratio. Source: [neurosim-v14], Param.cpp. */
const METAL = [
  [7, 20, 4.17, 2],
  [10, 22, 3.95, 2],
  [14, 32, 3.25, 2],
  [22, 40, 2.97, 1.9],
  [32, 56, 2.63, 1.8],
  [45, 80, 2.37, 1.7],
  [65, 105, 2.21, 1.7],
] as const;

/** Capacitance of a line at every node, F/m (0.2 fF/µm). Source: [neurosim-v14]. */
export const wireCapacitance = 0.2e-9;

/** Line pitch (twice the minimum width), m; linear in the node between table entries. */
export const metalPitch = (node: Metres): Metres => nanometres(2 * interpolate(node, ([, width]) => width));

/**
 * Resistance of one cell's length of line, Ω: ρ · 2W / (W · W · AR) = 2ρ / (W · AR). Rises as the node shrinks. A
 * wider pitch is drawn on a higher metal of the same resistivity and aspect ratio (assumed), so the resistance falls
 * as 1 / pitch and the capacitance a metre stays. Throws RangeError below the node's least pitch.
 */
export function lineResistance(node: Metres, pitch: Metres = metalPitch(node)): Ohms {
  const least = metalPitch(node);
  if (!(pitch >= least * (1 - 1e-9) && pitch < Infinity))
    throw new RangeError(
      `wires: expected a pitch of at least ${round(least * 1e9)} nm at ${round(node * 1e9)} nm, received ${round(pitch * 1e9)} nm`,
    );
  const atLeastPitch = interpolate(node, ([, width, rho, aspect]) => (2 * rho * 10) / (width * aspect));
  return ohms((atLeastPitch * least) / pitch);
}

/** Cross-section of a line of half the pitch, m²; the aspect ratio stays. */
export const lineCrossSection = (node: Metres, pitch: Metres = metalPitch(node)): number =>
  (pitch / 2) ** 2 * interpolate(node, ([, , , aspect]) => aspect);

/**
 * Direct current density that copper lines bear for years, A/m²: 1 MA/cm², a rule of thumb. No source that states it
 * for a node was found, so it is assumed.
 */
export const ELECTROMIGRATION_LIMIT = 1e10;

/** Rise of a line's resistance a kelvin over that at 300 K. Source: [neurosim-v14]. */
const TEMPERATURE_COEFFICIENT = 0.00451;

/**
 * Resistance of a line at a temperature over that at 300 K: 1 + 0.00451·(T − 300 K). Below 300 K, where the source
 * states no sign, a metal's resistance falls.
 */
export const lineTemperatureFactor = (temperature: Kelvin): number =>
  1 + TEMPERATURE_COEFFICIENT * (temperature - 300);

const round = (x: number): number => Number(x.toPrecision(6));

function interpolate(node: Metres, value: (entry: (typeof METAL)[number]) => number): number {
  const nm = node * 1e9;
  const upper = METAL.findIndex(([x]) => x >= nm - 1e-6);
  const above = METAL[upper < 0 ? METAL.length - 1 : upper];
  if (upper <= 0 || Math.abs(above[0] - nm) < 1e-6) return value(above);
  const below = METAL[upper - 1];
  const share = (nm - below[0]) / (above[0] - below[0]);
  return value(below) + (value(above) - value(below)) * share;
}
