// On-chip memories.

import { z } from "zod";
import {
  type Bytes,
  integer,
  joules,
  type Numbers,
  nanometres,
  power,
  quantity,
  seconds,
  squareMetres,
  stated,
  type TechnologyNode,
  watts,
} from "#base";
import { SCALING_DOMAIN_NM } from "#technology";
import { LOGIC, leakingAt, logicAt, MULTIPLEXERS, REGISTERS, SYNTHESISED } from "../logic-prices.ts";
import { defineMemory, stallOf } from "./memory.ts";
import { assembled, SRAM_ASSEMBLY, SRAM_MACRO, SRAM_TIME, sramLatency, sramPrice } from "./sram-macro.ts";

/** Bytes of a bank whose port is in the published macro: 2 MiB over 16 banks. */
export const REFERENCE_BANK = 128 * 1024;
/** Bytes of a subarray; a bank of one port consists of them, and each takes one access per cycle: assumed. */
const SUBARRAY = 32 * 1024;

/** Parts of a further bank's port: a register and a multiplexer a bit, each way. */
const PORT = { registerArea: LOGIC.registerArea, multiplexerArea: LOGIC.multiplexerArea } as const;

/** Area of further banks' ports of `bits` bits, m². */
const portArea = (banks: number, bits: number, technology: TechnologyNode, k: Numbers<typeof PORT>): number =>
  Math.max(0, banks) *
  bits *
  2 *
  (k.registerArea + k.multiplexerArea) *
  technology.areaFactor("logic", nanometres(40));

/** Shortest interval between accesses of a memory, s, by its bandwidth and by its banks together. */
const accessInterval = (bits: number, bandwidth: number, cycle: number, banks: number) =>
  seconds(Math.max(bits / 8 / bandwidth, cycle / banks));

/** Bytes of a macro, a config key of memories that consist of several. */
const macroParam = quantity(
  "B",
  { min: 64, max: 65536 },
  "bytes of a macro of which the memory consists: smaller ones take less energy and more area",
).prefault("8 KiB");

/**
 * On-chip buffer in banks of measured macros; the floorplan prices the wires to them. Vectors gathered in
 * random order collide in banks and wait for each other.
 */
export const bankedSram = defineMemory("sram")({
  model: "banked",
  source: "ihp-sram-2025",
  params: z.object({
    capacity: quantity("B", { min: 1024, max: 2 ** 40 }, "bytes on chip").prefault("2 MiB"),
    bits: integer({ min: 8, max: 65536 }, "bits of one access").prefault(512),
    bandwidth: quantity("B/s", { min: 1e3, max: 1e15 }, "bytes a second over all banks").prefault("1 TB/s"),
    banks: integer({ min: 1, max: 4096 }, "banks that serve accesses at the same time").prefault(16),
    macro: macroParam,
    outstanding: stated(
      integer({ min: 1, max: 65536 }, "accesses of a gather that are on their way at once").prefault(64),
    ),
  }),
  constants: { ...SRAM_MACRO, ...SRAM_TIME, ...SRAM_ASSEMBLY, ...PORT },
  behave: ({ capacity, bits, banks, outstanding }) => ({
    bits,
    capacity,
    gatherEfficiency: bankEfficiency(banks, outstanding),
    banks: { count: banks, outstanding },
  }),
  cost: ({ capacity, bits, bandwidth, banks, macro }, technology, k) => {
    const ports = portArea(banks - capacity / REFERENCE_BANK, bits, technology, k);
    const shape = { bits: capacity * 8, word: bits, macro: macro * 8 };
    const memory = sramPrice(shape, technology, k);
    const around = assembled(memory, k);
    const latency = sramLatency(shape, technology, k);
    const access = (perBit: number) => ({
      energy: joules(perBit * bits * around),
      latency: seconds(latency),
      // A macro takes its next access when the one before it has ended.
      interval: accessInterval(bits, bandwidth, latency, banks),
    });
    return {
      area: squareMetres(memory.area + ports),
      leakage: watts(memory.leakage),
      actions: { read: access(memory.read), write: access(memory.write), stall: stallOf(access(0)) },
    };
  },
});

