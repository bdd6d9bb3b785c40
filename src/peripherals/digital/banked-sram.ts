import { z } from "zod";
import { integer, quantity } from "../../base/fields.ts";
import { power } from "../../base/power.ts";
import { joules, nanometres, seconds, squareMetres, watts } from "../../base/units.ts";
import { bankEfficiency } from "./bank-efficiency.ts";
import { defineMemory, stallOf } from "./memory.ts";

const REFERENCE_CAPACITY = 2 * 1024 * 1024;
const REFERENCE_BITS = 2048;

/**
 * On-chip buffer in banks. Energy at 2 MiB: 416 pJ a read and 378 pJ a write of 2048 bits at 28 nm
 * (`tpu_like` of [zigzag-2026]), by capacity to an exponent: one half is assumed (side of the macro); the
 * published points give 0.46 to 0.78. Bit-cell area and array efficiency are assumed. Vectors that are gathered in
 * random order meet in a bank and wait for one another.
 */
export const bankedSram = defineMemory("sram")({
  model: "banked",
  source: "zigzag-2026",
  params: z.object({
    capacity: quantity("B", { min: 1024, max: 2 ** 40 }, "bytes on chip").prefault("2 MiB"),
    bits: integer({ min: 8, max: 65536 }, "bits of one access").prefault(512),
    bandwidth: quantity("B/s", { min: 1e3, max: 1e15 }, "bytes a second over all banks").prefault("1 TB/s"),
    banks: integer({ min: 1, max: 4096 }, "banks that serve accesses at the same time").prefault(16),
    outstanding: integer(
      { min: 1, max: 65536 },
      "accesses of a gather that are on their way at once",
    ).prefault(64),
  }),
  constants: {
    read: { nominal: 416e-12 / REFERENCE_BITS, source: "zigzag-2026", note: "J a bit at 2 MiB, 28 nm" },
    write: { nominal: 378e-12 / REFERENCE_BITS, source: "zigzag-2026", note: "J a bit at 2 MiB, 28 nm" },
    exponent: { nominal: 0.5, low: 0.46, high: 0.78, source: "assumed", note: "energy a bit by capacity" },
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
  behave: ({ capacity, bits, banks, outstanding }) => ({
    bits,
    capacity,
    gatherEfficiency: bankEfficiency(banks, outstanding),
    banks: { count: banks, outstanding },
  }),
  cost: ({ capacity, bits, bandwidth }, technology, k) => {
    const base = nanometres(28);
    const size = power(capacity / REFERENCE_CAPACITY, k.exponent) * technology.energyFactor("sram", base);
    const access = (perBit: number) => ({
      energy: joules(perBit * bits * size),
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
