import { z } from "zod";
import {
  type ComponentCost,
  choice,
  integer,
  joules,
  type Numbers,
  nanometres,
  priceOnly,
  seconds,
  shared,
  squareMetres,
  stated,
  type TechnologyNode,
  watts,
} from "#base";
import { COUNTING_TREE, logicAt, SUPPLY } from "#circuits";
import { converter, defineAdc, ENOB_LOSS, OFFSET_PARAMS } from "./adc.ts";

/** One comparator of the bank at 32 nm, its reference level, and the encoder of the bank's decisions. */
export const FLASH_CONSTANTS = shared("flash", {
  comparator: {
    nominal: 3.5e-15,
    low: 3.0875e-15,
    high: 3.7e-15,
    source: "neurosim-v14",
    note: "J a comparator, one level at 32 nm; low: 3.09 µW for 1 ns; high: voltage mode",
  },
  comparatorArea: {
    nominal: 2.4e-12,
    low: 1.9e-12,
    high: 3.2e-12,
    source: "neurosim-v14",
    note: "m² a comparator at 32 nm inside a subarray of 128 columns, whose converters share the reference levels",
  },
  reference: {
    nominal: 22.4e-12,
    low: 5e-12,
    high: 34e-12,
    source: "neurosim-v14",
    note: "m² a reference level at 32 nm: a dummy column; 24.8 µm² of a converter alone less its comparator; high: 8 bits",
  },
  ladder: {
    nominal: 10e3,
    low: 2e3,
    high: 100e3,
    source: "assumed",
    note: "ohm from the supply to ground of the ladder of a converter, which draws for the time of a decision",
  },
  ladderSupply: SUPPLY.at32,
  ...COUNTING_TREE,
  decision: { nominal: 1e-9, source: "neurosim-v14", note: "s a decision at 32 nm" },
  comparatorLeakage: {
    nominal: 1e-10,
    low: 1e-11,
    high: 1e-8,
    source: "assumed",
    note: "W a comparator at 32 nm",
  },
});

/** Parameter of flash converters: converters on one set of reference levels. */
export const SHARED_LEVELS = {
  sharedLevels: stated(
    priceOnly(
      integer({ min: 1, max: 65536 }, "converters that share one set of reference levels").prefault(32),
    ),
  ),
};

/** Source of a converter's thresholds: dummy columns of cells, or a resistor ladder. */
export interface Levels {
  readonly levels: "columns" | "ladder";
  readonly sharedLevels: number;
}

/**
 * Price of 2^bits − 1 simultaneous comparators, their reference levels, and the encoder: a ladder of more
 * than one threshold draws V²/R during the decision, and 2^bits − 1 − bits full adders count the comparators
 * that are on. Dummy columns follow [neurosim-v14], which prices neither their reads nor an encoder.
 */
export function flashPrice(
  bits: number,
  { sharedLevels, levels }: Levels,
  technology: TechnologyNode,
  k: Numbers<typeof FLASH_CONSTANTS>,
): ComponentCost<"convert"> {
  const base = nanometres(32);
  const factor = logicAt(technology, k);
  const comparators = 2 ** bits - 1;
  // Dummy columns follow the source, which prices no encoder.
  const adders = levels === "columns" ? 0 : comparators - bits;
  const energyFactor = technology.energyFactor("charge", base);
  const decision = k.decision * technology.delayFactor("charge", base);
  const drawn =
    bits === 1 || levels === "columns" ? 0 : (k.ladderSupply ** 2 / k.ladder) * energyFactor * decision;
  const bank = comparators * (k.comparatorArea + k.reference / sharedLevels);
  return {
    area: squareMetres(bank * technology.areaFactor("charge", base) + adders * k.adderArea * factor.area),
    leakage: watts(comparators * k.comparatorLeakage * energyFactor),
    actions: {
      convert: {
        energy: joules(
          comparators * k.comparator * energyFactor +
            drawn +
            adders * k.treeGlitches * k.adderBit * factor.energy,
        ),
        latency: seconds(decision),
        interval: seconds(decision),
      },
    },
  };
}

/** Flash converter: one comparator per threshold, all at once [neurosim-v14]; scaled from 32 nm by C·V². */
export const flashAdc = defineAdc({
  model: "flash",
  source: "neurosim-v14",
  params: z.object({
    bits: integer({ min: 1, max: 8 }, "resolution").prefault(3),
    levels: priceOnly(
      choice(["columns", "ladder"], "thresholds of dummy columns, or of a ladder of resistors").prefault(
        "columns",
      ),
    ),
    ...SHARED_LEVELS,
    ...ENOB_LOSS,
    ...OFFSET_PARAMS,
  }),
  constants: FLASH_CONSTANTS,
  behave: ({ bits, enobLoss, offset, trimBits }) => converter(bits, bits - enobLoss, offset, trimBits),
  cost: ({ bits, levels, sharedLevels }, technology, k) =>
    flashPrice(bits, { levels, sharedLevels }, technology, k),
});
