import { z } from "zod";
import type { ComponentCost, Numbers, TechnologyNode } from "../../base/component.ts";
import { integer } from "../../base/fields.ts";
import { joules, nanometres, seconds, squareMetres, watts } from "../../base/units.ts";
import { converter, defineAdc, ENOB_LOSS, OFFSET_PARAMS } from "./adc.ts";

/** One comparator of the bank at 32 nm. */
export const FLASH_CONSTANTS = {
  comparator: {
    nominal: 3.5e-15,
    low: 3.0875e-15,
    high: 3.7e-15,
    source: "neurosim-v14",
    note: "J a comparator, one level at 32 nm; low: 3.09 µW for 1 ns; high: voltage mode",
  },
  comparatorArea: {
    nominal: 25e-12,
    low: 24e-12,
    high: 37e-12,
    source: "neurosim-v14",
    note: "m² a comparator, one level at 32 nm; high: 8 bits over 255",
  },
  decision: { nominal: 1e-9, source: "neurosim-v14", note: "s at 32 nm" },
  comparatorLeakage: {
    nominal: 1e-10,
    low: 1e-11,
    high: 1e-8,
    source: "assumed",
    note: "W a comparator at 32 nm",
  },
} as const;

/** Price of 2^bits − 1 comparators that decide at once; the encoder behind them is left out. */
export function flashPrice(
  bits: number,
  technology: TechnologyNode,
  k: Numbers<typeof FLASH_CONSTANTS>,
): ComponentCost<"convert"> {
  const base = nanometres(32);
  const comparators = 2 ** bits - 1;
  const energyFactor = technology.energyFactor("analog", base);
  const decision = seconds(k.decision * technology.delayFactor("analog", base));
  return {
    area: squareMetres(comparators * k.comparatorArea * technology.areaFactor("analog", base)),
    leakage: watts(comparators * k.comparatorLeakage * energyFactor),
    actions: {
      convert: {
        energy: joules(comparators * k.comparator * energyFactor),
        latency: decision,
        interval: decision,
      },
    },
  };
}

/** Flash converter: a comparator for every threshold, all at once [neurosim-v14]; from 32 nm by the analog law. */
export const flashAdc = defineAdc({
  model: "flash",
  source: "neurosim-v14",
  params: z.object({
    bits: integer({ min: 1, max: 8 }, "resolution").prefault(3),
    ...ENOB_LOSS,
    ...OFFSET_PARAMS,
  }),
  constants: FLASH_CONSTANTS,
  behave: ({ bits, enobLoss, offset, trimBits }) => converter(bits, bits - enobLoss, offset, trimBits),
  cost: ({ bits }, technology, k) => flashPrice(bits, technology, k),
});
