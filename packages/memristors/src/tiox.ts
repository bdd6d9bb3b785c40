import { z } from "zod";
import {
  choice,
  cube,
  flag,
  momentsOverScores,
  normals,
  power,
  quantity,
  type Rng,
  real,
  scoreToLevel,
  squareMetres,
  watts,
} from "#base";
import {
  type Cells,
  checkPulse,
  type DeviceState,
  type Dynamics,
  defineMemristor,
  type Memristor,
  noneStuck,
} from "./memristor.ts";
import { memristorOf, NON_IDEALITY_CONSTANTS, nonIdealityFields, withStuck } from "./non-idealities.ts";

/** Conductances (S) for which the fit holds; others would be an extrapolation and are refused. */
const TIOX_WINDOW = { low: 3.16e-6, high: 316e-6 } as const;

/**
 * Read current of a TiOx device with nominal conductance g0 (S) and d2d score z ~ N(0, 1), drawn once:
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
 * The static law at a temperature T in °C, with the coefficients of [cai-crossbar-2023], which derive from a
 * phenomenological fit of integrated Al2O3/TiO2−x devices. Its coefficients are per °C: only then is A1 ≈ g0.
 * s1 would be negative above 191 µS, impossible for a deviation, and is clamped to 0. With `compat` the law
 * follows the published code, which uses kelvin (273 + °C) for T and does not clamp s1. Throws RangeError for
 * a g0 outside 3.16–316 µS.
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

/** The g0 (S) for which A1 is the given zero-bias conductance (S), clipped to the window. */
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

/** Thermal noise over the current of a device of `conductance` (S) at `voltage` (V): √(4·k·T·f / G) / V. */
export const thermalNoise = (
  celsius: number,
  bandwidth: number,
  conductance: number,
  voltage: number,
): number => Math.sqrt((4 * BOLTZMANN * (celsius + 273.15) * bandwidth) / conductance) / voltage;

/** Magnitude of the cell voltage (V) above which a pulse switches [cai-crossbar-2023]. */
const THRESHOLD = 0.8;

/** Coefficients c0 … c4, d0 … d4 of one direction. */
type Coefficients = readonly [
  ...c: [number, number, number, number, number],
  ...d: [number, number, number, number, number],
];

interface RangeRow {
  /** Largest conductance of the row, S. */
  readonly upTo: number;
  readonly set: Coefficients;
  readonly reset: Coefficients;
}

/** Rows by conductance, from 3.16 µS up, as in [cai-crossbar-2023]. */
const ROWS: readonly RangeRow[] = [
  {
    upTo: 5.62e-6,
    set: [1.55e-4, -0.47, -3.851, 9.369, 10.4, -1.26, -0.02, 0.82, -0.57, 0.94],
    reset: [-0.89e-4, 0.89, 8.96, 6.2, -10.9, 0.04, 2e-4, 0.02, 5e-3, 0.03],
  },
  {
    upTo: 10e-6,
    set: [1.55e-4, -0.47, -3.769, 7.512, 8.419, -1.22, -0.02, 0.84, -0.57, 0.81],
    reset: [-0.89e-4, 0.51, 6.88, 6.2, -8.61, -5e-3, -4e-4, -2e-3, -0.01, 0.02],
  },
  {
    upTo: 17.8e-6,
    set: [1.55e-4, -0.47, -3.729, 6.801, 7.582, -1.03, -0.02, 0.72, -0.47, 0.63],
    reset: [-0.89e-4, 0.34, 4.93, 6.2, -8.14, -0.07, -3e-3, -0.07, -0.05, -0.02],
  },
  {
    upTo: 31.6e-6,
    set: [1.55e-4, -0.47, -3.517, 6.18, 6.851, -0.78, -0.01, 0.53, -0.33, 0.45],
    reset: [-0.89e-4, 0.25, 3.63, 6.2, -7.77, -0.11, -4e-3, -0.11, -0.09, -0.03],
  },
  {
    upTo: 56.2e-6,
    set: [1.55e-4, -0.47, -3.426, 5.946, 6.558, -0.37, 5e-3, 0.15, -0.01, 0.11],
    reset: [-0.89e-4, 0.23, 2.91, 6.2, -7.42, -0.15, -6e-3, -0.17, -0.13, -0.06],
  },
  {
    upTo: 100e-6,
    set: [1.55e-4, -0.47, -3.373, 5.005, 5.792, 0.14, 0.01, -0.29, 0.31, -0.21],
    reset: [-0.89e-4, 0.21, 2.33, 6.2, -7.3, -0.12, -5e-3, -0.16, -0.13, -0.06],
  },
  {
    upTo: 178e-6,
    set: [1.55e-4, -0.47, -3.422, 4.936, 5.84, 0.34, 0.01, -0.41, 0.37, -0.29],
    reset: [-0.89e-4, 0.22, 1.93, 6.2, -7.1, -0.04, -2e-3, -0.1, -0.11, -0.04],
  },
  {
    upTo: Number.POSITIVE_INFINITY,
    set: [1.55e-4, -0.47, -3.572, 4.864, 5.785, 0.26, 0.01, -0.29, 0.25, -0.2],
    reset: [-0.89e-4, 0.28, 1.68, 6.2, -7.0, 0.1, 3e-3, 0.02, -0.05, -4e-3],
  },
];

