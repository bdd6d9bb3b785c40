import { z } from "zod";
import { integer, priceOnly, quantity } from "../../base/fields.ts";
import { joules, nanometres, seconds, squareMetres, watts } from "../../base/units.ts";
import { LOGIC_LEAKAGE } from "./logic-leakage.ts";
import { INT8_ARITHMETIC } from "./mac-arithmetic.ts";
import { defineProjection, matrixProjector } from "./projection.ts";

/**
 * Projections on random int8 weights: `width` multiply-accumulates each. Weights are normal draws with three
 * standard deviations at ±127, cut at the ends, so results are exact integers for integer inputs. Energy:
 * [horowitz-2014] at 45 nm; area: [aladdin-2014] at 40 nm, the multiplier by the square of the width.
 */
export const denseInt8Projection = defineProjection({
  model: "dense-int8",
  source: "horowitz-2014",
  params: z.object({
    width: integer({ min: 1, max: 4096 }, "elements of a vector").prefault(64),
    units: priceOnly(integer({ min: 1, max: 1 << 20 }, "multiply-accumulates a cycle").prefault(1024)),
    clock: priceOnly(quantity("Hz", { min: 1e3, max: 5e9 }, "clock").prefault("1 GHz")),
  }),
  constants: {
    ...INT8_ARITHMETIC,
    leakage: LOGIC_LEAKAGE,
  },
  behave: ({ width: longest }) => ({
    width: longest,
    together: () => 1,
    projector: (width, count, rng) => {
      const weights = Int8Array.from({ length: width * count }, () =>
        Math.max(-127, Math.min(127, Math.round((rng.normal() * 127) / 3))),
      );
      return matrixProjector(weights, width, count);
    },
  }),
  cost: ({ width, units, clock }, technology, k) => {
    const area =
      units * (k.multiplierArea / 16 + k.adderArea) * technology.areaFactor("logic", nanometres(40));
    const energy = width * (k.multiply8 + k.add32) * technology.energyFactor("logic", nanometres(45));
    return {
      area: squareMetres(area),
      leakage: watts(area * k.leakage),
      actions: {
        project: {
          energy: joules(energy),
          latency: seconds((3 + Math.ceil(width / units)) / clock),
          interval: seconds(width / (units * clock)),
        },
      },
    };
  },
});
