import { z } from "zod";
import { integer } from "../../base/fields.ts";
import { joules, nanometres, seconds, squareMetres, watts } from "../../base/units.ts";
import { converter, defineAdc, ENOB_LOSS, OFFSET_PARAMS } from "./adc.ts";

/** Bits, energy (pJ), area (µm²) at 32 nm. Source: [isaac-2016], scaled in [hwcomponents-2026]. */
const TABLE: readonly (readonly [bits: number, pico: number, micro: number])[] = [
  [4, 0.79, 361],
  [5, 0.99, 477],
  [6, 1.2, 627],
  [7, 1.42, 845],
  [8, 1.667, 1200],
  [9, 1.97, 1828],
  [10, 2.38, 3002],
];
const EIGHT = 4;

/**
 * Converter of ISAAC: 8 bits at 1.2 GS/s, 1.667 pJ and 1200 µm² at 32 nm [isaac-2016]; from 4 to 10 bits by the
 * table of [hwcomponents-2026]. It takes no other resolution. The other nodes go by the analog law.
 */
export const isaacAdc = defineAdc({
  model: "isaac",
  source: "isaac-2016",
  params: z.object({
    bits: integer({ min: TABLE[0][0], max: TABLE[TABLE.length - 1][0] }, "resolution").prefault(8),
    ...ENOB_LOSS,
    ...OFFSET_PARAMS,
  }),
  constants: {
    energy: { nominal: 1.667e-12, source: "isaac-2016", note: "J at 8 bits, 32 nm; the others by the table" },
    area: { nominal: 1200e-12, source: "isaac-2016", note: "m² at 8 bits, 32 nm; the others by the table" },
    rate: { nominal: 1.2e9, low: 1.2e9, high: 1.28e9, source: "isaac-2016", note: "S/s at 32 nm" },
    cycles: { nominal: 1, low: 1, high: 10, source: "assumed", note: "conversions between sample and code" },
  },
  behave: ({ bits, enobLoss, offset, trimBits }) => converter(bits, bits - enobLoss, offset, trimBits),
  cost: ({ bits }, technology, k) => {
    const base = nanometres(32);
    const [, pico, micro] = TABLE[bits - TABLE[0][0]];
    const [, pico8, micro8] = TABLE[EIGHT];
    const interval = technology.delayFactor("analog", base) / k.rate;
    return {
      area: squareMetres(((k.area * micro) / micro8) * technology.areaFactor("analog", base)),
      // The published 2 mW is energy × rate: leakage is in the energy.
      leakage: watts(0),
      actions: {
        convert: {
          energy: joules(((k.energy * pico) / pico8) * technology.energyFactor("analog", base)),
          latency: seconds(k.cycles * interval),
          interval: seconds(interval),
        },
      },
    };
  },
});
