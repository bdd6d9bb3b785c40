import { z } from "zod";
import { integer } from "../../base/fields.ts";
import { joules, nanometres, seconds, squareMetres, watts } from "../../base/units.ts";
import { converter, defineAdc, ENOB_LOSS, OFFSET_PARAMS } from "./adc.ts";

/**
 * Charge-to-pulse converter after the attention arrays of [leroux-2025]: a column's charge becomes the width of a pulse,
 * saturating at both ends (a hard sigmoid), which drives the next array as it is; the last one is counted. What one
 * costs was not read: two thirds of the remembered 6.1 nJ a token and head at 1 024 tokens, over its 2 048 conversions,
 * control and counters within. The reads of the arrays take the other third.
 */
export const chargeToPulseAdc = defineAdc({
  model: "charge-to-pulse",
  source: "leroux-2025",
  params: z.object({
    bits: integer({ min: 1, max: 8 }, "resolution of the counted pulse").prefault(5),
    ...ENOB_LOSS,
    ...OFFSET_PARAMS,
  }),
  constants: {
    energy: {
      nominal: 2e-12,
      low: 0.05e-12,
      high: 2.9e-12,
      source: "assumed",
      note: "J at 28 nm; low: an integrator and a comparator alone; high: nearly all of a remembered 6.1 nJ",
    },
    area: { nominal: 50e-12, low: 10e-12, high: 300e-12, source: "assumed", note: "m² at 28 nm" },
    time: { nominal: 15e-9, source: "leroux-2025", note: "s, the longest pulse" },
  },
  behave: ({ bits, enobLoss, offset, trimBits }) => converter(bits, bits - enobLoss, offset, trimBits),
  cost: (_, technology, k) => {
    const base = nanometres(28);
    const time = seconds(k.time);
    return {
      area: squareMetres(k.area * technology.areaFactor("charge", base)),
      leakage: watts(0),
      actions: {
        convert: {
          energy: joules(k.energy * technology.energyFactor("charge", base)),
          latency: time,
          interval: time,
        },
      },
    };
  },
});
