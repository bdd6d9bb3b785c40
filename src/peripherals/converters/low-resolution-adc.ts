import { z } from "zod";
import { integer, priceOnly } from "../../base/fields.ts";
import { seconds, squareMetres, watts } from "../../base/units.ts";
import { converter, defineAdc, ENOB_LOSS, OFFSET_PARAMS } from "./adc.ts";
import { FLASH_CONSTANTS, flashPrice } from "./flash-adc.ts";
import { SURVEY_CONSTANTS, SURVEY_DOMAIN, SURVEY_RATE, surveyPrice } from "./survey-adc.ts";

/** Bits from which the survey holds. */
const SURVEY_FROM = 4;

/**
 * Converter of any resolution: flash banks up to 3 bits and the survey of published converters from 4. The survey
 * alone would charge more for one bit than for eight; joined so, no resolution is dearer than a higher one, but the bare
 * comparators of 3 bits cost a fortieth of a measured converter of 4: an optimum there may be the seam. Banks take
 * turns where one comparator decides too slowly for the rate, and no code is there before a comparator's decision.
 */
export const lowResolutionAdc = defineAdc({
  model: "low-resolution",
  source: "andrulis-2024",
  domain: SURVEY_DOMAIN,
  params: z.object({
    bits: integer({ min: 1, max: 14 }, "resolution").prefault(3),
    rate: priceOnly(SURVEY_RATE),
    ...ENOB_LOSS,
    ...OFFSET_PARAMS,
  }),
  constants: { ...FLASH_CONSTANTS, ...SURVEY_CONSTANTS },
  behave: ({ bits, enobLoss, offset, trimBits }) => converter(bits, bits - enobLoss, offset, trimBits),
  cost: ({ bits, rate }, technology, k) => {
    const bank = flashPrice(bits, technology, k);
    const decision = bank.actions.convert.latency;
    const banks = Math.ceil(rate * decision);
    const banked = { ...bank, area: squareMetres(bank.area * banks), leakage: watts(bank.leakage * banks) };
    const price = bits < SURVEY_FROM ? banked : surveyPrice(bits, rate, technology, k);
    const { energy } = price.actions.convert;
    const interval = seconds(1 / rate);
    return {
      ...price,
      actions: { convert: { energy, latency: seconds(Math.max(decision, interval)), interval } },
    };
  },
});
