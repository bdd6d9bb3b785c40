import { z } from "zod";
import {
  integer,
  joules,
  nanometres,
  power,
  priceOnly,
  quantity,
  seconds,
  squareMetres,
  stated,
  watts,
} from "#base";
import { converter, defineAdc, ENOB_LOSS, OFFSET_PARAMS } from "./adc.ts";

/** Node in nm; power in µW per bit and at zero bits (low standby power). Source: [neurosim-v14]. */
const POWER: readonly (readonly [node: number, perBit: number, fixed: number])[] = [
  [7, 0.1061, 0.8847],
  [22, 0.538, 4.3753],
  [32, 1.1294, 8.8998],
  [65, 3.7506, 25.844],
];

/** Power relative to 32 nm: exact at the four published nodes, power laws between them. */
function powerFactor(nm: number, column: 1 | 2): number {
  const upper = Math.max(
    1,
    POWER.findIndex(([node]) => node >= nm - 1e-6),
  );
  const [below, above] = [POWER[upper - 1], POWER[upper]];
  const share = Math.log(nm / below[0]) / Math.log(above[0] / below[0]);
  return (below[column] * power(above[column] / below[column], share)) / POWER[2][column];
}

/**
 * Successive-approximation converter: (b + 1) ns at P = (1.13 b + 8.90) µW and 104.2 + 39.7 (b − 1) µm² at 32
 * nm [neurosim-v14]. Its input also draws 0.0794 W · e^(−2.297 log₁₀ R), about 0.08 V² over the column's
 * resistance; an open column by default, since the array's price includes its columns' power. Power has
 * published values at 7, 22, 32 and 65 nm; area and time scale from 32 nm by the analog law.
 */
export const sarAdc = defineAdc({
  model: "sar",
  source: "neurosim-v14",
  params: z.object({
    bits: integer({ min: 1, max: 12 }, "resolution").prefault(8),
    columnResistance: stated(
      priceOnly(
        quantity(
          "ohm",
          { min: 1, max: 1e12 },
          "resistance of the column that its input reads, against the reference",
        ).prefault("1 Gohm"),
      ),
    ),
    ...ENOB_LOSS,
    ...OFFSET_PARAMS,
  }),
  constants: {
    perBit: { nominal: 1.1294e-6, source: "neurosim-v14", note: "W a bit at 32 nm" },
    fixed: { nominal: 8.8998e-6, source: "neurosim-v14", note: "W at 32 nm" },
    column: { nominal: 0.0794, source: "neurosim-v14", note: "W · ohm, nearly; 32 nm (0.0723 at 22 nm)" },
    columnSlope: { nominal: 2.297, source: "neurosim-v14", note: "ln a decade of the column's resistance" },
    cycle: { nominal: 1e-9, source: "neurosim-v14", note: "s a bit, and one to sample" },
    area: {
      nominal: 104.2e-12,
      low: 60e-12,
      high: 180e-12,
      source: "neurosim-v14",
      note: "m² at 1 bit, 32 nm; range: assumed",
    },
    areaPerBit: {
      nominal: 39.66e-12,
      low: 20e-12,
      high: 120e-12,
      source: "neurosim-v14",
      note: "m² a further bit, 32 nm; range: assumed; 8 bits of [isaac-2016] take 1 200 µm²",
    },
    warming: { nominal: 1.3e-3, source: "neurosim-v14", note: "rise of the power a kelvin over 300 K" },
    leakage: { nominal: 0.02, low: 0.001, high: 0.1, source: "assumed", note: "leakage over active power" },
  },
  behave: ({ bits, enobLoss, offset, trimBits }) => converter(bits, bits - enobLoss, offset, trimBits),
  cost: ({ bits, columnResistance }, technology, k) => {
    const base = nanometres(32);
    const nm = technology.node * 1e9;
    const own = k.perBit * bits * powerFactor(nm, 1) + k.fixed * powerFactor(nm, 2);
    const warm = 1 + k.warming * (technology.temperature - 300);
    const column = k.column * Math.exp(-k.columnSlope * Math.log10(columnResistance));
    const time = (bits + 1) * k.cycle;
    const conversion = seconds(time * technology.delayFactor("analog", base));
    return {
      area: squareMetres((k.area + k.areaPerBit * (bits - 1)) * technology.areaFactor("analog", base)),
      leakage: watts(k.leakage * own),
      actions: {
        convert: { energy: joules((own + column) * warm * time), latency: conversion, interval: conversion },
      },
    };
  },
});