/**
 * One macro with the words and the width that a memory compiler is given, from 2 to 256 kbit with words of 8
 * to 64 bits; outside, the law of its family is extrapolated.
 */
export const compiledSram = defineMemory("sram")({
  model: "compiled",
  source: "ihp-sram-2025",
  params: z.object({
    words: integer({ min: 1, max: 1 << 20 }, "words").prefault(1024),
    bits: integer({ min: 1, max: 64 }, "bits of a word").prefault(64),
  }),
  constants: { ...SRAM_MACRO, ...SRAM_TIME },
  behave: ({ words, bits }) => ({ bits, capacity: ((words * bits) / 8) as Bytes, gatherEfficiency: 1 }),
  cost: ({ words, bits }, technology, k) => {
    const shape = { bits: words * bits, word: bits, macro: Number.POSITIVE_INFINITY };
    const { read, write, area, leakage } = sramPrice(shape, technology, k);
    const latency = sramLatency(shape, technology, k);
    const access = (perBit: number) => ({
      energy: joules(perBit * bits),
      latency: seconds(latency),
      interval: seconds(latency),
    });
    return {
      area: squareMetres(area),
      leakage: watts(leakage),
      actions: { read: access(read), write: access(write), stall: stallOf(access(0)) },
    };
  },
});

/**
 * Share of its banks' bandwidth that a memory delivers to random accesses, in (0, 1]: `outstanding` accesses
 * go to random banks, each served in a fixed time, so some wait while other banks are idle. With s = b + n −
 * 1/2 the busy banks are s − √(s² − 2bn), the closed form of Baskett and Smith for a memory that always has n
 * requests (remembered: `assumed`; a test simulates the memory for comparison).
 */
export function bankEfficiency(banks: number, outstanding: number): number {
  if (banks === 1) return 1;
  const sum = banks + outstanding - 0.5;
  const busy = sum - Math.sqrt(Math.max(0, sum ** 2 - 2 * banks * outstanding));
  return Math.min(1, busy / banks);
}

/**
 * Buffer of registers, a few kilobytes next to a unit: a word is clocked in at a register's price and read
 * through log₂(words) multiplexers per bit. Priced by `LOGIC`.
 */
export const registerFileSram = defineMemory("sram")({
  model: "register-file",
  source: "aladdin-2014",
  params: z.object({
    capacity: quantity("B", { min: 1, max: 1 << 24 }, "bytes held").prefault("2 KiB"),
    bits: integer({ min: 1, max: 65536 }, "bits of one access").prefault(64),
    clock: quantity("Hz", { min: 1e3, max: 5e9 }, "clock; one access a cycle").prefault("1 GHz"),
  }),
  measured: SYNTHESISED,
  constants: { ...REGISTERS, ...MULTIPLEXERS },
  behave: ({ capacity, bits }) => ({ bits, capacity, gatherEfficiency: 1 }),
  cost: ({ capacity, bits, clock }, technology, k) => {
    const factor = logicAt(technology, k);
    const stored = capacity * 8;
    const words = Math.max(1, Math.ceil(stored / bits));
    // A tree over w words has w − 1 multiplexers per bit; a read toggles those of its own path.
    const area = (stored * k.registerArea + (words - 1) * bits * k.multiplexerArea) * factor.area;
    const access = (perBit: number) => ({
      energy: joules(bits * perBit * factor.energy),
      latency: seconds(1 / clock),
      interval: seconds(1 / clock),
    });
    return {
      area: squareMetres(area),
      leakage: watts(leakingAt(area, technology, k)),
      actions: {
        read: access(Math.ceil(Math.log2(words)) * k.multiplexerBit + k.registerBit),
        write: access(k.registerBit),
        stall: stallOf(access(0)),
      },
    };
  },
});