/**
 * Change of g0 (S) by one pulse of `voltage` (V) and `duration` (s) on a device with score w:
 *
 *   ΔG = M·(1 + w·D),  D = d0 + d1·x² + d2·V·x + d3·V²·x + d4·V³,  x = ln(duration)
 *   SET    M = c0·(1 − tanh(c1·(x − c2)))·(tanh(c3·V − c4) + 1)
 *   RESET  M = c0·(−1 − tanh(c1·(x − c2)))·(tanh(c3·V − c4) − 1)
 *
 * with the coefficients of g0's row; 0 up to the threshold of either sign.
 */
export function tioxStep(g0: number, voltage: number, duration: number, score: number): number {
  if (Math.abs(voltage) <= THRESHOLD || duration === 0) return 0;
  const row = ROWS.find(({ upTo }) => g0 <= upTo)!;
  const [c0, c1, c2, c3, c4, d0, d1, d2, d3, d4] = voltage > 0 ? row.set : row.reset;
  const sign = voltage > 0 ? 1 : -1;
  const x = Math.log(duration);
  const mean = c0 * (sign - Math.tanh(c1 * (x - c2))) * (Math.tanh(c3 * voltage - c4) + sign);
  const spread = d0 + d1 * x * x + (d2 + d3 * voltage) * voltage * x + d4 * cube(voltage);
  return mean * (1 + score * spread);
}

export interface TioxOptions {
  /** A cell that reaches a limit of the window stays stuck there. */
  readonly sticksAtLimit: boolean;
  /** Follows the published code: a cell beyond a limit is set 1 µS or 10 nS inside it. */
  readonly compat: boolean;
}

/** Pulses on TiOx devices. The state is g0 (S), the traits are z of the static and w of the dynamic law. */
export function tioxDynamics(law: TioxStatic, { sticksAtLimit, compat }: TioxOptions): Dynamics {
  const limits = compat ? { low: 3.17e-6, high: 315e-6 } : TIOX_WINDOW;
  const coefficients = ({ variable, traits: [z] }: DeviceState) => ({
    conductance: variable.map((g0, k) => law.linear(g0) + z[k] * law.linearSpread(g0)),
    cubic: variable.map((g0, k) => law.cubic(g0) + z[k] * law.cubicSpread(g0)),
  });
  return {
    recipe: "cai-crossbar-2023",
    setPolarity: 1,
    threshold: { set: THRESHOLD, reset: THRESHOLD },
    fresh: (conductance, rng) => ({
      variable: conductance.map(clipToWindow),
      traits: ["static", "dynamic"].map((name) => normals(conductance.length, rng.fork(name))),
      stuck: noneStuck(conductance.length),
    }),
    pulse: (state, voltage, duration) => {
      checkPulse(state, voltage, duration);
      const stuck = state.stuck.slice();
      const variable = state.variable.map((g0, k) => {
        if (stuck[k] === 1) return g0;
        const moved = g0 + tioxStep(g0, voltage[k], duration, state.traits[1][k]);
        if (moved >= TIOX_WINDOW.low && moved <= TIOX_WINDOW.high) return moved;
        if (sticksAtLimit) stuck[k] = 1;
        return moved < TIOX_WINDOW.low ? limits.low : limits.high;
      });
      return { ...state, variable, stuck };
    },
    cells: coefficients,
    current: (state, voltage) => {
      const { conductance, cubic } = coefficients(state);
      return voltage.map((v, k) => (conductance[k] + cubic[k] * v * v) * v);
    },
  };
}

/** Least conductance (S) for large negative d2d scores: current never flows against its voltage. */
const LEAST = 1e-9;

/** Span (V) of bipolar sources at the ends of the published read range, ±0.4 V. */
const READ_SPAN = 0.8;

