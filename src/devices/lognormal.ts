import { z } from "zod";
import { quantity, real } from "../base/fields.ts";
import { squareMetres, watts } from "../base/units.ts";
import { defineMemristor, linearCells } from "./memristor.ts";
import { memristorOf, NON_IDEALITY_CONSTANTS, nonIdealityFields, untuned } from "./non-idealities.ts";

/**
 * An untuned device whose conductance is lognormal across devices, with stuck cells and Gaussian read noise.
 * Mean 61.7 µS and spread 20.3 µS are those of the randomised TiOx array in [cai-crossbar-2023]; the
 * lognormal shape is ours. One device in a hundred does not work [kim-2021]; halving that between stuck-on
 * and stuck-off, and the read noise, are assumed.
 *
 * Sampled per programming: the conductance, which cells are stuck and where. Sampled per read: the noise.
 */
export const lognormalMemristor = defineMemristor({
  model: "lognormal",
  source: "cai-crossbar-2023",
  params: z.object({
    mean: quantity("S", { min: 1e-9, max: 1e-2 }, "mean conductance of a working device").prefault("61.7 µS"),
    spread: real({ min: 0, max: 2 }, "d2d coefficient of variation, σ / µ").prefault(0.329),
    ...nonIdealityFields({ on: "316 µS", off: "3.16 µS" }),
  }),
  constants: NON_IDEALITY_CONSTANTS,
  behave: ({ mean, spread, ...flaws }) => {
    const sigma = Math.sqrt(Math.log1p(spread ** 2));
    const median = mean * Math.exp(-(sigma ** 2) / 2);
    const { drawConductance, ...moments } = untuned((score) => median * Math.exp(sigma * score), flaws, {
      mean,
      meanSquare: mean ** 2 * (1 + spread ** 2),
    });
    return memristorOf(
      { ...moments, initialise: (targets, rng) => linearCells(targets.map(() => drawConductance(rng))) },
      flaws,
    );
  },
  cost: (_, technology) => ({ area: squareMetres(technology.pitch ** 2), leakage: watts(0), actions: {} }),
});