/** Reference capacity and word of the power law: `tpu_like` of [zigzag-2026] at 28 nm. */
const BASE_BITS = 2048;
const BASE_DEPTH = (2 * 1024 * 1024 * 8) / BASE_BITS;

/** Why its numbers have no range. */
const OF_CACTI = "one program's law, itself the alternative to measured macros";

/**
 * SRAM by separate width and depth: energy of an access ∝ (0.7 width + 0.3) · depth^0.78, relative to a base,
 * the law by which hwcomponents scales CACTI's results [hwcomponents-2026]. The base is 2 MiB of 2048-bit
 * words at 28 nm, 416 pJ per read and 378 pJ per write [zigzag-2026]. A bit-cell array like `banked`.
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
    read: {
      nominal: 416e-12,
      source: "zigzag-2026",
      exact: OF_CACTI,
      note: "J a read at the base",
    },
    write: {
      nominal: 378e-12,
      source: "zigzag-2026",
      exact: OF_CACTI,
      note: "J a write at the base",
    },
    widthShare: {
      nominal: 0.7,
      source: "hwcomponents-2026",
      exact: OF_CACTI,
      note: "share of an access's energy that is linear in the width",
    },
    depthPower: {
      nominal: 0.78,
      source: "hwcomponents-2026",
      exact: OF_CACTI,
      note: "exponent of the depth",
    },
    cell: SRAM_MACRO.cell,
    efficiency: { nominal: 0.5, low: 0.4, high: 0.7, source: "assumed", note: "6T cells over macro area" },
    latency: { nominal: 2e-9, low: 1e-9, high: 5e-9, source: "assumed", note: "s an access at 28 nm" },
    cellLeakage: SRAM_MACRO.cellLeakage,
    ...PORT,
  },
  behave: ({ capacity, bits }) => ({ bits, capacity, gatherEfficiency: 1 }),
  cost: ({ capacity, bits, bandwidth, banks }, technology, k) => {
    const base = nanometres(28);
    const latency = k.latency * technology.delayFactor("sram", base);
    const width = k.widthShare * (bits / BASE_BITS) + (1 - Math.min(1, k.widthShare));
    const depth = Math.max(1, (capacity * 8) / (bits * banks)) / BASE_DEPTH;
    const size = width * power(depth, k.depthPower) * technology.energyFactor("sram", base);
    const access = (energy: number) => ({
      energy: joules(energy * size),
      latency: seconds(latency),
      interval: accessInterval(bits, bandwidth, latency, Math.max(banks, capacity / SUBARRAY)),
    });
    return {
      area: squareMetres(
        ((capacity * 8 * k.cell) / k.efficiency) * technology.areaFactor("sram", base) +
          portArea(banks - 1, bits, technology, k),
      ),
      leakage: watts(capacity * 8 * k.cellLeakage * technology.energyFactor("sram", base)),
      actions: { read: access(k.read), write: access(k.write), stall: stallOf(access(0)) },
    };
  },
});

const BANK = 64 * 1024;
const BANK_WORD = 256;

/** 14 nm FinFET is the last node with published embedded DRAM [fredeman-2016]; no law scales it further. */
const EDRAM_DOMAIN = { min: nanometres(14), max: nanometres(SCALING_DOMAIN_NM.max) } as const;

/**
 * Embedded DRAM in banks of 64 KiB with 256-bit words: 20.45 pJ per access and 0.083 mm² per bank at 32 nm
 * [isaac-2016], without wires between banks. Refresh rewrites every bit once per retention time. It belongs
 * to the family `sram`, so that it can be a design's buffer. Refused below 14 nm.
 */
