import { z } from "zod";
import { rootMeanSquare } from "../../base/dense.ts";
import { choice, integer, real } from "../../base/fields.ts";
import { joules, nanometres, seconds, squareMetres, watts } from "../../base/units.ts";
import { defineDac, largestMagnitude } from "./dac.ts";

/**
 * Bipolar charge-redistribution DAC with 2^bits equidistant levels on [−1, 1], none of them zero.
 * Energy a drive: C·bits·V² [zigzag-2026]; area: 8-bit converter of [hwcomponents-2026] (BRAHMS entry)
 * times 2^bits / 2^8.
 */
export const capacitiveDac = defineDac({
  model: "capacitive",
  source: "zigzag-2026",
  params: z.object({
    bits: integer({ min: 1, max: 12 }, "resolution").prefault(4),
    range: choice(
      ["clip", "max-abs"],
      "full scale: a multiple of the rms, or the largest magnitude",
    ).prefault("clip"),
    clip: real({ min: 0.5, max: 10 }, "full scale in rms of the signal when range is clip").prefault(2.5),
  }),
  constants: {
    capacitance: { nominal: 50e-15, source: "zigzag-2026", note: "F per bit; AIMC model, 28 nm" },
    supply: { nominal: 0.9, source: "zigzag-2026", note: "V; AIMC model, 28 nm" },
    area8: { nominal: 438e-12, source: "hwcomponents-2026", note: "m², 8-bit DAC of BRAHMS at 40 nm" },
    settling: { nominal: 1e-9, low: 0.5e-9, high: 5e-9, source: "assumed", note: "s at 28 nm" },
  },
  behave: ({ bits, range, clip }) => {
    const steps = 2 ** bits - 1;
    return {
      bits,
      fullScale(signal) {
        const rms = rootMeanSquare(signal);
        return range === "clip" && rms > 0 ? clip * rms : largestMagnitude(signal);
      },
      level(input, fullScale) {
        const unit = Math.min(1, Math.max(0, (input / fullScale + 1) / 2));
        return (2 * Math.round(unit * steps)) / steps - 1;
      },
    };
  },
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
