import { z } from "zod";
import { integer } from "../../base/fields.ts";
import { joules, nanometres, seconds, squareMetres, watts } from "../../base/units.ts";
import { converter, defineAdc, ENOB_LOSS, OFFSET_PARAMS } from "./adc.ts";

/** Resolution of the published converter. */
const PUBLISHED_BITS = 8;

/**
 * Time-to-digital converter of TIMELY at 65 nm: 0.145 pJ and 310 µm² at 8 bits [timely-2020]. Other resolutions
 * are assumed: it counts 2^b steps of a clock, so energy and time double a bit, and its counter grows by a bit's
 * share of the area.
 */
export const timeDomainAdc = defineAdc({
  model: "time-domain",
  source: "timely-2020",
  params: z.object({
    bits: integer({ min: 1, max: 10 }, "resolution").prefault(8),
    ...ENOB_LOSS,
    ...OFFSET_PARAMS,
  }),
  constants: {
    energy: { nominal: 0.145e-12, source: "timely-2020", note: "J at 8 bits, 65 nm" },
    area: { nominal: 310e-12, source: "timely-2020", note: "m² at 8 bits, 65 nm" },
    step: { nominal: 50e-12, low: 10e-12, high: 200e-12, source: "assumed", note: "s a step at 65 nm" },
    leakage: { nominal: 1e-9, low: 0, high: 1e-8, source: "assumed", note: "W at 8 bits, 65 nm" },
  },
  behave: ({ bits, enobLoss, offset, trimBits }) => converter(bits, bits - enobLoss, offset, trimBits),
  cost: ({ bits }, technology, k) => {
    const base = nanometres(65);
    const share = bits / PUBLISHED_BITS;
    const energyFactor = technology.energyFactor("analog", base);
    const time = seconds(2 ** bits * k.step * technology.delayFactor("analog", base));
    return {
      area: squareMetres(k.area * share * technology.areaFactor("analog", base)),
      leakage: watts(k.leakage * share * energyFactor),
      actions: {
        convert: {
          energy: joules(k.energy * 2 ** (bits - PUBLISHED_BITS) * energyFactor),
          latency: time,
          interval: time,
        },
      },
    };
  },
});
