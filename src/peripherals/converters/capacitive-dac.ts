import { z } from "zod";
import { integer } from "../../base/fields.ts";
import { joules, nanometres, seconds, squareMetres, watts } from "../../base/units.ts";
import { BIPOLAR_PARAMS, bipolarDac } from "./bipolar-dac.ts";
import { defineDac } from "./dac.ts";

/**
 * Bipolar charge-redistribution DAC with equidistant levels on [−1, 1].
 * Energy a drive: C·bits·V² [zigzag-2026]; area: 8-bit converter of [hwcomponents-2026] (BRAHMS entry)
 * times 2^bits / 2^8.
 */
export const capacitiveDac = defineDac({
  model: "capacitive",
  source: "zigzag-2026",
  params: z.object({
    bits: integer({ min: 1, max: 12 }, "resolution").prefault(4),
    ...BIPOLAR_PARAMS,
  }),
  constants: {
    capacitance: { nominal: 50e-15, source: "zigzag-2026", note: "F per bit; AIMC model, 28 nm" },
    supply: { nominal: 0.9, source: "zigzag-2026", note: "V; AIMC model, 28 nm" },
    area8: { nominal: 438e-12, source: "hwcomponents-2026", note: "m², 8-bit DAC of BRAHMS at 40 nm" },
    settling: { nominal: 1e-9, low: 0.5e-9, high: 5e-9, source: "assumed", note: "s at 28 nm" },
  },
  behave: bipolarDac,
  cost: ({ bits }, technology, k) => {
    const settling = k.settling * technology.delayFactor("analog", nanometres(28));
    return {
      area: squareMetres(k.area8 * 2 ** (bits - 8) * technology.areaFactor("analog", nanometres(40))),
      leakage: watts(0),
      actions: {
        drive: {
          energy: joules(
            k.capacitance * bits * k.supply ** 2 * technology.energyFactor("analog", nanometres(28)),
          ),
          latency: seconds(settling),
          interval: seconds(settling),
        },
      },
    };
  },
});
