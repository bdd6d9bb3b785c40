import { z } from "zod";
import { integer } from "../../base/fields.ts";
import { joules, nanometres, seconds, squareMetres, watts } from "../../base/units.ts";
import { converter, defineAdc, ENOB_LOSS, OFFSET_PARAMS } from "./adc.ts";

/** Columns that one converter serves within the published time. */
const COLUMNS = 128;

/**
 * Converter of PUMA's simulator at 32 nm [puma-2019]: 0.25 mW a bit, 12.5 ns a bit for the 128 columns that share it,
 * so 24.4 fJ · b² a conversion, and 1200 µm² at every resolution (cruder than any circuit). Leakage, a tenth of its
 * power, is in the energy. The other nodes go by the analog law.
 */
export const pumaAdc = defineAdc({
  model: "puma",
  source: "puma-2019",
  params: z.object({
    bits: integer({ min: 1, max: 16 }, "resolution").prefault(8),
    ...ENOB_LOSS,
    ...OFFSET_PARAMS,
  }),
  constants: {
    power: { nominal: 0.25e-3, source: "puma-2019", note: "W a bit" },
    pass: { nominal: 12.5e-9, source: "puma-2019", note: "s a bit for 128 columns" },
    area: { nominal: 1200e-12, source: "puma-2019", note: "m² at every resolution" },
  },
  behave: ({ bits, enobLoss, offset, trimBits }) => converter(bits, bits - enobLoss, offset, trimBits),
  cost: ({ bits }, technology, k) => {
    const base = nanometres(32);
    const time = (k.pass * bits) / COLUMNS;
    const conversion = seconds(time * technology.delayFactor("analog", base));
    return {
      area: squareMetres(k.area * technology.areaFactor("analog", base)),
      leakage: watts(0),
      actions: {
        convert: {
          energy: joules(k.power * bits * time * technology.energyFactor("analog", base)),
          latency: conversion,
          interval: conversion,
        },
      },
    };
  },
});
