// Memristors without dynamics: conductances from a distribution, or as programmed.

import { z } from "zod";
import { normals, quantity, type Rng, real, siemens, squareMetres, watts } from "#base";
import { defineMemristor, linearCells, type Memristor, sinhCells } from "./memristor.ts";
import { memristorOf, NON_IDEALITY_CONSTANTS, nonIdealityFields, untuned } from "./non-idealities.ts";

/** Takes every target exactly and reads without noise: the reference for all layers above. */
export const idealMemristor = defineMemristor({
  model: "ideal",
  source: "assumed",
  params: z.object({
    mean: quantity("S", { min: 1e-9, max: 1e-2 }, "conductance of a weight of zero").prefault("50 µS"),
  }),
  constants: {},
  behave: ({ mean }) =>
    memristorOf({
      meanConductance: mean,
      // Pairs are written as mean · (1 ± w / 2W) with W the largest weight, about 4 for Gaussian weights.
      conductanceSpread: siemens(mean / 8),
      initialise: (targets) => linearCells(targets.slice()),
    }),
  cost: (_, technology) => ({ area: squareMetres(technology.pitch ** 2), leakage: watts(0), actions: {} }),
});

/**
 * An untuned device whose conductance is normal across devices, clipped to the window from `off` to `on`.
 * Mean 61.7 µS, spread 20.3 µS and the window are those of the randomised TiOx array in [cai-crossbar-2023].
 * `meanConductance` and `conductanceSpread` are those after clipping, the stuck cells included.
 */
export const normalMemristor = defineMemristor({
  model: "normal",
  source: "cai-crossbar-2023",
  params: z.object({
    mean: quantity("S", { min: 1e-9, max: 1e-2 }, "mean conductance before clipping").prefault("61.7 µS"),
    spread: real({ min: 0, max: 2 }, "d2d coefficient of variation before clipping, σ / µ").prefault(0.329),
    ...nonIdealityFields({ on: "316 µS", off: "3.16 µS" }),
  }),
  constants: NON_IDEALITY_CONSTANTS,
  behave: ({ mean, spread, ...flaws }) => {
    const { drawConductance, ...moments } = untuned(
      (score) => Math.min(flaws.on, Math.max(flaws.off, mean * (1 + spread * score))),
      flaws,
    );
    return memristorOf(
      { ...moments, initialise: (targets, rng) => linearCells(targets.map(() => drawConductance(rng))) },
      flaws,
    );
  },
  cost: (_, technology) => ({ area: squareMetres(technology.pitch ** 2), leakage: watts(0), actions: {} }),
});

const params = z.object({
  mean: quantity("S", { min: 1e-9, max: 1e-2 }, "mean conductance of a working device").prefault("61.7 µS"),
  spread: real({ min: 0, max: 2 }, "d2d coefficient of variation, σ / µ").prefault(0.329),
  temperatureCoefficient: real(
    { min: -0.02, max: 0.02 },
    "α of G = G(40 °C) · e^(α · (T − 40 °C)), 1/K",
  ).prefault(0),
  temperatureSpread: real({ min: 0, max: 0.02 }, "d2d standard deviation of α, 1/K").prefault(0),
  ...nonIdealityFields({ on: "316 µS", off: "3.16 µS" }),
});

/** Reference temperature of the mean, °C. */
const REFERENCE = 40;

