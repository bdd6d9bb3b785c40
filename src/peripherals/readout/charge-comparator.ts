import { z } from "zod";
import { quantity } from "../../base/fields.ts";
import { normals } from "../../base/rng.ts";
import { joules, nanometres, seconds, squareMetres, watts } from "../../base/units.ts";
import { decisionEnergy } from "./decision-energy.ts";
import { INPUT_PAIR_CONSTANTS, inputPair, offsetParam } from "./input-pair.ts";
import { COMPARATOR, defineComparator } from "./readout.ts";

/** Charge comparator of TIMELY at 65 nm: 41.7 fJ, 40 µm² [timely-2020]. Noise, delay and the offset that this has are assumed. */
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
    delay: { nominal: 1e-9, low: 0.3e-9, high: 3e-9, source: "assumed", note: "s a decision at 65 nm" },
    leakage: { nominal: 1e-9, low: 0, high: 1e-8, source: "assumed", note: "W at 65 nm" },
    offset: { nominal: 50e-9, source: "assumed", note: "A; default of the offset and noise parameters" },
  },
  behave: ({ offset, noise }) => ({
    ...COMPARATOR,
    offsets: (count, rng) => normals(count, rng).map((z) => z * offset),
    noise,
  }),
  cost: ({ offset, noise }, technology, k) => {
    const base = nanometres(65);
    const pair = inputPair(offset, technology, k);
    const delay = seconds(k.delay * technology.delayFactor("charge", base));
    const decision = k.energy * decisionEnergy(noise) * technology.energyFactor("charge", base);
    const energy = joules(decision + pair.energy);
    return {
      area: squareMetres(k.area * technology.areaFactor("charge", base) + pair.area),
      leakage: watts(k.leakage * technology.energyFactor("charge", base)),
      actions: { decide: { energy, latency: delay, interval: delay } },
    };
  },
});
