// Converters by a regression over published ones.

import { z } from "zod";
import {
  type ComponentCost,
  joules,
  type Numbers,
  nanometres,
  power,
  priceOnly,
  quantity,
  real,
  type SamplesPerSecond,
  seconds,
  shared,
  squareMetres,
  type TechnologyNode,
  watts,
} from "#base";
import { converter, defineAdc, OFFSET_PARAMS } from "./adc.ts";

/** Nodes at which the regression is used. */
export const SURVEY_DOMAIN = { min: nanometres(22), max: nanometres(65) } as const;

export const SURVEY_RATE = quantity("S/s", { min: 1e6, max: 1e10 }, "conversions a second").prefault(
  "1 GS/s",
);

const fitted = (nominal: number, note: string) =>
  ({
    nominal,
    source: "andrulis-2024",
    exact: "a coefficient of one fit, whose scatter `energyQuantile` has",
    note,
  }) as const;

/** Regression of [andrulis-2024] over published converters, as coded in its plug-in; natural logarithms. */
export const SURVEY_CONSTANTS = shared("survey", {
  meritAtRate: fitted(213.7806687348118, "dB; figure of merit at 1 S/s along the rate-bound edge"),
  meritByRate: fitted(2.8719030399529957, "dB a factor e of the rate"),
  meritAtBits: fitted(128.3068287398817, "dB; figure of merit at 0 bits along the resolution-bound edge"),
  meritByBits: fitted(3.2205115109775, "dB a bit"),
  energyIntercept: fitted(26.0496215686518, "ln of the ratio to the bound"),
  energyByNode: fitted(1.8800369206815004, "exponent of the node in nm"),
  energyByBits: fitted(2.8291256050594527, "negative exponent of the bits"),
  energyQuantile: {
    nominal: 1.4702022133784405,
    low: 0.22,
    high: 1.63,
    source: "andrulis-2024",
    note: "ln by which the best 20 % lie below the mean; range: the middle and the best twentieth of 72 converters of 4 to 8.5 bits, 22 to 65 nm [adc-survey-2025]",
  },
  areaIntercept: fitted(1.3461916439910742, "ln µm²; the best 10 %"),
  areaByNode: fitted(0.9932794744745022, "exponent of the node in nm"),
  areaByRate: fitted(0.18071538424508238, "exponent of the rate in S/s"),
  areaByEnergy: fitted(0.29912426192653485, "exponent of the energy in pJ"),
  leakage: {
    nominal: 0.2,
    low: 0.05,
    high: 0.5,
    source: "hwcomponents-2026",
    note: "leakage over the power at full rate; range: assumed",
  },
});

/** SNDR of an ideal converter, dB: 20·log10(2) per bit and 10·log10(3/2). */
const SNDR_BY_BITS = 20 * Math.log10(2);
const SNDR_AT_NONE = 10 * Math.log10(1.5);

/**
 * Price of one converter of `enob` effective bits at `rate` conversions per second: E/pJ = ½ · 10^((SNDR −
 * FOM)/10) · e^(26.05 − 1.47) · nm^1.88 · b^−2.83, SNDR = 6.0206 b + 1.7609 dB, FOM = min(213.78 − 2.872 ln
 * f, 128.31 + 3.221 ⌈b⌉) dB; A/µm² = e^1.346 · nm^0.993 · f^0.181 · (E/pJ)^0.299. Holds from 4 bits up;
 * below, it rises again. Of the 45 converters of [adc-survey-2025] with fewer than 5 effective bits it takes 9, at
 * .07 to 2.8 times their energy, .47 in the middle: no wider than those of 5 to 8.5. It refuses the others by bits
 * or node.
 */
export function surveyPrice(
  enob: number,
  rate: SamplesPerSecond,
  { node }: TechnologyNode,
  k: Numbers<typeof SURVEY_CONSTANTS>,
): ComponentCost<"convert"> {
  const nm = node * 1e9;
  const sndr = SNDR_BY_BITS * enob + SNDR_AT_NONE;
  const merit = Math.min(
    k.meritAtRate - k.meritByRate * Math.log(rate),
    k.meritAtBits + k.meritByBits * Math.ceil(enob),
  );
  const overBound =
    Math.exp(k.energyIntercept - k.energyQuantile) * power(nm, k.energyByNode) * power(enob, -k.energyByBits);
  const pico = 0.5 * power(10, (sndr - merit) / 10) * overBound;
  const micro =
    Math.exp(k.areaIntercept) *
    power(nm, k.areaByNode) *
    power(rate, k.areaByRate) *
    power(pico, k.areaByEnergy);
  const interval = seconds(1 / rate);
  return {
    area: squareMetres(micro / 1e12),
    leakage: watts((k.leakage * pico * rate) / 1e12),
    actions: { convert: { energy: joules(pico / 1e12), latency: interval, interval } },
  };
}

/**
 * A converter as good as the best fifth of published ones, by effective bits and rate. The regression
 * includes the node: no scaling law applies. Codes have the next integer number of bits; noise takes the
 * rest.
 */
export const surveyAdc = defineAdc({
  model: "survey",
  source: "andrulis-2024",
  domain: SURVEY_DOMAIN,
  params: z.object({
    bits: real(
      { min: 4, max: 14 },
      "effective number of bits (ENOB); below 5 the regression rests on few converters",
    ).prefault(8),
    rate: priceOnly(SURVEY_RATE),
    ...OFFSET_PARAMS,
  }),
  constants: SURVEY_CONSTANTS,
  behave: ({ bits, offset, trimBits }) => converter(Math.ceil(bits), bits, offset, trimBits),
  cost: ({ bits, rate }, technology, k) => surveyPrice(bits, rate, technology, k),
});
