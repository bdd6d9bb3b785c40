import { z } from "zod";
import { power, quantity, real, squareMetres, watts } from "#base";
import { checkPulse, type Dynamics, defineMemristor, linearCells, noneStuck } from "./memristor.ts";
import { memristorOf, NON_IDEALITY_CONSTANTS, nonIdealityFields, untuned } from "./non-idealities.ts";

export interface VteamLaw {
  /** Ω, at the ends of the state. */
  readonly onResistance: number;
  readonly offResistance: number;
  /** m. */
  readonly thickness: number;
  /** V, below and above 0. */
  readonly onVoltage: number;
  readonly offVoltage: number;
  /** m/s, below and above 0. */
  readonly onSpeed: number;
  readonly offSpeed: number;
  readonly onExponent: number;
  readonly offExponent: number;
}

/** Speed of the state, m/s, at a voltage (V); independent of the state itself. */
export function vteamSpeed(law: VteamLaw, voltage: number): number {
  if (voltage >= law.offVoltage) return law.offSpeed * power(voltage / law.offVoltage - 1, law.offExponent);
  if (voltage <= law.onVoltage) return law.onSpeed * power(voltage / law.onVoltage - 1, law.onExponent);
  return 0;
}

/** Pulses on VTEAM devices. The state is x (m), 0 in the on state; a positive voltage increases it. */
export function vteamDynamics(law: VteamLaw): Dynamics {
  const { onResistance, offResistance, thickness } = law;
  const range = offResistance - onResistance;
  const clip = (x: number): number => Math.min(thickness, Math.max(0, x));
  const conductanceAt = (x: number): number => 1 / (onResistance + (range * x) / thickness);
  return {
    setPolarity: -1,
    threshold: { set: -law.onVoltage, reset: law.offVoltage },
    fresh: (conductance) => ({
      variable: conductance.map((g) => clip((thickness * (1 / g - onResistance)) / range)),
      traits: [],
      stuck: noneStuck(conductance.length),
    }),
    pulse: (state, voltage, duration) => {
      checkPulse(state, voltage, duration);
      const variable = state.variable.map((x, k) =>
        state.stuck[k] === 1 ? x : clip(x + vteamSpeed(law, voltage[k]) * duration),
      );
      return { ...state, variable };
    },
    cells: ({ variable }) => linearCells(variable.map(conductanceAt)),
    current: ({ variable }, voltage) => voltage.map((v, k) => conductanceAt(variable[k]) * v),
  };
}

/**
 * A device of the VTEAM model, I = V / (R_off·x/d + R_on·(1 − x/d)), with
 *
 *   dx/dt = k_off·(V/v_off − 1)^α_off for V ≥ v_off, k_on·(V/v_on − 1)^α_on for V ≤ v_on, else 0
 *
 * and the parameters of [memtorch-2021]. Those describe a fast device whose off threshold, 20 mV, is below
 * common read voltages: reads disturb it unless the thresholds are set otherwise. The spread of x/d over an
 * untuned array is assumed.
 */
export const vteamMemristor = defineMemristor({
  model: "vteam",
  source: "memtorch-2021",
  params: z.object({
    offResistance: quantity("ohm", { min: 1, max: 1e12 }, "resistance in the off state").prefault("1 kΩ"),
    ratio: real({ min: 1.01, max: 1e9 }, "off resistance over on resistance").prefault(20),
    thickness: quantity("m", { min: 1e-10, max: 1e-6 }, "length d that the state moves on").prefault("3 nm"),
    onVoltage: quantity("V", { min: -10, max: -1e-3 }, "threshold toward the on state").prefault("-0.2 V"),
    offVoltage: quantity("V", { min: 1e-3, max: 10 }, "threshold toward the off state").prefault("0.02 V"),
    onSpeed: real({ min: -1e6, max: 0 }, "k_on, m/s").prefault(-10),
    offSpeed: real({ min: 0, max: 1e6 }, "k_off, m/s").prefault(5e-4),
    onExponent: real({ min: 0, max: 10 }, "α_on").prefault(3),
    offExponent: real({ min: 0, max: 10 }, "α_off").prefault(1),
    state: real({ min: 0, max: 1 }, "mean x/d of an untuned device before clipping").prefault(0.5),
    stateSpread: real({ min: 0, max: 1 }, "d2d standard deviation of x/d before clipping").prefault(0.15),
    ...nonIdealityFields({ on: "20 mS", off: "1 mS" }),
  }),
  constants: {
    ...NON_IDEALITY_CONSTANTS,
    stateSpread: { nominal: 0.15, source: "assumed", note: "d2d spread of x/d in an untuned array" },
  },
  behave: ({ state, stateSpread, ratio, ...rest }) => {
    const law: VteamLaw = { ...rest, onResistance: rest.offResistance / ratio };
    const { drawConductance, ...moments } = untuned((score) => {
      const share = Math.min(1, Math.max(0, state + stateSpread * score));
      return 1 / (law.onResistance + (law.offResistance - law.onResistance) * share);
    }, rest);
    return memristorOf(
      {
        ...moments,
        initialise: (targets, rng) => linearCells(targets.map(() => drawConductance(rng))),
        dynamics: vteamDynamics(law),
      },
      rest,
    );
  },
  cost: (_, technology) => ({ area: squareMetres(technology.pitch ** 2), leakage: watts(0), actions: {} }),
});
