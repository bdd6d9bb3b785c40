import { z } from "zod";
import { integer, joules, nanometres, normals, quantity, seconds, squareMetres, watts } from "#base";
import { LOGIC_LEAKAGE, leakingAt, SUPPLY } from "#circuits";
import { trimmedOffsets } from "../adc/adc.ts";
import {
  decisionEnergy,
  GATE_CAPACITANCE,
  INPUT_PAIR_CONSTANTS,
  inputPair,
  offsetParam,
} from "./input-pair.ts";
import { COMPARATOR, defineComparator } from "./readout.ts";

const SQUARE_MICROMETRE = 1e-12;

/**
 * Latched sense amplifier: 3.5 fJ and 25 µm² at 32 nm [neurosim-v14], plus input pair and trim. After
 * [razavi-2020] the offset is σ = A_vt / √(W·L) volts, converted to amperes by `transconductance`; A_vt and
 * the rest are assumed. A trim of n bits leaves an offset nearly uniform within one step and costs area and
 * energy per bit; a larger pair costs them by its gate.
 */
export const senseAmplifier = defineComparator({
  model: "sense-amplifier",
  source: "neurosim-v14",
  params: z.object({
    inputArea: quantity("m2", { min: 1e-16, max: 1e-9 }, "W·L of one input device").prefault("0.5 µm2"),
    matching: quantity(
      "V",
      { min: 0, max: 1 },
      "deviation of the offset of a pair of 1 µm² devices: Pelgrom's A_vt over 1 µm",
    ).prefault("3.5 mV"),
    transconductance: quantity(
      "S",
      { min: 1e-12, max: 1 },
      "input current a volt of offset: one over the resistance that the current is sensed on",
    ).prefault("10 µS"),
    trimBits: integer({ min: 0, max: 10 }, "bits of the trim that takes the offset out").prefault(0),
    noise: quantity(
      "A",
      { min: 0, max: 1e-3 },
      "standard deviation of the noise of one decision, at a read of 10 ns",
    ).prefault("10 nA"),
  }),
  constants: {
    energy: {
      identity: "senseAmplifier.energy",
      nominal: 3.5e-15,
      low: 1.6e-15,
      high: 41.7e-15,
      source: "neurosim-v14",
      note: "J a decision at 32 nm; low: MNSIM at 28 nm; high: charge comparator at 65 nm",
    },
    area: {
      identity: "senseAmplifier.area",
      nominal: 25e-12,
      low: 1e-12,
      high: 40e-12,
      source: "neurosim-v14",
      note: "m² at 32 nm; low: MNSIM at 28 nm; high: charge comparator at 65 nm",
    },
    supply: SUPPLY.at32,
    gate: GATE_CAPACITANCE,
    trimEnergy: {
      nominal: 0.2e-15,
      low: 0.05e-15,
      high: 1e-15,
      source: "assumed",
      note: "J a decision and trim bit at 32 nm",
    },
    trimArea: { nominal: 3e-12, low: 1e-12, high: 10e-12, source: "assumed", note: "m² a trim bit at 32 nm" },
    delay: {
      nominal: 0.033e-9,
      low: 0.01e-9,
      high: 1e-9,
      source: "freepdk45-run-2026",
      note: "s a decision at 32 nm: 46 ps at 45 nm and 10 mV; low: 15 ps of a latch; high: assumed",
    },
    leakage: { nominal: 1e-10, low: 1e-11, high: 1e-8, source: "assumed", note: "W at 32 nm" },
  },
  behave({ inputArea, matching, transconductance, trimBits, noise }) {
    const deviation = (matching / Math.sqrt(inputArea / SQUARE_MICROMETRE)) * transconductance;
    return {
      ...COMPARATOR,
      offsets: (count, rng) => trimmedOffsets(count, deviation, trimBits, rng),
      noise,
    };
  },
  cost: ({ inputArea, trimBits, noise }, technology, k) => {
    const base = nanometres(32);
    const energyFactor = technology.energyFactor("charge", base);
    const scaled = (k.area + k.trimArea * trimBits) * technology.areaFactor("charge", base);
    const delay = seconds(k.delay * technology.delayFactor("charge", base));
    const gates = 2 * k.gate * inputArea * k.supply ** 2;
    return {
      area: squareMetres(scaled + 2 * inputArea),
      leakage: watts(k.leakage * energyFactor),
      actions: {
        decide: {
          energy: joules((k.energy * decisionEnergy(noise) + k.trimEnergy * trimBits) * energyFactor + gates),
          latency: delay,
          interval: delay,
        },
      },
    };
  },
});

/** TIMELY's charge comparator at 65 nm: 41.7 fJ, 40 µm² [timely-2020]. Noise, delay, offset are assumed. */
export const chargeComparator = defineComparator({
  model: "charge",
  source: "timely-2020",
  params: z.object({
    offset: offsetParam("standard deviation of the input offset over a chip"),
    noise: quantity(
      "A",
      { min: 0, max: 1e-3 },
      "standard deviation of the noise of one decision, at a read of 10 ns",
    ).prefault("10 nA"),
  }),
  constants: {
    ...INPUT_PAIR_CONSTANTS,
    energy: {
      nominal: 41.7e-15,
      low: 2e-15,
      high: 300e-15,
      source: "timely-2020",
      note: "J a decision at 65 nm and the default noise",
    },
    area: { nominal: 40e-12, low: 1e-12, high: 400e-12, source: "timely-2020", note: "m² at 65 nm" },
    supply: SUPPLY.at65,
    delay: {
      nominal: 0.066e-9,
      low: 0.04e-9,
      high: 1e-9,
      source: "freepdk45-run-2026",
      note: "s a decision at 65 nm: 46 ps at 45 nm and 10 mV; low: at 100 mV; high: assumed",
    },
    leakage: LOGIC_LEAKAGE,
  },
  behave: ({ offset, noise }) => ({
    ...COMPARATOR,
    offsets: (count, rng) => normals(count, rng).map((z) => z * offset),
    noise,
  }),
  cost: ({ offset, noise }, technology, k) => {
    const base = nanometres(65);
    // The published energy is that of its sampling capacitor.
    const pair = inputPair(offset, k.energy / k.supply ** 2, technology, k);
    const delay = seconds(k.delay * technology.delayFactor("charge", base));
    const decision = k.energy * decisionEnergy(noise) * technology.energyFactor("charge", base);
    const energy = joules(decision + pair.energy);
    const area = k.area * technology.areaFactor("charge", base) + pair.area;
    return {
      area: squareMetres(area),
      leakage: watts(leakingAt(area, technology, k)),
      actions: { decide: { energy, latency: delay, interval: delay } },
    };
  },
});
