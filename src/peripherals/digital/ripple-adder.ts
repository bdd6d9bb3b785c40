import { z } from "zod";
import { integer } from "../../base/fields.ts";
import { joules, nanometres, seconds, squareMetres, watts } from "../../base/units.ts";
import { defineAdder } from "./adder.ts";
import { LOGIC_LEAKAGE } from "./logic-leakage.ts";
import { wrap } from "./twos-complement.ts";

/**
 * Ripple-carry adder: energy, area and delay all linear in the width. A bit's share of the published 32-bit adder;
 * those of 4 to 16 bits (8.2, 16.3, 32.5 fJ) lie within 2 % of the line [neurosim-v14].
 */
export const rippleAdder = defineAdder({
  model: "ripple",
  source: "neurosim-v14",
  params: z.object({ bits: integer({ min: 1, max: 52 }, "bits of a word").prefault(16) }),
  constants: {
    energy: { nominal: 64.8e-15 / 32, source: "neurosim-v14", note: "J a bit at 32 nm, 15 % activity" },
    area: { nominal: 94.1e-12 / 32, source: "neurosim-v14", note: "m² a bit at 32 nm" },
    delay: { nominal: 3.5e-9 / 32, source: "neurosim-v14", note: "s a bit at 32 nm" },
    leakage: LOGIC_LEAKAGE,
  },
  behave: ({ bits }) => ({ sum: (a, b) => wrap(a + b, bits) }),
  cost: ({ bits }, technology, k) => {
    const base = nanometres(32);
    const area = bits * k.area * technology.areaFactor("logic", base);
    const delay = seconds(bits * k.delay * technology.delayFactor("logic", base));
    return {
      area: squareMetres(area),
      leakage: watts(area * k.leakage),
      actions: {
        add: {
          energy: joules(bits * k.energy * technology.energyFactor("logic", base)),
          latency: delay,
          interval: delay,
        },
      },
    };
  },
});
