import { z } from "zod";
import { nanometres } from "../../base/units.ts";
import {
  AMPLIFIER_CONSTANTS,
  AMPLIFIER_NOMINAL,
  fastestAmplifier,
  heldPrice,
  holdingAmplifier,
  noiseDensity,
} from "./amplifier.ts";
import { defineInputStage, loadOf, STAGE_PARAMS, statedLoad } from "./input-stage.ts";

/**
 * A cascode whose gate is held by an amplifier [sackinger-1990]: the bit line ends in its source, the current leaves by its
 * drain. On for the whole read, from the supply.
 */
export const regulatedCascode = defineInputStage({
  model: "regulated-cascode",
  source: "sackinger-1990",
  params: z.object(STAGE_PARAMS),
  constants: {
    ...AMPLIFIER_CONSTANTS,
    area: {
      nominal: 5e-12,
      low: 1e-12,
      high: 50e-12,
      source: "assumed",
      note: "m² beside its transistors at 65 nm",
    },
    leakage: { nominal: 1e-9, low: 0, high: 1e-8, source: "assumed", note: "W at 65 nm, switched off" },
  },
  behave: (params) => ({
    inputResistance: params.inputResistance,
    stated: statedLoad(params),
    fastest: (_, node) => fastestAmplifier(node),
    noise: (load, node) => {
      const own = holdingAmplifier(params.inputResistance, params.noise, load, node, AMPLIFIER_NOMINAL);
      return Math.sqrt(noiseDensity(own, load) * load.noiseBandwidth);
    },
  }),
  cost: (params, technology, k) => {
    const load = loadOf(params);
    const amplifier = holdingAmplifier(params.inputResistance, params.noise, load, technology.node, k);
    const area = k.area * technology.areaFactor("charge", nanometres(65));
    return heldPrice(amplifier, area, k.leakage, load.held, technology);
  },
});
