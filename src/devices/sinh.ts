import { z } from "zod";
import { quantity, real } from "../base/fields.ts";
import { squareMetres, watts } from "../base/units.ts";
import { sinhCells } from "./cells.ts";
import { defineMemristor } from "./memristor.ts";
import { memristorOf, NON_IDEALITY_CONSTANTS, nonIdealityFields, untuned } from "./non-idealities.ts";

/**
 * An untuned device with I = (G/a)·sinh(a·V) and G lognormal across devices, as in `lognormal`. The default
 * a of 3 per volt is that of a fitted oxide device [memtorch-2021]; the shape of the spread is ours.
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
