import { z } from "zod";
import { fraction, quantity, real } from "../base/fields.ts";
import type { Rng } from "../base/rng.ts";
import { siemens, squareMetres, watts } from "../base/units.ts";
import { defineMemristor, linearCells } from "./memristor.ts";

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
    readNoise: real({ min: 0, max: 1 }, "c2c noise of one read relative to the device's current").prefault(
      0.02,
    ),
    stuckOn: fraction("share of cells stuck at `on`").prefault(0.005),
    stuckOff: fraction("share of cells stuck at `off`").prefault(0.005),
    on: quantity("S", { min: 1e-9, max: 1e-2 }, "conductance of a cell stuck on").prefault("316 µS"),
    off: quantity("S", { min: 0, max: 1e-2 }, "conductance of a cell stuck off").prefault("3.16 µS"),
  }),
  constants: {
    readNoise: {
      nominal: 0.02,
      low: 0.01,
      high: 0.1,
      source: "assumed",
      note: "1–3 % in the low state, to 10 %",
    },
    stuck: {
      nominal: 0.01,
      low: 0.01,
      high: 0.1,
      source: "kim-2021",
      note: "≈ 99 % functional; halves assumed",
    },
  },
  behave: ({ mean, spread, readNoise, stuckOn, stuckOff, on, off }) => {
    const working = Math.max(0, 1 - stuckOn - stuckOff);
    const average = working * mean + stuckOn * on + stuckOff * off;
    const meanSquare = working * mean ** 2 * (1 + spread ** 2) + stuckOn * on ** 2 + stuckOff * off ** 2;
    const sigma = Math.sqrt(Math.log1p(spread ** 2));
    const median = mean * Math.exp(-(sigma ** 2) / 2);
    const draw = (rng: Rng): number => {
      const fate = rng.uniform();
      if (fate < stuckOn) return on;
      if (fate < stuckOn + stuckOff) return off;
      return median * Math.exp(sigma * rng.normal());
    };
    return {
      meanConductance: siemens(average),
      conductanceSpread: siemens(Math.sqrt(Math.max(0, meanSquare - average ** 2))),
      initialise: (targets, rng) => linearCells(targets.map(() => draw(rng))),
      readNoise,
    };
  },
  cost: (_, technology) => ({ area: squareMetres(technology.pitch ** 2), leakage: watts(0), actions: {} }),
});
