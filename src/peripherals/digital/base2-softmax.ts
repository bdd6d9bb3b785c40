import { z } from "zod";
import { integer, priceOnly, quantity } from "../../base/fields.ts";
import { power } from "../../base/power.ts";
import { joules, nanometres, seconds, squareMetres, watts } from "../../base/units.ts";
import { LOGIC_LEAKAGE } from "./logic-leakage.ts";
import { defineSoftmax } from "./softmax.ts";

/**
 * Base-2 online softmax (Softermax): e^x = 2^(x·log₂e) with the exponent in fixed point. Energy, area and
 * clock of one lane: Softermax row at 16 nm of Table I in [consmax-2024]. The number of fraction bits is ours.
 */
export const base2Softmax = defineSoftmax({
  model: "base2",
  source: "consmax-2024",
  params: z.object({
    lanes: priceOnly(integer({ min: 1, max: 65536 }, "scores a cycle").prefault(64)),
    fractionBits: integer({ min: 2, max: 16 }, "fraction bits of the base-2 exponent").prefault(10),
    clock: priceOnly(quantity("Hz", { min: 1e3, max: 5e9 }, "clock").prefault("1 GHz")),
  }),
  constants: {
    energy: {
      nominal: 0.7e-12,
      low: 0.2e-12,
      high: 1.5e-12,
      source: "consmax-2024",
      note: "J a score at 16 nm",
    },
    area: {
      nominal: 2200e-12,
      low: 800e-12,
      high: 11000e-12,
      source: "consmax-2024",
      note: "m² a lane at 16 nm",
    },
    leakage: LOGIC_LEAKAGE,
  },
  behave: ({ fractionBits }) => ({ exponential: fixedPointExponential(fractionBits) }),
  cost: ({ lanes, clock }, technology, k) => {
    const base = nanometres(16);
    const area = lanes * k.area * technology.areaFactor("logic", base);
    return {
      area: squareMetres(area),
      leakage: watts(area * k.leakage),
      actions: {
        exponent: {
          energy: joules(k.energy * technology.energyFactor("logic", base)),
          latency: seconds(4 / clock),
          interval: seconds(1 / (clock * lanes)),
        },
      },
    };
  },
});

/** e^x for x ≤ 0 as 2^(i + f): a shift by i, and a table of 2^f with 2^fractionBits entries. */
function fixedPointExponential(fractionBits: number): (x: number) => number {
  const steps = 2 ** fractionBits;
  const fractions = Float64Array.from({ length: steps }, (_, f) => power(2, f / steps));
  const shifts = Float64Array.from({ length: 1100 }, (_, i) => 2 ** -i);
  return (x) => {
    const n = Math.round(x * Math.LOG2E * steps);
    const shift = Math.ceil(-n / steps);
    return shift >= shifts.length ? 0 : shifts[shift] * fractions[n + shift * steps];
  };
}
