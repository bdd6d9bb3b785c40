import { z } from "zod";
import { integer, quantity } from "../../base/fields.ts";
import { power } from "../../base/power.ts";
import { joules, nanometres, seconds, squareMetres, watts } from "../../base/units.ts";
import { defineMemory, stallOf } from "./memory.ts";

/** Capacity and word that the power law is calibrated at: `tpu_like` of [zigzag-2026] at 28 nm. */
const BASE_BITS = 2048;
const BASE_DEPTH = (2 * 1024 * 1024 * 8) / BASE_BITS;

/**
 * SRAM by width and depth apart: energy of an access ∝ (0.7 width + 0.3) · depth^0.78, width and depth relative
 * to a base, the law with which hwcomponents carries CACTI's results on [hwcomponents-2026]. The base is 2 MiB of
 * 2048-bit words at 28 nm, 416 pJ a read and 378 pJ a write [zigzag-2026]. A bit-cell array like `banked`.
 */
export const cactiLikeSram = defineMemory("sram")({
  model: "cacti-like",
  source: "hwcomponents-2026",
  params: z.object({
    capacity: quantity("B", { min: 64, max: 2 ** 40 }, "bytes on chip").prefault("2 MiB"),
    bits: integer({ min: 8, max: 65536 }, "bits of one access").prefault(512),
    bandwidth: quantity("B/s", { min: 1e3, max: 1e15 }, "bytes a second over all banks").prefault("1 TB/s"),
    banks: integer({ min: 1, max: 4096 }, "banks; one of them is accessed").prefault(1),
  }),
  constants: {
    read: { nominal: 416e-12, source: "zigzag-2026", note: "J a read at the base" },
    write: { nominal: 378e-12, source: "zigzag-2026", note: "J a write at the base" },
    widthShare: {
      nominal: 0.7,
      source: "hwcomponents-2026",
      note: "share of an access's energy that is linear in the width",
    },
    depthPower: { nominal: 0.78, source: "hwcomponents-2026", note: "exponent of the depth" },
    cell: {
      nominal: 0.127e-12,
      low: 0.12e-12,
      high: 0.15e-12,
      source: "assumed",
      note: "m², 6T cell at 28 nm",
    },
    efficiency: { nominal: 0.5, low: 0.4, high: 0.7, source: "assumed", note: "cells over macro area" },
    latency: { nominal: 2e-9, low: 1e-9, high: 5e-9, source: "assumed", note: "s an access at 28 nm" },
    leakage: { nominal: 1e-11, low: 1e-12, high: 1e-10, source: "assumed", note: "W a bit at 28 nm" },
  },
  behave: ({ capacity, bits }) => ({ bits, capacity, gatherEfficiency: 1 }),
  cost: ({ capacity, bits, bandwidth, banks }, technology, k) => {
    const base = nanometres(28);
    const width = k.widthShare * (bits / BASE_BITS) + (1 - Math.min(1, k.widthShare));
    const depth = Math.max(1, (capacity * 8) / (bits * banks)) / BASE_DEPTH;
    const size = width * power(depth, k.depthPower) * technology.energyFactor("sram", base);
    const access = (energy: number) => ({
      energy: joules(energy * size),
      latency: seconds(k.latency * technology.delayFactor("sram", base)),
      interval: seconds(bits / 8 / bandwidth),
    });
    return {
      area: squareMetres(((capacity * 8 * k.cell) / k.efficiency) * technology.areaFactor("sram", base)),
      leakage: watts(capacity * 8 * k.leakage * technology.energyFactor("sram", base)),
      actions: { read: access(k.read), write: access(k.write), stall: stallOf(access(0)) },
    };
  },
});