/**
 * Bounds K of a cell of conductance G so that its current rises with voltage over that span: G + 3·K·V² ≥
 * G/10. A large negative d2d score would make it fall.
 */
const bend = (conductance: number, cubic: number): number =>
  Math.max(cubic, (-0.9 * conductance) / (3 * READ_SPAN ** 2));

/** Voltage (V) at which thermal noise is compared with the current. */
const READ_VOLTAGE = 0.2;

const params = z.object({
  mean: quantity("S", { min: 3.16e-6, max: 316e-6 }, "mean g0 before clipping").prefault("61.7 µS"),
  spread: real({ min: 0, max: 2 }, "coefficient of variation of g0 before clipping, σ / µ").prefault(0.329),
  bandwidth: quantity("Hz", { min: 0, max: 1e12 }, "bandwidth of thermal noise").prefault("100 MHz"),
  limit: choice(["clamp", "stuck"], "what pulses do to a cell at the end of the window").prefault("clamp"),
  compat: flag("follow the published code, errors included").prefault(false),
  ...nonIdealityFields({ on: "316 µS", off: "3.16 µS" }),
});

function behave(own: z.output<typeof params>): Memristor {
  const { mean, spread, bandwidth, limit, compat, ...flaws } = own;
  const { temperatureCelsius: celsius, stuckOn, stuckOff, on, off } = flaws;
  const law = tioxStatic(celsius, compat);
  const toLevel = scoreToLevel(flaws.levels);
  const g0Of = (score: number): number => clipToWindow(mean * (1 + spread * score));
  const moments = withStuck(
    momentsOverScores(
      (score) => law.linear(g0Of(score)),
      flaws.levels,
      (score) => law.linear(g0Of(score)) ** 2 + law.linearSpread(g0Of(score)) ** 2,
    ),
    flaws,
  );
  const bentCells = (conductance: Float64Array, scores: Float64Array): Cells => ({
    conductance,
    cubic: conductance.map((g, k) => {
      const g0 = nominalConductance(celsius, compat, g);
      return bend(g, law.cubic(g0) + scores[k] * law.cubicSpread(g0));
    }),
  });
  const initialise = (targets: Float64Array, rng: Rng): Cells => {
    const conductance = new Float64Array(targets.length);
    const cubic = new Float64Array(targets.length);
    for (let k = 0; k < targets.length; k++) {
      const fate = rng.uniform();
      const isStuck = fate < stuckOn + stuckOff;
      const g0 = isStuck
        ? nominalConductance(celsius, compat, fate < stuckOn ? on : off)
        : g0Of(toLevel(rng.normal()));
      const score = isStuck ? 0 : rng.normal();
      const g = law.linear(g0) + score * law.linearSpread(g0);
      conductance[k] = isStuck ? (fate < stuckOn ? on : off) : Math.max(LEAST, g);
      cubic[k] = bend(conductance[k], law.cubic(g0) + score * law.cubicSpread(g0));
    }
    return { conductance, cubic };
  };
  return memristorOf(
    {
      ...moments,
      initialise,
      cellsOf: (conductance, rng) =>
        bentCells(
          conductance,
          conductance.map(() => rng.normal()),
        ),
      law: ({ conductance, cubic }) => ({
        model: "cubic",
        cubic: cubic ?? new Float64Array(conductance.length),
      }),
      thermalNoise: compat ? 0 : thermalNoise(celsius, bandwidth, moments.meanConductance, READ_VOLTAGE),
      // g0, both scores and stuck cells are the same draws at every temperature.
      atTemperature: (temperature) => behave({ ...own, temperatureCelsius: temperature }),
      dynamics: tioxDynamics(law, { sticksAtLimit: limit === "stuck", compat }),
    },
    flaws,
  );
}

/**
 * An untuned TiOx device of a passive array with the static and dynamic laws of [cai-crossbar-2023]:
 * g0 ~ N(61.7, 20.3) µS after random initialisation, clipped to 3.16–316 µS, plus a static d2d score.
 * A written device is verified at small voltages, so its G is the target's and only K keeps the score.
 * `levels` quantises g0. `compat` follows the published code instead of the corrected law: kelvin in
 * coefficients per °C, no thermal noise.
 *
 * Sampled per programming: g0, both scores, stuck cells. Sampled per read: the noise.
 */
export const tioxMemristor = defineMemristor({
  model: "tiox",
  source: "cai-crossbar-2023",
  params,
  constants: NON_IDEALITY_CONSTANTS,
  behave,
  cost: (_, technology) => ({ area: squareMetres(technology.pitch ** 2), leakage: watts(0), actions: {} }),
});
