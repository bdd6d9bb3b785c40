// A technology: its node, scaling laws by class, wires and leakage.

import {
  type Kelvin,
  kelvin,
  type MeasuredClock,
  type Metres,
  memoised,
  nanometres,
  type Ohms,
  ohms,
  power,
  type ScalingClass,
  type TechnologyNode,
  type Volts,
} from "#base";
import { type ClockConstants, clockFactors, clockingOf, NOMINAL_CLOCKS } from "./clocking.ts";
import { leakageDensity, NOMINAL_LAWS, type ScalingConstants, scalingFactor } from "./scaling.ts";

/** Node, minimum metal width (nm), resistivity (10⁻⁸ Ω·m), aspect ratio. [neurosim-v14], Param.cpp. */
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
const wireCapacitance = 0.2e-9;

/** Line pitch (twice the minimum width), m; linear in the node between table entries. */
export const metalPitch = (node: Metres): Metres => nanometres(2 * metalAt(node, ([, width]) => width));

/**
 * Resistance of one cell's length of line, Ω: ρ · 2W / (W · W · AR) = 2ρ / (W · AR). Rises as the node
 * shrinks. A wider pitch uses a higher metal of equal resistivity and aspect ratio (assumed): resistance
 * falls as 1 / pitch and the capacitance per metre stays. Throws RangeError below the node's least pitch.
 */
export function lineResistance(node: Metres, pitch: Metres = metalPitch(node)): Ohms {
  const least = metalPitch(node);
  if (!(pitch >= least * (1 - 1e-9) && pitch < Infinity))
    throw new RangeError(
      `wires: expected a pitch of at least ${round(least * 1e9)} nm at ${round(node * 1e9)} nm, received ${round(pitch * 1e9)} nm`,
    );
  const atLeastPitch = metalAt(node, ([, width, rho, aspect]) => (2 * rho * 10) / (width * aspect));
  return ohms((atLeastPitch * least) / pitch);
}

/** Cross-section of a line of half the pitch, m²; the aspect ratio is constant. */
export const lineCrossSection = (node: Metres, pitch: Metres = metalPitch(node)): number =>
  (pitch / 2) ** 2 * metalAt(node, ([, , , aspect]) => aspect);

/**
 * Direct current density that lines sustain for years, A/m²: 0.7 MA/cm². The thin metals of a 55 nm process
 * sustain 1.7 mA per µm of width at 91.4 mΩ per square [icsprout-2025]: I/W · R / ρ = 6.8e9 A/m² at a ρ of
 * 2.29e-8 Ω·m, interpolated from [neurosim-v14]; its lowest metal 7.3e9, its thick one 8.4e9. No metal or
 * temperature is given. Open processes: 4.4e9 [ihp-2023], 8e9 at 90 °C and 130 nm [openroad-flow-2026].
 */
export const ELECTROMIGRATION_LIMIT = 7e9;

/** Relative increase of a line's resistance per kelvin over that at 300 K. Source: [neurosim-v14]. */
const TEMPERATURE_COEFFICIENT = 0.00451;

/**
 * Resistance of a line relative to that at 300 K: 1 + 0.00451·(T − 300 K). The source gives no sign below 300
 * K; a metal's resistance falls there.
 */
const lineTemperatureFactor = (temperature: Kelvin): number =>
  1 + TEMPERATURE_COEFFICIENT * (temperature - 300);

const round = (x: number): number => Number(x.toPrecision(6));

function metalAt(node: Metres, value: (entry: (typeof METAL)[number]) => number): number {
  const nm = node * 1e9;
  const upper = METAL.findIndex(([x]) => x >= nm - 1e-6);
  const above = METAL[upper < 0 ? METAL.length - 1 : upper];
  if (upper <= 0 || Math.abs(above[0] - nm) < 1e-6) return value(above);
  const below = METAL[upper - 1];
  const share = (nm - below[0]) / (above[0] - below[0]);
  return value(below) + (value(above) - value(below)) * share;
}

/** Temperature range of leakage and wires, K. */
export const TEMPERATURE_DOMAIN = { min: 248, max: 400 } as const;

/** Ambient temperature of a chip for stated prices, K. Assumed. */
export const AMBIENT = 300;

/**
 * Leakage of one subarray (1T1R, 128 × 128, 32 nm, low standby power), W: 15.9 nW at 300 K and 251 nW at 400
 * K. Source: [neurosim-v14], run at both temperatures.
 */
const AT_300_K = 15.9e-9;
const AT_400_K = 251e-9;

/**
 * Leakage relative to 300 K: exponential through the two published points, ×15.8 per hundred kelvin (the
 * shape between and below them is assumed). Exactly 1 at 300 K. Throws RangeError outside the domain.
 */
export function leakageFactor(temperature: Kelvin): number {
  const { min, max } = TEMPERATURE_DOMAIN;
  if (!(temperature >= min && temperature <= max))
    throw new RangeError(
      `technology: expected a temperature in [${min}, ${max}] K, received ${temperature} K`,
    );
  return power(AT_400_K / AT_300_K, (temperature - 300) / 100);
}