export const edramSram = defineMemory("sram")({
  model: "edram",
  source: "isaac-2016",
  domain: EDRAM_DOMAIN,
  params: z.object({
    capacity: quantity("B", { min: 1024, max: 2 ** 40 }, "bytes on chip").prefault("2 MiB"),
    bits: integer({ min: 8, max: 65536 }, "bits of one access").prefault(256),
    bandwidth: quantity("B/s", { min: 1e3, max: 1e15 }, "bytes a second over all banks").prefault("1 TB/s"),
  }),
  constants: {
    access: {
      nominal: 20.45e-12 / BANK_WORD,
      source: "isaac-2016",
      exact: "of the published chip",
      note: "J a bit, read or write, at 32 nm",
    },
    bankArea: {
      nominal: 0.083e-6,
      source: "isaac-2016",
      exact: "of the published chip",
      note: "m² a bank of 64 KiB at 32 nm",
    },
    retention: { nominal: 40e-6, low: 10e-6, high: 1e-3, source: "assumed", note: "s between refreshes" },
    latency: { nominal: 2e-9, low: 1e-9, high: 5e-9, source: "assumed", note: "s an access at 32 nm" },
    cycle: {
      nominal: 1e-9,
      low: 0.7e-9,
      high: 2e-9,
      source: "assumed",
      note: "s from one access of a bank to its next at 32 nm",
    },
  },
  behave: ({ capacity, bits }) => ({ bits, capacity, gatherEfficiency: 1 }),
  cost: ({ capacity, bits, bandwidth }, technology, k) => {
    const base = nanometres(32);
    const perBit = k.access * technology.energyFactor("sram", base);
    const access = {
      energy: joules(bits * perBit),
      latency: seconds(k.latency * technology.delayFactor("sram", base)),
      interval: accessInterval(
        bits,
        bandwidth,
        k.cycle * technology.delayFactor("sram", base),
        (Math.max(1, capacity / BANK) * BANK_WORD) / bits,
      ),
    };
    return {
      area: squareMetres(Math.ceil(capacity / BANK) * k.bankArea * technology.areaFactor("sram", base)),
      leakage: watts((capacity * 8 * perBit) / k.retention),
      actions: { read: access, write: access, stall: stallOf(access) },
    };
  },
});

/**
 * A memory with numbers from a macro's data sheet or another tool, at the design's node: no law scales them.
 * Energies per bit and the area have no default.
 */
export const statedSram = defineMemory("sram")({
  model: "stated",
  source: "assumed",
  params: z.object({
    capacity: quantity("B", { min: 1, max: 2 ** 40 }, "bytes of one instance").prefault("2 KiB"),
    bits: integer({ min: 1, max: 65536 }, "bits of one access").prefault(64),
    read: stated(
      quantity("J", { min: 0, max: 1e-6 }, "energy of a bit that is read (to be stated)").optional(),
    ),
    write: stated(
      quantity("J", { min: 0, max: 1e-6 }, "energy of a bit that is written (to be stated)").optional(),
    ),
    area: stated(quantity("m2", { min: 0, max: 1 }, "area of one instance (to be stated)").optional()),
    leakage: stated(
      quantity("W", { min: 0, max: 1e3 }, "static power of one instance at 300 K").prefault("0 W"),
    ),
    bandwidth: stated(
      quantity("B/s", { min: 1e3, max: 1e18 }, "bytes a second of one instance").prefault("1 TB/s"),
    ),
  }),
  constants: {},
  behave: ({ capacity, bits, read, write, area }) => {
    const lacks = Object.entries({ read, write, area }).find(([, stated]) => stated === undefined)?.[0];
    return { bits, capacity, gatherEfficiency: 1, lacks };
  },
  cost: ({ bits, read = 0, write = 0, area = 0, leakage, bandwidth }) => {
    const access = (perBit: number) => ({
      energy: joules(bits * perBit),
      latency: seconds(bits / 8 / bandwidth),
      interval: seconds(bits / 8 / bandwidth),
    });
    return {
      area: squareMetres(area),
      leakage: watts(leakage),
      actions: { read: access(read), write: access(write), stall: stallOf(access(0)) },
    };
  },
});