function behave(own: z.output<typeof params>): Memristor {
  const { mean, spread, temperatureCoefficient, temperatureSpread, ...flaws } = own;
  const sigma = Math.sqrt(Math.log1p(spread ** 2));
  const median = mean * Math.exp(-(sigma ** 2) / 2);
  const heat = flaws.temperatureCelsius - REFERENCE;
  const [shift, blur] = [temperatureCoefficient * heat, temperatureSpread * heat];
  const factors = (count: number, rng: Rng): Float64Array => {
    const scores =
      temperatureSpread === 0 ? new Float64Array(count) : normals(count, rng.fork("temperature"));
    return scores.map((score) => Math.exp(shift + blur * score));
  };
  const { drawConductance, ...moments } = untuned((score) => median * Math.exp(sigma * score), flaws, {
    mean,
    meanSquare: mean ** 2 * (1 + spread ** 2),
  });
  const grown = (power: number): number => Math.exp(power * shift + (power * blur) ** 2 / 2);
  const { meanConductance, conductanceSpread } = moments;
  const square = (meanConductance ** 2 + conductanceSpread ** 2) * grown(2);
  const average = meanConductance * grown(1);
  return memristorOf(
    {
      meanConductance: siemens(average),
      conductanceSpread:
        heat === 0 ? conductanceSpread : siemens(Math.sqrt(Math.max(0, square - average ** 2))),
      initialise: (targets, rng) => {
        const drawn = targets.map(() => drawConductance(rng));
        if (shift === 0 && blur === 0) return linearCells(drawn);
        const warmed = factors(targets.length, rng);
        return linearCells(drawn.map((g, k) => g * warmed[k]));
      },
      ...(temperatureCoefficient === 0 && temperatureSpread === 0
        ? {}
        : { atTemperature: (temperature) => behave({ ...own, temperatureCelsius: temperature }) }),
    },
    flaws,
  );
}

/**
 * An untuned device whose conductance is lognormal across devices, with stuck cells and Gaussian read noise.
 * Mean 61.7 µS and spread 20.3 µS are those of the randomised TiOx array in [cai-crossbar-2023]; the
 * lognormal shape is assumed. One device in a hundred fails [kim-2021]; its split into halves of stuck-on
 * and stuck-off, and the read noise, are assumed. So is the form of the temperature dependence, absent
 * unless a config gives one.
 *
 * Sampled per programming: the conductance, α, stuck cells and their level. Sampled per read: the noise.
 */
export const lognormalMemristor = defineMemristor({
  model: "lognormal",
  source: "cai-crossbar-2023",
  params,
  constants: NON_IDEALITY_CONSTANTS,
  behave,
  cost: (_, technology) => ({ area: squareMetres(technology.pitch ** 2), leakage: watts(0), actions: {} }),
});

/**
 * An untuned device with I = (G/a)·sinh(a·V) and G lognormal across devices, as in `lognormal`. The default a
 * of 3 per volt is that of a fitted oxide device [memtorch-2021]; the shape of the spread is assumed.
 */
export const sinhMemristor = defineMemristor({
  model: "sinh",
  source: "memtorch-2021",
  params: z.object({
    mean: quantity("S", { min: 1e-9, max: 1e-2 }, "mean conductance of a working device").prefault("61.7 µS"),
    spread: real({ min: 0, max: 2 }, "d2d coefficient of variation, σ / µ").prefault(0.329),
    sharpness: real({ above: 0, max: 100 }, "a of I = (G/a)·sinh(a·V), 1/V").prefault(3),
    ...nonIdealityFields({ on: "316 µS", off: "3.16 µS" }),
  }),
  constants: {
    ...NON_IDEALITY_CONSTANTS,
    sharpness: { nominal: 3, low: 2.7, high: 4, source: "memtorch-2021", note: "b of its data-driven model" },
  },
  behave: ({ mean, spread, sharpness, ...flaws }) => {
    const sigma = Math.sqrt(Math.log1p(spread ** 2));
    const median = mean * Math.exp(-(sigma ** 2) / 2);
    const { drawConductance, ...moments } = untuned((score) => median * Math.exp(sigma * score), flaws, {
      mean,
      meanSquare: mean ** 2 * (1 + spread ** 2),
    });
    const cellsOf = sinhCells(sharpness);
    return memristorOf(
      {
        ...moments,
        initialise: (targets, rng) => cellsOf(targets.map(() => drawConductance(rng))),
        cellsOf,
        law: () => ({ model: "sinh", sharpness }),
      },
      flaws,
    );
  },
  cost: (_, technology) => ({ area: squareMetres(technology.pitch ** 2), leakage: watts(0), actions: {} }),
});
