import { z } from "zod";
import { choice, joules, nanometres, normals, quantity, seconds, squareMetres, watts } from "#base";
import { SUPPLY } from "#circuits";
import { decisionEnergy, INPUT_PAIR_CONSTANTS, inputPair, offsetParam, sharper } from "./input-pair.ts";
import { defineWta } from "./readout.ts";

/**
 * Knock-out tree of comparators, one per pair and level. `argmax` compares the 2n candidates [y; −y]: two
 * comparators per pair. `absolute` rectifies first and compares n magnitudes, with one comparator for the
 * tree and one for the sign. No published winner-take-all of this size was found; its parts are priced as the
 * charge comparator of [timely-2020], the rectifier and the delay of a level are assumed.
 */
export const comparatorTreeWta = defineWta({
  model: "comparator-tree",
  source: "timely-2020",
  params: z.object({
    mode: choice(["absolute", "argmax"], "n magnitudes and a sign, or 2n candidates").prefault("absolute"),
    offset: offsetParam("standard deviation of an input's offset over a chip"),
    noise: quantity(
      "A",
      { min: 0, max: 1e-3 },
      "standard deviation of an input's noise at a read of 10 ns",
    ).prefault("10 nA"),
  }),
  constants: {
    ...INPUT_PAIR_CONSTANTS,
    energy: {
      nominal: 41.7e-15,
      low: 2e-15,
      high: 300e-15,
      source: "timely-2020",
      note: "J a comparison at 65 nm",
    },
    area: {
      nominal: 40e-12,
      low: 1e-12,
      high: 400e-12,
      source: "timely-2020",
      note: "m² a comparator at 65 nm",
    },
    rectifier: {
      nominal: 10e-15,
      low: 2e-15,
      high: 50e-15,
      source: "assumed",
      note: "J a magnitude at 65 nm",
    },
    levels: {
      nominal: 6,
      low: 1,
      high: 9,
      source: "assumed",
      note: "levels of the tree that a read waits for",
    },
    delay: { nominal: 1e-9, low: 0.3e-9, high: 3e-9, source: "assumed", note: "s a level at 65 nm" },
    leakage: { nominal: 1e-9, low: 0, high: 1e-8, source: "assumed", note: "W a comparator at 65 nm" },
    supply: SUPPLY.at65,
  },
  behave: ({ mode, offset, noise }) => ({
    reads: "largest",
    action: "compete",
    scale: "amperes",
    comparesOpposites: mode === "argmax",
    offsets: (count, rng) => normals(count, rng).map((z) => z * offset),
    noise,
  }),
  cost: ({ mode, offset, noise }, technology, k) => {
    const base = nanometres(65);
    const pair = inputPair(offset, k.energy / k.supply ** 2, technology, k);
    const energyFactor = technology.energyFactor("charge", base);
    const rectified = mode === "absolute" ? k.rectifier : 0;
    const delay = k.delay * technology.delayFactor("charge", base);
    return {
      area: squareMetres(2 * (k.area * technology.areaFactor("charge", base) + pair.area)),
      leakage: watts(2 * k.leakage * energyFactor),
      actions: {
        compete: {
          energy: joules((2 * k.energy * decisionEnergy(noise) + rectified) * energyFactor + 2 * pair.energy),
          latency: seconds(k.levels * delay),
          interval: seconds(delay),
        },
      },
    };
  },
});

/** Reference window of an arbiter's energy, s. */
const WINDOW = 10e-9;

/**
 * Time-domain winner-take-all, the mechanism of [hardsea-2023]: each magnitude discharges a capacitor, the
 * first to cross the threshold wins, and its sign is latched. A selection takes one `window` for any number
 * of pairs. No figure of that design was readable: every constant is assumed.
 */
export const timeDomainWta = defineWta({
  model: "time-domain",
  source: "hardsea-2023",
  params: z.object({
    window: quantity("s", { min: 1e-10, max: 1e-3 }, "time in which the largest must cross").prefault(
      "10 ns",
    ),
    offset: offsetParam("standard deviation of an input's offset over a chip"),
    noise: quantity(
      "A",
      { min: 0, max: 1e-3 },
      "standard deviation of an input's noise at a read of 10 ns",
    ).prefault("10 nA"),
  }),
  constants: {
    ...INPUT_PAIR_CONSTANTS,
    capacitance: { nominal: 20e-15, low: 5e-15, high: 100e-15, source: "assumed", note: "F a pair" },
    supply: SUPPLY.at65,
    latch: {
      nominal: 5e-15,
      low: 1e-15,
      high: 20e-15,
      source: "assumed",
      note: "J a pair at 65 nm: arbiter and sign",
    },
    area: { nominal: 60e-12, low: 20e-12, high: 300e-12, source: "assumed", note: "m² a pair at 65 nm" },
    leakage: { nominal: 1e-9, low: 0, high: 1e-8, source: "assumed", note: "W a pair at 65 nm" },
  },
  behave: ({ offset, noise }) => ({
    reads: "largest",
    action: "compete",
    scale: "amperes",
    comparesOpposites: false,
    offsets: (count, rng) => normals(count, rng).map((z) => z * offset),
    noise,
  }),
  cost: ({ window, offset, noise }, technology, k) => {
    const base = nanometres(65);
    const pair = inputPair(offset, k.capacitance, technology, k, window);
    const energyFactor = technology.energyFactor("charge", base);
    const charge = k.capacitance * decisionEnergy(noise) * k.supply ** 2 + k.latch * sharper(window, WINDOW);
    return {
      area: squareMetres(k.area * technology.areaFactor("charge", base) + pair.area),
      leakage: watts(k.leakage * energyFactor),
      actions: {
        compete: {
          energy: joules(charge * energyFactor + pair.energy),
          latency: seconds(window),
          interval: seconds(window),
        },
      },
    };
  },
});
