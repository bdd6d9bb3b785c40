import { z } from "zod";
import { integer, priceOnly, quantity } from "../../base/fields.ts";
import { joules, nanometres, seconds, squareMetres, watts } from "../../base/units.ts";
import { LOGIC_LEAKAGE } from "./logic-leakage.ts";
import { defineSoftmax } from "./softmax.ts";
import { SOFTMAX_UNITS } from "./softmax-units.ts";

/**
 * Softmax on library blocks of floating point (DesignWare row of [consmax-2024], 16 nm): e^x correctly rounded
 * to float32. At 16 nm it closes at 909 MHz.
 */
export const floatingPointSoftmax = defineSoftmax({
  model: "floating-point",
  source: "consmax-2024",
  params: z.object({
    lanes: priceOnly(integer({ min: 1, max: 65536 }, "scores a cycle").prefault(64)),
    clock: priceOnly(quantity("Hz", { min: 1e3, max: 5e9 }, "clock").prefault("900 MHz")),
  }),
  constants: {
    energy: {
      nominal: SOFTMAX_UNITS["16 nm"].floatingPoint.energy,
      source: "consmax-2024",
      note: "J a score at 16 nm",
    },
    area: {
      nominal: SOFTMAX_UNITS["16 nm"].floatingPoint.area,
      source: "consmax-2024",
      note: "m² a lane at 16 nm",
    },
    leakage: LOGIC_LEAKAGE,
  },
  behave: () => ({ exponential: (x) => Math.fround(Math.exp(Math.fround(x))) }),
  cost: ({ lanes, clock }, technology, k) => {
    const base = nanometres(16);
    const area = lanes * k.area * technology.areaFactor("logic", base);
    return {
      area: squareMetres(area),
      leakage: watts(area * k.leakage),
      actions: {
        exponent: {
          energy: joules(k.energy * technology.energyFactor("logic", base)),
          latency: seconds(8 / clock),
          interval: seconds(1 / (clock * lanes)),
        },
      },
    };
  },
});
