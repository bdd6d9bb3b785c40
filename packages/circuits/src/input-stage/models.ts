import { z } from "zod";
import { type Metres, nanometres, quantity, shared } from "#base";
import { LOGIC_LEAKAGE } from "../logic-prices.ts";
import {
  AMPLIFIER_CONSTANTS,
  AMPLIFIER_NOMINAL,
  type AmplifierNumbers,
  fastestAmplifier,
  type HoldingAmplifier,
  heldPrice,
  type Load,
  noiseDensity,
  quietAmplifier,
  THERMAL_ENERGY,
} from "./amplifier.ts";
import { defineInputStage, loadOf, STAGE_PARAMS, statedLoad } from "./input-stage.ts";

/** What stages have in addition to their transistors. */
const STAGE = shared("inputStage", {
  area: {
    nominal: ((432e-12 / 128) * 65) / 32,
    low: 1e-12,
    high: 50e-12,
    source: "neurosim-v14",
    note: "m² in addition to its amplifier at 65 nm: the line's switch, of 432 µm² for the 128 columns of a passive array at 32 nm; range: assumed",
  },
});

/**
 * Time constant required of the inner amplifier, s: with the line's capacitance at its input the loop is
 * second-order, ω0² = ω_u / (R_f·C), and it settles without ringing within τ if ω_u ≥ 4·R_f·C / τ².
 */
const innerTimeConstant = (feedback: number, { capacitance, timeConstant }: Load): number =>
  Math.min(timeConstant, timeConstant ** 2 / Math.max(4 * feedback * capacitance, 1e-30));

interface Feedback {
  readonly inputResistance: number;
  readonly noise: number;
  readonly feedback: number;
}

const sized = (
  { inputResistance, noise, feedback }: Feedback,
  load: Load,
  node: Metres,
  k: AmplifierNumbers,
): HoldingAmplifier =>
  quietAmplifier(
    inputResistance,
    noise,
    { ...load, timeConstant: innerTimeConstant(feedback, load) },
    node,
    k,
  );

/**
 * An amplifier with a resistor from its output to the bit line: V = −R_f·I. It has the other stages' output
 * stage, plus the resistor's noise, √(4kT·B/R_f). The topology is the textbook's; every number is assumed.
 */
export const transimpedanceStage = defineInputStage({
  model: "transimpedance",
  source: "assumed",
  params: z.object({
    ...STAGE_PARAMS,
    feedback: quantity("ohm", { min: 1, max: 1e9 }, "feedback resistor").prefault("10 kohm"),
  }),
  constants: {
    ...AMPLIFIER_CONSTANTS,
    area: {
      nominal: 20e-12,
      low: 5e-12,
      high: 100e-12,
      source: "assumed",
      note: "m² at 65 nm, its resistor included",
    },
    leakage: LOGIC_LEAKAGE,
  },
  behave: (params) => ({
    inputResistance: params.inputResistance,
    stated: statedLoad(params),
    fastest: ({ capacitance }, node) =>
      Math.max(fastestAmplifier(node), Math.sqrt(4 * params.feedback * capacitance * fastestAmplifier(node))),
    noise: (load, node) => {
      const own = noiseDensity(sized(params, load, node, AMPLIFIER_NOMINAL), load);
      return Math.sqrt((own + (4 * THERMAL_ENERGY) / params.feedback) * load.noiseBandwidth);
    },
  }),
  cost: (params, technology, k) => {
    const load = loadOf(params);
    const amplifier = sized(params, load, technology.node, k);
    const area = k.area * technology.areaFactor("charge", nanometres(65));
    return heldPrice(amplifier, area, load.held, technology, k);
  },
});

/**
 * An amplifier with a capacitor from its output to the bit line, which integrates a read's charge. Its noise
 * band is the window's, 1 / (2 t); its reset leaves √(kT·C) of charge. Textbook topology; all numbers
 * assumed.
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
    area: STAGE.area,
    leakage: LOGIC_LEAKAGE,
  },
  behave: (params) => ({
    inputResistance: params.inputResistance,
    stated: statedLoad(params),
    fastest: (_, node) => fastestAmplifier(node),
    noise: (load, node) => {
      const own = quietAmplifier(params.inputResistance, params.noise, load, node, AMPLIFIER_NOMINAL);
      const reset = Math.sqrt(THERMAL_ENERGY * params.capacitance) / load.held;
      return Math.hypot(Math.sqrt(noiseDensity(own, load) / (2 * load.held)), reset);
    },
  }),
  cost: (params, technology, k) => {
    const load = loadOf(params);
    const amplifier = quietAmplifier(params.inputResistance, params.noise, load, technology.node, k);
    const area = k.area * technology.areaFactor("charge", nanometres(65)) + params.capacitance / k.density;
    return heldPrice(amplifier, area, load.held, technology, k);
  },
});

/**
 * A cascode with an amplifier at its gate [sackinger-1990]: the bit line connects to its source, the current
 * leaves by its drain. On for the whole read, from the supply.
 */
export const regulatedCascode = defineInputStage({
  model: "regulated-cascode",
  source: "sackinger-1990",
  params: z.object(STAGE_PARAMS),
  constants: {
    ...AMPLIFIER_CONSTANTS,
    area: STAGE.area,
    leakage: LOGIC_LEAKAGE,
  },
  behave: (params) => ({
    inputResistance: params.inputResistance,
    stated: statedLoad(params),
    fastest: (_, node) => fastestAmplifier(node),
    noise: (load, node) => {
      const own = quietAmplifier(params.inputResistance, params.noise, load, node, AMPLIFIER_NOMINAL);
      return Math.sqrt(noiseDensity(own, load) * load.noiseBandwidth);
    },
  }),
  cost: (params, technology, k) => {
    const load = loadOf(params);
    const amplifier = quietAmplifier(params.inputResistance, params.noise, load, technology.node, k);
    const area = k.area * technology.areaFactor("charge", nanometres(65));
    return heldPrice(amplifier, area, load.held, technology, k);
  },
});
