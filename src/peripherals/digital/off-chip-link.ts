import { z } from "zod";
import { integer, quantity } from "../../base/fields.ts";
import { joules, nanometres, seconds, squareMetres, watts } from "../../base/units.ts";
import { defineLink, linkOf } from "./link.ts";

const FLIT = 128;

/**
 * Serial link between chips (HyperTransport of [isaac-2016]): 26 pJ for 128 bits, 23 mm² at 65 nm. Pads and analog
 * circuits decide its size, so it scales as analog.
 */
export const offChipLink = defineLink({
  model: "off-chip",
  source: "isaac-2016",
  params: z.object({
    bits: integer({ min: 1, max: 65536 }, "bits of a flit").prefault(128),
    bandwidth: quantity("B/s", { min: 1e3, max: 1e14 }, "bytes a second").prefault("25.6 GB/s"),
  }),
  constants: {
    energy: { nominal: 26e-12 / FLIT, source: "isaac-2016", note: "J a bit at 65 nm" },
    area: { nominal: 23e-6, low: 22.88e-6, high: 23e-6, source: "isaac-2016", note: "m² at 65 nm" },
    latency: { nominal: 5e-8, low: 2e-8, high: 2e-7, source: "assumed", note: "s from chip to chip" },
    leakage: { nominal: 1e-2, low: 1e-3, high: 0.1, source: "assumed", note: "W idle at 65 nm" },
  },
  behave: ({ bits }) => linkOf(bits),
  cost: ({ bits, bandwidth }, technology, k) => {
    const base = nanometres(65);
    return {
      area: squareMetres(k.area * technology.areaFactor("analog", base)),
      leakage: watts(k.leakage * technology.energyFactor("analog", base)),
      actions: {
        transfer: {
          energy: joules(bits * k.energy * technology.energyFactor("analog", base)),
          latency: seconds(k.latency),
          interval: seconds(bits / 8 / bandwidth),
        },
      },
    };
  },
});
