import { z } from "zod";
import { choice, flag, quantity, real } from "../base/fields.ts";
import type { Rng } from "../base/rng.ts";
import { squareMetres, watts } from "../base/units.ts";
import { type Cells, defineMemristor, type Memristor } from "./memristor.ts";
import { memristorOf, NON_IDEALITY_CONSTANTS, nonIdealityFields, withStuck } from "./non-idealities.ts";
import { momentsOverScores, scoreToLevel } from "./normal-scores.ts";
import { clipToWindow, nominalConductance, thermalNoise, tioxDynamics, tioxStatic } from "./tiox-law.ts";

/** Current never flows against its voltage: what is left of a conductance that a large d2d score would take (S). */
const LEAST = 1e-9;

/** Span (V) of bipolar sources at the ends of the published read range, ±0.4 V. */
const READ_SPAN = 0.8;

/**
 * K of a cell of conductance G that keeps its current rising with voltage over that span: G + 3·K·V² ≥ G/10. A large
 * negative d2d score would bend it back.
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
      // g0, both scores and stuck cells are drawn alike at every temperature.
      atTemperature: (temperature) => behave({ ...own, temperatureCelsius: temperature }),
      dynamics: tioxDynamics(law, { sticksAtLimit: limit === "stuck", compat }),
    },
    flaws,
  );
}

/**
 * An untuned TiOx device of a passive array with the static and dynamic laws of [cai-crossbar-2023]:
 * g0 ~ N(61.7, 20.3) µS, what random initialisation leaves, clipped to 3.16–316 µS, and a static d2d score on
 * top. A written device is verified at small voltages, so its G is the target's and only K keeps the score.
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
