import { z } from "zod";
import { integer, priceOnly } from "../../base/fields.ts";
import { power } from "../../base/power.ts";
import { joules, nanometres, seconds, squareMetres, watts } from "../../base/units.ts";
import { converter, defineAdc, ENOB_LOSS, OFFSET_PARAMS } from "./adc.ts";

/**
 * Closed form of ZigZag's analog in-memory-computing model at 28 nm [zigzag-2026], with b bits:
 * E = (100 b + 0.001 · 4^b) fF · V², the second term being thermal noise; A = 10^(1.206 − 0.0369 b) · 2^b µm², none
 * for one bit; t = b · (0.640 + 0.00653 · rows) ns. Leakage is in none of it and taken as zero.
 */
export const zigzagAdc = defineAdc({
  model: "zigzag",
  source: "zigzag-2026",
  params: z.object({
    bits: integer({ min: 1, max: 12 }, "resolution").prefault(8),
    rows: priceOnly(integer({ min: 1, max: 65536 }, "cells on the bit line that it reads").prefault(64)),
    ...ENOB_LOSS,
    ...OFFSET_PARAMS,
  }),
  constants: {
    perBit: { nominal: 100e-15, source: "zigzag-2026", note: "F a bit" },
    thermal: { nominal: 1e-18, source: "zigzag-2026", note: "F at no bits, times 4 a bit" },
    supply: { nominal: 0.9, source: "zigzag-2026", note: "V" },
    area: { nominal: 1.206, source: "zigzag-2026", note: "log10 µm² at no bits" },
    areaSlope: { nominal: 0.0369, source: "zigzag-2026", note: "fall of log10 a bit, beside the 2^b" },
    delay: { nominal: 0.64e-9, source: "zigzag-2026", note: "s a bit" },
    delayByRow: { nominal: 6.53e-12, source: "zigzag-2026", note: "s a bit and row" },
  },
  behave: ({ bits, enobLoss, offset, trimBits }) => converter(bits, bits - enobLoss, offset, trimBits),
  cost: ({ bits, rows }, technology, k) => {
    const base = nanometres(28);
    const energy = (k.perBit * bits + k.thermal * 4 ** bits) * k.supply ** 2;
    const micro = bits === 1 ? 0 : power(10, k.area - k.areaSlope * bits) * 2 ** bits;
    const time = seconds(bits * (k.delay + k.delayByRow * rows) * technology.delayFactor("analog", base));
    return {
      area: squareMetres((micro / 1e12) * technology.areaFactor("analog", base)),
      leakage: watts(0),
      actions: {
        convert: {
          energy: joules(energy * technology.energyFactor("analog", base)),
          latency: time,
          interval: time,
        },
      },
    };
  },
});