export interface Conditions {
  /** Temperature of the silicon; default 300 K. */
  readonly temperature?: Kelvin;
  /** Pitch of the crossbar's lines; by default the node's least. */
  readonly pitch?: Metres;
  /** Constants of the scaling and clock laws that replace the nominal ones, for sensitivity draws. */
  readonly laws?: ScalingConstants & Partial<ClockConstants>;
}

/**
 * A node with its scaling laws and wires, at a temperature. Throws RangeError outside the laws' domain,
 * outside 248 to 400 K and below the node's least pitch.
 */
export const createTechnology = (
  node: Metres,
  { temperature = kelvin(300), pitch = metalPitch(node), laws }: Conditions = {},
): TechnologyNode =>
  laws === undefined ? technologyOf(node, temperature, pitch) : technologyBy(laws, node, temperature, pitch);

/** The factors to a node, each computed once: components of every size use the same few. */
const factorTo = (
  node: Metres,
  term: "energy" | "area" | "delay",
  laws: ScalingConstants,
): TechnologyNode["energyFactor"] =>
  memoised(
    (scaling, base) => scalingFactor(scaling, term, base, node, laws),
    (scaling, base) => `${scaling} ${base}`,
  );

const technologyBy = (
  laws: ScalingConstants & Partial<ClockConstants>,
  node: Metres,
  temperature: Kelvin,
  pitch: Metres,
): TechnologyNode => ({
  node,
  temperature,
  leakageFactor: leakageFactor(temperature),
  leakageDensity: leakageDensity(node, laws),
  pitch,
  wireCapacitance,
  lineResistance: ohms(lineResistance(node, pitch) * lineTemperatureFactor(temperature)),
  energyFactor: factorTo(node, "energy", laws),
  areaFactor: factorTo(node, "area", laws),
  delayFactor: factorTo(node, "delay", laws),
  stages: 1,
  clocked(unit, clock, measured) {
    return clockedNode(this, unit, clock, measured, { ...NOMINAL_CLOCKS, ...laws });
  },
});

/** Logic and wires pay for registers and supply, memories for supply, analog and off-chip circuits none. */
function clockedNode(
  own: TechnologyNode,
  unit: string,
  clock: number,
  measured: MeasuredClock,
  laws: ClockConstants,
): TechnologyNode {
  const clocking = clockingOf(unit, clock, measured, own.node, laws);
  if (clocking.stages === 1 && clocking.supply === 1) return own;
  const { logic, memory, area, leakage } = clockFactors(clocking, laws);
  const energy: Partial<Record<ScalingClass, number>> = { logic, wire: logic, sram: memory };
  return {
    ...own,
    stages: clocking.stages,
    leakageFactor: own.leakageFactor * leakage,
    energyFactor: (scaling, base) => own.energyFactor(scaling, base) * (energy[scaling] ?? 1),
    areaFactor: (scaling, base) => own.areaFactor(scaling, base) * (scaling === "logic" ? area : 1),
  };
}

/** Equal arguments give the same object, which components use as a key of their cached prices. */
const technologyOf = memoised(
  (node: Metres, temperature: Kelvin, pitch: Metres): TechnologyNode =>
    technologyBy(NOMINAL_LAWS, node, temperature, pitch),
  (node, temperature, pitch) => `${node} ${temperature} ${pitch}`,
);

/** An n-channel transistor of least length, per metre of its width. */
export interface Transistor {
  /** Nominal supply of the node, V. */
  readonly supply: Volts;
  /** On-resistance times width, gate at the supply, source and drain 0.2 V above ground, Ω·m. */
  readonly onResistance: number;
  /** Capacitance of the gate in inversion, F/m. */
  readonly gateCapacitance: number;
  /** Drain current at a gate voltage of 0 V and the supply across, A/m. */
  readonly offCurrent: number;
}

/**
 * Node (nm), supply (V), R_on·W (Ω·m), gate capacitance (F/m), off current (A/m). At 65, 45 and 22 nm: cards
 * of [ptm-2012] in ngspice 39 at 27 °C, W = 1 µm, L the node: on-resistance at 20 mV across, 252, 237 and 231
 * Ω·µm with the source at ground, as below with it at 0.2 V. No planar card at 7 nm: assumed.
 */
const CARDS = [
  [7, 0.7, 435e-6, 0.3e-9, 0.03],
  [22, 0.8, 435e-6, 0.3e-9, 0.121],
  [45, 1.0, 291e-6, 0.5e-9, 0.021],
  [65, 1.1, 297e-6, 0.56e-9, 0.056],
] as const;

/** A node's transistor, linear in the node between the cards. Throws RangeError outside 7 to 65 nm. */
export const transistorAt = memoised((node: Metres): Transistor => {
  const nm = Math.round(node * 1e12) / 1e3;
  const upper = CARDS.findIndex(([known]) => known >= nm);
  if (!(nm >= CARDS[0][0]) || upper < 0)
    throw new RangeError(`transistor: expected a node in [7, 65] nm, received ${nm} nm`);
  const above = CARDS[upper];
  const below = CARDS[Math.max(0, upper - 1)];
  const share = above === below ? 0 : (nm - below[0]) / (above[0] - below[0]);
  const at = (column: 1 | 2 | 3 | 4): number => below[column] + (above[column] - below[column]) * share;
  return { supply: at(1) as Volts, onResistance: at(2), gateCapacitance: at(3), offCurrent: at(4) };
}, String);
