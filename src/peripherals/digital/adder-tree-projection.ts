import { z } from "zod";
import { integer, priceOnly, quantity } from "../../base/fields.ts";
import { joules, nanometres, seconds, squareMetres, watts } from "../../base/units.ts";
import { LOGIC_LEAKAGE } from "./logic-leakage.ts";
import { defineProjection, matrixProjector, randomSigns } from "./projection.ts";
import { addArea, addEnergy, SIZED_ADDERS } from "./sized-adders.ts";

/**
 * Projections on random ±1 weights: width − 1 additions in a tree, the sign a choice of add or subtract. Level l
 * of the tree adds words of inputBits + l bits, so that nothing is ever rounded.
 */
export const adderTreeProjection = defineProjection({
  model: "adder-tree",
  source: "horowitz-2014",
  params: z.object({
    width: integer({ min: 2, max: 4096 }, "elements of a vector").prefault(64),
    inputBits: integer({ min: 8, max: 16 }, "bits of an element").prefault(8),
    units: priceOnly(integer({ min: 1, max: 65536 }, "projections a cycle").prefault(16)),
    clock: priceOnly(quantity("Hz", { min: 1e3, max: 5e9 }, "clock").prefault("1 GHz")),
  }),
  constants: { ...SIZED_ADDERS, leakage: LOGIC_LEAKAGE },
  behave: ({ width: longest }) => ({
    width: longest,
    together: () => 1,
    projector: (width, count, rng) => {
      const signs = randomSigns(width * count, rng);
      return matrixProjector(signs, width, count);
    },
  }),
  cost: ({ width, inputBits, units, clock }, technology, k) => {
    let energy = 0;
    let tree = 0;
    let level = 0;
    for (let left = width; left > 1; left = Math.ceil(left / 2)) {
      level++;
      const adders = Math.floor(left / 2);
      energy += adders * addEnergy(k, inputBits + level);
      tree += adders * addArea(k, inputBits + level);
    }
    const area = units * tree * technology.areaFactor("logic", nanometres(40));
    return {
      area: squareMetres(area),
      leakage: watts(area * k.leakage),
      actions: {
        project: {
          energy: joules(energy * technology.energyFactor("logic", nanometres(45))),
          latency: seconds(level / clock),
          interval: seconds(1 / (units * clock)),
        },
      },
    };
  },
});
