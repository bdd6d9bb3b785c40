import { z } from "zod";
import { integer, quantity, real } from "../../base/fields.ts";
import { free } from "../../base/free.ts";
import type { Bytes } from "../../base/units.ts";
import { joules, seconds, squareMetres, watts } from "../../base/units.ts";
import { defineMemory } from "./memory.ts";

/**
 * LPDDR4 behind the chip: 8 pJ a bit [hwcomponents-2026]. The die itself is not part of the chip's area. A gather of rows
 * shorter than a burst or out of row order uses a share of what is moved: one half is assumed.
 */
export const lpddr4Dram = defineMemory("dram")({
  model: "lpddr4",
  source: "hwcomponents-2026",
  params: z.object({
    bits: integer({ min: 8, max: 65536 }, "bits of one access").prefault(512),
    bandwidth: quantity("B/s", { min: 1e3, max: 1e14 }, "bytes a second").prefault("25.6 GB/s"),
    gatherEfficiency: real({ min: 1e-3, max: 1 }, "share of a burst that a random gather uses").prefault(0.5),
  }),
  constants: {
    energy: { nominal: 8e-12, low: 4e-12, high: 40e-12, source: "hwcomponents-2026", note: "J a bit" },
    latency: { nominal: 1e-7, low: 5e-8, high: 2e-7, source: "assumed", note: "s to the first bit" },
    standby: { nominal: 0.02, low: 0.005, high: 0.1, source: "assumed", note: "W, controller and PHY idle" },
  },
  behave: ({ bits, gatherEfficiency }) => ({
    bits,
    capacity: Number.POSITIVE_INFINITY as Bytes,
    gatherEfficiency,
  }),
  cost: ({ bits, bandwidth }, _, k) => {
    const access = {
      energy: joules(k.energy * bits),
      latency: seconds(k.latency),
      interval: seconds(bits / 8 / bandwidth),
    };
    return {
      area: squareMetres(0),
      leakage: watts(k.standby),
      // What a gather wastes is all in its accesses.
      actions: { ...free(["activate", "stall"]).actions, read: access, write: access },
    };
  },
});
