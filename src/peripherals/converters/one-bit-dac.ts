import { z } from "zod";
import { joules, nanometres, seconds, squareMetres, watts } from "../../base/units.ts";
import { defineDac, largestMagnitude } from "./dac.ts";

/**
 * Drives a line to the positive or the negative full scale by the sign of its input: 0.417 pJ and 0.166 µm² at 32 nm,
 * the one-bit converter of ISAAC [isaac-2016]. Its 4 mW for 1024 lines is energy × rate, leakage within.
 */
export const oneBitDac = defineDac({
  model: "one-bit",
  source: "isaac-2016",
  params: z.object({}),
  constants: {
    energy: {
      nominal: 0.417e-12,
      low: 1e-15,
      high: 0.417e-12,
      source: "isaac-2016",
      note: "J a drive at 32 nm; low: an inverter and its line",
    },
    area: { nominal: 0.166e-12, source: "isaac-2016", note: "m² at 32 nm" },
    settling: { nominal: 0.1e-9, low: 0.02e-9, high: 1e-9, source: "assumed", note: "s at 32 nm" },
  },
  behave: () => ({
    steps: { magnitude: 1, offset: 1 },
    fullScale: largestMagnitude,
    level: (input) => (input < 0 ? -1 : 1),
  }),
  cost: (_, technology, k) => {
    const base = nanometres(32);
    const settling = seconds(k.settling * technology.delayFactor("analog", base));
    return {
      area: squareMetres(k.area * technology.areaFactor("analog", base)),
      leakage: watts(0),
      actions: {
        drive: {
          energy: joules(k.energy * technology.energyFactor("analog", base)),
          latency: settling,
          interval: settling,
        },
      },
    };
  },
});
