import { z } from "zod";
import { cube, quantity, real, squareMetres, watts } from "#base";
import { checkPulse, type Dynamics, defineMemristor, noneStuck, sinhCells } from "./memristor.ts";
import { memristorOf, NON_IDEALITY_CONSTANTS, nonIdealityFields, untuned } from "./non-idealities.ts";

/** I = I0·e^(−g/g0)·sinh(V/V0) and the motion of the gap g, with the parameters of [memtorch-2021]; SI. */
const LAW = { current: 1e-3, gapScale: 0.25e-9, voltageScale: 0.25 };
const MOTION = {
  speed: 10,
  activation: 0.6,
  spacing: 0.25e-9,
  thickness: 12e-9,
  enhancement: 16,
  enhancementLoss: 0.8,
  leastField: 1.4e9,
  thermalResistance: 2.1e3,
};
/** Boltzmann's constant over the elementary charge, V/K. */
const THERMAL_VOLTAGE = 8.617333262e-5;

/** Gaps (m) at 542 Ω and 218.586 kΩ, the ends of the range, read at 0.1 V [memtorch-2021]. */
const gapOf = (resistance: number): number =>
  LAW.gapScale * Math.log((LAW.current * Math.sinh(0.1 / LAW.voltageScale) * resistance) / 0.1);
const RANGE = { low: gapOf(542), high: gapOf(218_586) };

/** Conductance at 0 V (S) of a gap (m), and the inverse. */
const conductanceOf = (gap: number): number =>
  (LAW.current / LAW.voltageScale) * Math.exp(-gap / LAW.gapScale);
const gapAt = (conductance: number): number =>
  LAW.gapScale * Math.log(LAW.current / LAW.voltageScale / conductance);
const clip = (gap: number): number => Math.min(RANGE.high, Math.max(RANGE.low, gap));

/**
 * dg/dt (m/s) at a voltage (V) and an ambient temperature (K):
 *
 *   −v0·e^(−Ea/kT)·sinh(γ·a0·V / (t_ox·kT/q)), γ = γ0 − β·(g/1 nm)³, or 0 where γ·|V|/t_ox < F_min
 *
 * with T the ambient plus |V·I|·R_th: the filament heats itself.
 */
export function gapSpeed(gap: number, voltage: number, ambient: number): number {
  const { enhancement, enhancementLoss, thickness, leastField } = MOTION;
  const gamma = enhancement - enhancementLoss * cube(gap / 1e-9);
  if ((gamma * Math.abs(voltage)) / thickness < leastField) return 0;
  const current = LAW.current * Math.exp(-gap / LAW.gapScale) * Math.sinh(voltage / LAW.voltageScale);
  const thermal = THERMAL_VOLTAGE * (ambient + Math.abs(voltage * current) * MOTION.thermalResistance);
  return (
    -MOTION.speed *
    Math.exp(-MOTION.activation / thermal) *
    Math.sinh((gamma * MOTION.spacing * voltage) / (thickness * thermal))
  );
}

/** Largest change of the gap per integration step, m: 2 % of the scale of its current. */
const LONGEST_MOVE = 5e-12;

/**
 * Gap (m) after `duration` s at a constant voltage, clipped to the range. Classical Runge–Kutta with steps
 * that change the gap by at most 5 pm: the motion is monotone, so there are at most about 300 of them.
 */
export function gapAfter(gap: number, voltage: number, duration: number, ambient: number): number {
  const speed = (g: number): number => gapSpeed(clip(g), voltage, ambient);
  let at = gap;
  let left = duration;
  while (left > 0) {
    const k1 = speed(at);
    if (k1 === 0 || (k1 < 0 && at <= RANGE.low) || (k1 > 0 && at >= RANGE.high)) break;
    const step = Math.min(left, LONGEST_MOVE / Math.abs(k1));
    const k2 = speed(at + 0.5 * step * k1);
    const k3 = speed(at + 0.5 * step * k2);
    const k4 = speed(at + step * k3);
    at = clip(at + (step / 6) * (k1 + 2 * k2 + 2 * k3 + k4));
    left -= step;
  }
  return at;
}

/** Pulses on Stanford-PKU devices at an ambient temperature (K). The state is the gap (m). */
export const stanfordDynamics = (ambient: number): Dynamics => ({
  setPolarity: 1,
  // Even the smallest gap, with the largest γ, needs this voltage for the least field.
  threshold: {
    set: (MOTION.leastField * MOTION.thickness) / MOTION.enhancement,
    reset: (MOTION.leastField * MOTION.thickness) / MOTION.enhancement,
  },
  fresh: (conductance) => ({
    variable: conductance.map((g) => clip(gapAt(g))),
    traits: [],
    stuck: noneStuck(conductance.length),
  }),
  pulse: (state, voltage, duration) => {
    checkPulse(state, voltage, duration);
    const variable = state.variable.map((gap, k) =>
      state.stuck[k] === 1 ? gap : gapAfter(gap, voltage[k], duration, ambient),
    );
    return { ...state, variable };
  },
  cells: ({ variable }) => sinhCells(1 / LAW.voltageScale)(variable.map(conductanceOf)),
  current: ({ variable }, voltage) =>
    voltage.map(
      (v, k) => LAW.current * Math.exp(-variable[k] / LAW.gapScale) * Math.sinh(v / LAW.voltageScale),
    ),
});

/**
 * A filament device of the Stanford-PKU model: the gap g between filament and electrode sets the current and
 * moves with field and temperature; equations and parameters of [memtorch-2021], whose option of random
 * motion of the gap is off by default and is omitted here. The spread of g over an untuned array is assumed.
 */
export const stanfordMemristor = defineMemristor({
  model: "stanford-pku",
  source: "memtorch-2021",
  params: z.object({
    gap: quantity("m", { min: 1e-10, max: 2e-9 }, "mean gap of an untuned device before clipping").prefault(
      "1 nm",
    ),
    spread: real({ min: 0, max: 1 }, "coefficient of variation of the gap before clipping").prefault(0.08),
    ...nonIdealityFields({ on: "1.796 mS", off: "4.46 µS" }),
  }),
  constants: {
    ...NON_IDEALITY_CONSTANTS,
    spread: { nominal: 0.08, source: "assumed", note: "d2d spread of the gap in an untuned array" },
  },
  behave: ({ gap, spread, ...flaws }) => {
    const cellsOf = sinhCells(1 / LAW.voltageScale);
    const { drawConductance, ...moments } = untuned(
      (score) => conductanceOf(clip(gap * (1 + spread * score))),
      flaws,
    );
    return memristorOf(
      {
        ...moments,
        initialise: (targets, rng) => cellsOf(targets.map(() => drawConductance(rng))),
        cellsOf,
        law: () => ({ model: "sinh", sharpness: 1 / LAW.voltageScale }),
        dynamics: stanfordDynamics(flaws.temperatureCelsius + 273.15),
      },
      flaws,
    );
  },
  cost: (_, technology) => ({ area: squareMetres(technology.pitch ** 2), leakage: watts(0), actions: {} }),
});
