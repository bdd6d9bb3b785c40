import { z } from "zod";
import { quantity } from "../base/fields.ts";
import { siemens, squareMetres, watts } from "../base/units.ts";
import { defineMemristor, linearCells } from "./memristor.ts";
import { memristorOf } from "./non-idealities.ts";

/** Takes every target exactly and reads without noise: the oracle for everything above it. */
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
