import { z } from "zod";
import { integer, quantity } from "../../base/fields.ts";
import { joules, seconds, squareMetres, watts } from "../../base/units.ts";
import { defineLink, linkOf } from "./link.ts";

/** Bytes a second at which area and idle power are stated. */
const ASSUMED_BANDWIDTH = 64e9;

/**
 * Parallel link between two dies of one package, both ends together. Its price is that of a standard, whatever the nodes
 * of the dies; no source for one was read, so every constant is assumed.
 */
export const dieToDieLink = defineLink({
  model: "die-to-die",
  source: "assumed",
  params: z.object({
    bits: integer({ min: 1, max: 65536 }, "bits of a flit").prefault(256),
    bandwidth: quantity("B/s", { min: 1e3, max: 1e14 }, "bytes a second").prefault("64 GB/s"),
  }),
  constants: {
    energy: { nominal: 0.5e-12, low: 0.25e-12, high: 2e-12, source: "assumed", note: "J a bit, both ends" },
    area: { nominal: 0.5e-6, low: 0.1e-6, high: 2e-6, source: "assumed", note: "m² of both ends with bumps" },
    latency: { nominal: 4e-9, low: 2e-9, high: 2e-8, source: "assumed", note: "s from die to die" },
    idle: { nominal: 2e-3, low: 5e-4, high: 2e-2, source: "assumed", note: "W while nothing moves" },
  },
  behave: ({ bits }) => linkOf(bits),
  cost: ({ bits, bandwidth }, _, k) => ({
    // More bandwidth is more lanes, each with its bumps and its idle power.
    area: squareMetres(k.area * Math.max(1, bandwidth / ASSUMED_BANDWIDTH)),
    leakage: watts(k.idle * Math.max(1, bandwidth / ASSUMED_BANDWIDTH)),
    actions: {
      transfer: {
        energy: joules(bits * k.energy),
        latency: seconds(k.latency),
        interval: seconds(bits / 8 / bandwidth),
      },
    },
  }),
});
