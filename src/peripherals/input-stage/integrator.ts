import { z } from "zod";
import { quantity } from "../../base/fields.ts";
import { nanometres } from "../../base/units.ts";
import {
  AMPLIFIER_CONSTANTS,
  AMPLIFIER_NOMINAL,
  fastestAmplifier,
  heldPrice,
  holdingAmplifier,
  noiseDensity,
  THERMAL_ENERGY,
} from "./amplifier.ts";
import { defineInputStage, loadOf, STAGE_PARAMS, statedLoad } from "./input-stage.ts";

/**
 * An amplifier with a capacitor from its output to the bit line: it adds the charge of a whole read. Its noise band is that of
 * the window, 1 / (2 t), and its reset leaves √(kT·C) of charge. The topology is the textbook's; every number is assumed.
 */
export const integratorStage = defineInputStage({
  model: "integrator",
  source: "assumed",
  params: z.object({
    ...STAGE_PARAMS,
    capacitance: quantity("F", { min: 1e-16, max: 1e-9 }, "capacitor that holds a read's charge").prefault(
      "1 pF",
    ),
  }),
  constants: {
    ...AMPLIFIER_CONSTANTS,
    density: { nominal: 2e-3, low: 1e-3, high: 10e-3, source: "assumed", note: "F/m² of metal capacitor" },
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
      const reset = Math.sqrt(THERMAL_ENERGY * params.capacitance) / load.held;
      return Math.hypot(Math.sqrt(noiseDensity(own, load) / (2 * load.held)), reset);
    },
  }),
  cost: (params, technology, k) => {
    const load = loadOf(params);
    const amplifier = holdingAmplifier(params.inputResistance, params.noise, load, technology.node, k);
    const area = k.area * technology.areaFactor("charge", nanometres(65)) + params.capacitance / k.density;
    return heldPrice(amplifier, area, k.leakage, load.held, technology);
  },
});
