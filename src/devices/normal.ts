import { z } from "zod";
import { quantity, real } from "../base/fields.ts";
import { squareMetres, watts } from "../base/units.ts";
import { defineMemristor, linearCells } from "./memristor.ts";
import { memristorOf, NON_IDEALITY_CONSTANTS, nonIdealityFields, untuned } from "./non-idealities.ts";

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
