// A converter of any resolution, from flash banks, published converters of a few bits, and the survey.

import { z } from "zod";
import {
  type ComponentCost,
  type Constant,
  integer,
  joules,
  type Numbers,
  power,
  priceOnly,
  type SamplesPerSecond,
  seconds,
  squareMetres,
  type TechnologyNode,
  watts,
} from "#base";
import { converter, defineAdc, ENOB_LOSS, OFFSET_PARAMS } from "./adc.ts";
import { FLASH_CONSTANTS, flashPrice, SHARED_LEVELS } from "./flash.ts";
import { isaacAdc, zigzagAdc } from "./published.ts";
import { sarAdc } from "./sar.ts";
import { SURVEY_CONSTANTS, SURVEY_DOMAIN, SURVEY_RATE, surveyPrice } from "./survey.ts";

/** Most bits of a flash bank, and fewest of the pure survey; published converters bridge the gap. */
const FLASH_TO = 3;
const SURVEY_FROM = 7;

const BLEND_CONSTANTS = {
  spread: {
    nominal: 1,
    low: 0.25,
    high: 3,
    source: "assumed",
    note: "energy of 4 to 6 bits over the middle of three published converters; low: SAR of [neurosim-v14]; high: ISAAC's",
  },
  idle: {
    nominal: 0.05,
    low: 0.01,
    high: 1,
    source: "assumed",
    note: "static power that is left when a converter is switched off between reads",
  },
} as const satisfies Readonly<Record<string, Constant>>;

const CONSTANTS = { ...FLASH_CONSTANTS, ...SURVEY_CONSTANTS, ...BLEND_CONSTANTS };

/** Energy and area at 4 to 6 bits: the geometric mean of a SAR, ISAAC's converter and ZigZag's law. */
function publishedMiddle(
  bits: number,
  banks: number,
  technology: TechnologyNode,
): { energy: number; area: number } {
  const costs = [sarAdc, isaacAdc, zigzagAdc].map(({ schema, model }) =>
    schema.parse({ model, bits }).cost(technology),
  );
  const mean = (of: (cost: (typeof costs)[number]) => number): number =>
    Math.exp(costs.reduce((sum, cost) => sum + Math.log(of(cost)), 0) / costs.length);
  return {
    energy: mean((cost) => cost.actions.convert.energy),
    // Converters alternate if one comparator is too slow for the rate.
    area: banks * mean((cost) => cost.area),
  };
}

/**
 * From 4 to 6 bits, interpolates from the published middle to the survey in equal steps of the logarithm, so
 * that no bit costs several times the previous one.
 */
function blended(
  bits: number,
  rate: SamplesPerSecond,
  banks: number,
  technology: TechnologyNode,
  k: Numbers<typeof CONSTANTS>,
): { readonly energy: number; readonly area: number } {
  const survey = surveyPrice(bits, rate, technology, k);
  const own = { energy: survey.actions.convert.energy as number, area: survey.area as number };
  if (bits >= SURVEY_FROM) return own;
  const share = (bits - FLASH_TO - 1) / (SURVEY_FROM - FLASH_TO - 1);
  const middle = publishedMiddle(bits, banks, technology);
  const between = (a: number, b: number): number => power(a, 1 - share) * power(b, share);
  return { energy: between(middle.energy * k.spread, own.energy), area: between(middle.area, own.area) };
}

/**
 * Converter of any resolution: flash banks with a ladder up to 3 bits, the middle of three published
 * converters from 4 to 6, and the survey of published converters from 7. It is off between conversions, so
 * its static power is proportional to the rate: in a design, one conversion per read by default. Banks
 * alternate if one comparator is too slow for the rate, and no code is ready before a comparator's decision.
 */
export const lowResolutionAdc = defineAdc({
  model: "low-resolution",
  source: "andrulis-2024",
  domain: SURVEY_DOMAIN,
  params: z.object({
    bits: integer({ min: 1, max: 14 }, "resolution").prefault(3),
    rate: priceOnly(SURVEY_RATE),
    ...SHARED_LEVELS,
    ...ENOB_LOSS,
    ...OFFSET_PARAMS,
  }),
  constants: CONSTANTS,
  behave: ({ bits, enobLoss, offset, trimBits }) => converter(bits, bits - enobLoss, offset, trimBits),
  cost: ({ bits, rate, sharedLevels }, technology, k): ComponentCost<"convert"> => {
    const bank = flashPrice(bits, { levels: "ladder", sharedLevels }, technology, k);
    const decision = bank.actions.convert.latency;
    const interval = seconds(1 / rate);
    const convert = (energy: number) => ({
      convert: { energy: joules(energy), latency: seconds(Math.max(decision, interval)), interval },
    });
    const banks = Math.ceil(rate * decision);
    if (bits <= FLASH_TO) {
      return {
        area: squareMetres(bank.area * banks),
        leakage: watts(bank.leakage * banks),
        actions: convert(bank.actions.convert.energy),
      };
    }
    const { energy, area } = blended(bits, rate, banks, technology, k);
    return {
      area: squareMetres(area),
      leakage: watts(k.idle * k.leakage * energy * rate),
      actions: convert(energy),
    };
  },
});
