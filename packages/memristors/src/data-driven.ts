import { z } from "zod";
import { quantity, real, squareMetres, watts } from "#base";
import { checkPulse, type Dynamics, defineMemristor, noneStuck, sinhCells } from "./memristor.ts";
import { memristorOf, NON_IDEALITY_CONSTANTS, nonIdealityFields, untuned } from "./non-idealities.ts";

/** Window of the resistance (Ω), and a and b (1/V) of I = (a/R)·sinh(b·V) [memtorch-2021]. */
const WINDOW = { low: 1280, high: 17_000 };
const CURRENT = { a: 0.24, b: 3 };

/** Rates (Ω/s), steepness (1/V), window constants (1/Ω) and window edges (Ω, Ω/V) [memtorch-2021]. */
const POSITIVE = { rate: 743.47, steepness: 6.51, window: 5.11e-4, edge: [16719, 0] } as const;
const NEGATIVE = {
  rate: -68012.28374,
  steepness: 0.31645,
  window: 1.17e-3,
  edge: [29304.82557, 23692.77225],
} as const;

/**
 * Resistance (Ω) after `duration` s at a constant voltage, in closed form: the distance δ to the edge r(V)
 * obeys dδ/dt = −|s|·(e^(kδ) − 1), so that 1 − e^(−kδ) decays by e^(−k·|s|·t). Clipped to the window.
 */
export function resistanceAfter(resistance: number, voltage: number, duration: number): number {
  const { rate, steepness, window, edge } = voltage > 0 ? POSITIVE : NEGATIVE;
  const sign = voltage > 0 ? 1 : -1;
  const target = edge[0] + edge[1] * voltage;
  const distance = (target - resistance) * sign;
  if (voltage === 0 || distance <= 0) return resistance;
  const speed = Math.abs(rate) * Math.expm1(steepness * Math.abs(voltage));
  const left = -Math.expm1(-window * distance) * Math.exp(-window * speed * duration);
  const moved = target + (sign * Math.log1p(-left)) / window;
  return Math.min(WINDOW.high, Math.max(WINDOW.low, moved));
}

/** Pulses on data-driven devices. The state is R (Ω); a positive voltage raises it. */
export const dataDrivenDynamics: Dynamics = {
  setPolarity: -1,
  threshold: { set: 0, reset: 0 },
  fresh: (conductance) => ({
    variable: conductance.map((g) =>
      Math.min(WINDOW.high, Math.max(WINDOW.low, (CURRENT.a * CURRENT.b) / g)),
    ),
    traits: [],
    stuck: noneStuck(conductance.length),
  }),
  pulse: (state, voltage, duration) => {
    checkPulse(state, voltage, duration);
    const variable = state.variable.map((r, k) =>
      state.stuck[k] === 1 ? r : resistanceAfter(r, voltage[k], duration),
    );
    return { ...state, variable };
  },
  cells: ({ variable }) => sinhCells(CURRENT.b)(variable.map((r) => (CURRENT.a * CURRENT.b) / r)),
  current: ({ variable }, voltage) =>
    voltage.map((v, k) => (CURRENT.a / variable[k]) * Math.sinh(CURRENT.b * v)),
};

/**
 * A device with I = (a/R)·sinh(b·V), so that G = a·b/R, and a resistance that saturates at voltage-dependent
 * edges; equations and parameters of the data-driven device of [memtorch-2021]. Every voltage changes it.
 * The spread of R over an untuned array is assumed.
 */
export const dataDrivenMemristor = defineMemristor({
  model: "data-driven",
  source: "memtorch-2021",
  params: z.object({
    resistance: quantity(
      "ohm",
      { min: 1280, max: 17e3 },
      "mean R of an untuned device before clipping",
    ).prefault("9 kΩ"),
    spread: real({ min: 0, max: 2 }, "coefficient of variation of R before clipping").prefault(0.25),
    ...nonIdealityFields({ on: "562.5 µS", off: "42.4 µS" }),
  }),
  constants: {
    ...NON_IDEALITY_CONSTANTS,
    spread: { nominal: 0.25, source: "assumed", note: "d2d spread of R in an untuned array" },
  },
  behave: ({ resistance, spread, ...flaws }) => {
    const cellsOf = sinhCells(CURRENT.b);
    const { drawConductance, ...moments } = untuned((score) => {
      const r = Math.min(WINDOW.high, Math.max(WINDOW.low, resistance * (1 + spread * score)));
      return (CURRENT.a * CURRENT.b) / r;
    }, flaws);
    return memristorOf(
      {
        ...moments,
        initialise: (targets, rng) => cellsOf(targets.map(() => drawConductance(rng))),
        cellsOf,
        law: () => ({ model: "sinh", sharpness: CURRENT.b }),
        dynamics: dataDrivenDynamics,
      },
      flaws,
    );
  },
  cost: (_, technology) => ({ area: squareMetres(technology.pitch ** 2), leakage: watts(0), actions: {} }),
});
