import { z } from "zod";
import { integer, quantity } from "../../base/fields.ts";
import { joules, nanometres, seconds, squareMetres, watts } from "../../base/units.ts";
import { BIPOLAR_PARAMS, bipolarDac } from "./bipolar-dac.ts";
import { defineDac } from "./dac.ts";

/**
 * Bipolar R-2R ladder. A leg sees 3R from the reference to ground and is on half of the time, so b legs draw at most
 * E = b · V² / 6R · t (currents between legs only lower it) while the ladder settles to half a step,
 * t = ln 2 · (b + 1) · R · C. No published area of a small ladder was found: constants are assumed.
 */
export const r2rDac = defineDac({
  model: "r2r",
  source: "assumed",
  params: z.object({
    bits: integer({ min: 1, max: 12 }, "resolution").prefault(4),
    resistance: quantity("ohm", { min: 100, max: 1e8 }, "R of the ladder").prefault("20 kohm"),
    ...BIPOLAR_PARAMS,
  }),
  constants: {
    supply: { nominal: 0.9, source: "zigzag-2026", note: "V; AIMC model, 28 nm" },
    load: { nominal: 20e-15, low: 5e-15, high: 100e-15, source: "assumed", note: "F at the output" },
    area: {
      nominal: 10e-12,
      low: 3e-12,
      high: 40e-12,
      source: "assumed",
      note: "m² a bit at 28 nm: three unit resistors and a switch",
    },
    leakage: { nominal: 1e-10, low: 0, high: 1e-9, source: "assumed", note: "W a bit at 28 nm" },
  },
  behave: bipolarDac,
  cost: ({ bits, resistance }, technology, k) => {
    const base = nanometres(28);
    const settling = Math.LN2 * (bits + 1) * resistance * k.load;
    const time = seconds(settling * technology.delayFactor("analog", base));
    const energy = ((bits * k.supply ** 2) / (6 * resistance)) * settling;
    return {
      area: squareMetres(bits * k.area * technology.areaFactor("analog", base)),
      leakage: watts(bits * k.leakage * technology.energyFactor("analog", base)),
      actions: {
        drive: {
          energy: joules(energy * technology.energyFactor("analog", base)),
          latency: time,
          interval: time,
        },
      },
    };
  },
});
