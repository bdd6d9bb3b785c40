import { z } from "zod";
import { integer, quantity } from "../../base/fields.ts";
import { joules, nanometres, seconds, squareMetres, watts } from "../../base/units.ts";
import { defineMemory, stallOf } from "./memory.ts";

const BANK = 64 * 1024;
const BANK_WORD = 256;

/**
 * Embedded DRAM in banks of 64 KiB with 256-bit words: 20.45 pJ an access and 0.083 mm² a bank at 32 nm
 * [isaac-2016], before any wires between banks. Refresh rewrites every bit once a retention time. Of the family
 * `sram`, so that it can be a design's buffer.
 */
export const edramSram = defineMemory("sram")({
  model: "edram",
  source: "isaac-2016",
  params: z.object({
    capacity: quantity("B", { min: 1024, max: 2 ** 40 }, "bytes on chip").prefault("2 MiB"),
    bits: integer({ min: 8, max: 65536 }, "bits of one access").prefault(256),
    bandwidth: quantity("B/s", { min: 1e3, max: 1e15 }, "bytes a second over all banks").prefault("1 TB/s"),
  }),
  constants: {
    access: {
      nominal: 20.45e-12 / BANK_WORD,
      source: "isaac-2016",
      note: "J a bit, read or write, at 32 nm",
    },
    bankArea: { nominal: 0.083e-6, source: "isaac-2016", note: "m² a bank of 64 KiB at 32 nm" },
    retention: { nominal: 40e-6, low: 10e-6, high: 1e-3, source: "assumed", note: "s between refreshes" },
    latency: { nominal: 2e-9, low: 1e-9, high: 5e-9, source: "assumed", note: "s an access at 32 nm" },
  },
  behave: ({ capacity, bits }) => ({ bits, capacity, gatherEfficiency: 1 }),
  cost: ({ capacity, bits, bandwidth }, technology, k) => {
    const base = nanometres(32);
    const perBit = k.access * technology.energyFactor("sram", base);
    const access = {
      energy: joules(bits * perBit),
      latency: seconds(k.latency * technology.delayFactor("sram", base)),
      interval: seconds(bits / 8 / bandwidth),
    };
    return {
      area: squareMetres(Math.ceil(capacity / BANK) * k.bankArea * technology.areaFactor("sram", base)),
      leakage: watts((capacity * 8 * perBit) / k.retention),
      actions: { read: access, write: access, stall: stallOf(access) },
    };
  },
});
