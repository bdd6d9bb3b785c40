import { z } from "zod";
import { integer, quantity } from "../../base/fields.ts";
import { joules, nanometres, seconds, squareMetres, watts } from "../../base/units.ts";
import { defineLink, linkOf } from "./link.ts";
import { LOGIC_LEAKAGE } from "./logic-leakage.ts";

/** Shared bus of a tile: 0.054 pJ and 29.3 µm² a bit at 32 nm [isaac-2016], whatever its length. */
export const busLink = defineLink({
  model: "bus",
  source: "isaac-2016",
  params: z.object({
    bits: integer({ min: 1, max: 65536 }, "lines, and bits of a flit").prefault(384),
    clock: quantity("Hz", { min: 1e3, max: 5e9 }, "flits a second").prefault("1 GHz"),
  }),
  constants: {
    energy: { nominal: 0.054e-12, source: "isaac-2016", note: "J a bit at 32 nm" },
    area: { nominal: 29.3e-12, source: "isaac-2016", note: "m² a bit at 32 nm" },
    leakage: LOGIC_LEAKAGE,
  },
  behave: ({ bits }) => linkOf(bits),
  cost: ({ bits, clock }, technology, k) => {
    const base = nanometres(32);
    const area = bits * k.area * technology.areaFactor("wire", base);
    return {
      area: squareMetres(area),
      leakage: watts(area * k.leakage),
      actions: {
        transfer: {
          energy: joules(bits * k.energy * technology.energyFactor("wire", base)),
          latency: seconds(1 / clock),
          interval: seconds(1 / clock),
        },
      },
    };
  },
});
