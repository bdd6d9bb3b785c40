import { z } from "zod";
import { integer, joules, nanometres, priceOnly, quantity, real, seconds, squareMetres, watts } from "#base";
import { SUPPLY } from "#circuits";
import { sharper } from "../readout/input-pair.ts";
import { defineTopK, ranked, type TopKWork } from "./top-k.ts";

/** Reference window of a latch's energy, s. */
const WINDOW = 20e-9;

/**
 * The last k match lines to fall: a line with d mismatches is discharged by d cells and crosses the threshold
 * after a time ∝ 1/d. A counter of crossings stops the race when k lines are left. `jitter` is the relative
 * deviation of a crossing (cell currents, line capacitor, threshold); crossings within one `step` are ordered
 * by position. Mechanism of [hardsea-2023]; no figure was readable: every constant is assumed.
 */
export const timeDomainTopK = defineTopK({
  model: "time-domain",
  source: "hardsea-2023",
  params: z.object({
    window: quantity("s", { min: 1e-10, max: 1e-3 }, "time in which a line of one mismatch crosses").prefault(
      "20 ns",
    ),
    jitter: real({ min: 0, max: 1 }, "relative deviation of the time of a crossing").prefault(0.02),
    step: quantity("s", { min: 0, max: 1e-3 }, "least difference of crossings that it resolves").prefault(
      "0 s",
    ),
    lines: priceOnly(integer({ min: 1, max: 1 << 24 }, "lines that race at once").prefault(1024)),
  }),
  constants: {
    capacitance: { nominal: 20e-15, low: 5e-15, high: 100e-15, source: "assumed", note: "F a line" },
    supply: SUPPLY.at65,
    latch: {
      nominal: 5e-15,
      low: 1e-15,
      high: 20e-15,
      source: "assumed",
      note: "J a line at 65 nm: threshold, latch and its part in the count",
    },
    area: { nominal: 40e-12, low: 15e-12, high: 200e-12, source: "assumed", note: "m² a line at 65 nm" },
    leakage: { nominal: 1e-9, low: 0, high: 1e-8, source: "assumed", note: "W a line at 65 nm" },
  },
  behave: ({ window, jitter, step, lines }) => {
    const work = (candidates: number): TopKWork => ({
      searches: 1,
      select: candidates,
      scan: Math.ceil(candidates / lines) - candidates / lines,
      weigh: 0,
    });
    return {
      asks: "lines",
      weights: false,
      budgets: ["k"],
      select: ({ inquiry }, budget, rng) => {
        const k = "k" in budget ? budget.k : 0;
        const noise = rng.fork("crossings");
        const times = inquiry.race().map((mismatches) => {
          // A line without mismatches never crosses.
          const time = (window * (1 + jitter * noise.normal())) / Math.max(mismatches, 1e-9);
          return step > 0 && Number.isFinite(time) ? Math.floor(time / step) : time;
        });
        const order = ranked(times).slice(0, k);
        return {
          positions: order.toSorted(),
          threshold: Number.NaN,
          ...work(inquiry.keys),
        };
      },
      work,
    };
  },
  cost: ({ window, lines }, technology, k) => {
    const base = nanometres(65);
    const energyFactor = technology.energyFactor("charge", base);
    return {
      area: squareMetres(lines * k.area * technology.areaFactor("charge", base)),
      leakage: watts(lines * k.leakage * energyFactor),
      actions: {
        select: {
          energy: joules((k.capacitance * k.supply ** 2 + k.latch * sharper(window, WINDOW)) * energyFactor),
          latency: seconds(window),
          interval: seconds(window / lines),
        },
        // Lines without a key in the last window take time but no energy.
        scan: { energy: joules(0), latency: seconds(0), interval: seconds(window) },
        weigh: { energy: joules(0), latency: seconds(0), interval: seconds(0) },
      },
    };
  },
});
