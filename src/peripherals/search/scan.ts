// Stores that are read code by code and compared by logic next to them: SRAM, DRAM and non-volatile memory.

import { z } from "zod";
import type { ComponentCost, Constant, Numbers, TechnologyNode } from "../../base/component.ts";
import { integer, priceOnly, quantity } from "../../base/fields.ts";
import { power } from "../../base/power.ts";
import { joules, nanometres, seconds, squareMetres, watts } from "../../base/units.ts";
import { SYNTHESISED } from "../logic.ts";
import { LPDDR4_ENERGY } from "../memory/dram.ts";
import { BANKED, REFERENCE_CAPACITY } from "../memory/sram.ts";
import { COMPARE, compareUnit } from "./compare.ts";
import {
  defineSearch,
  exactStore,
  macrosOf,
  type SearchAction,
  STORE_PARAMS,
  WORD_PARAMS,
  WRITE_PARAMS,
} from "./search.ts";

const SCAN_PARAMS = {
  ...STORE_PARAMS,
  ...WORD_PARAMS,
  sharing: priceOnly(
    integer({ min: 1, max: 4096 }, "queries that one read of a code serves, such as a K/V head's").prefault(
      1,
    ),
  ),
  comparisons: priceOnly(
    integer({ min: 1, max: 1 << 16 }, "comparisons of a code with a query a cycle and macro").prefault(16),
  ),
  clock: priceOnly(quantity("Hz", { min: 1e3, max: 5e9 }, "clock").prefault("1 GHz")),
};

interface ScanParams {
  readonly bits: number;
  readonly keyBits: number;
  readonly queryBits: number;
  readonly keys: number;
  readonly macros?: number;
  readonly sharing: number;
  readonly comparisons: number;
  readonly clock: number;
}

/** What a memory takes, a stored bit: energies (J), area (m²), leakage (W); and the time to a read's first bit (s). */
interface StoredBit {
  readonly read: number;
  readonly write: number;
  readonly area: number;
  readonly leakage: number;
  readonly latency: number;
  /** Time of a write that is not hidden behind the next, s. */
  readonly writeTime: number;
}

function scanPrice(
  p: ScanParams,
  technology: TechnologyNode,
  bit: StoredBit,
  k: Numbers<typeof COMPARE>,
): ComponentCost<SearchAction> {
  const stored = p.bits * p.keyBits;
  const unit = compareUnit(p, technology, k);
  const macros = macrosOf(p);
  const logic = p.comparisons * unit.area;
  const writeTime = Math.max(1 / p.clock, bit.writeTime);
  return {
    area: squareMetres(macros * (p.keys * stored * bit.area + logic)),
    leakage: watts(macros * (p.keys * stored * bit.leakage + logic * k.logicLeakage)),
    actions: {
      search: {
        energy: joules((stored * bit.read) / p.sharing + unit.energy),
        // A read of the memory is not cut into stages, the cycles of the comparison are.
        latency: seconds(bit.latency / technology.stages + p.queryBits / p.clock),
        interval: seconds(p.queryBits / (p.comparisons * p.clock * macros)),
      },
      write: {
        energy: joules(stored * bit.write),
        latency: seconds(writeTime),
        interval: seconds(writeTime / macros),
      },
    },
  };
}

/**
 * Codes in banks of SRAM: products of bits (XNOR) and a tree that counts them, or, for words of several bits, one tree a
 * pair of their bits. The store is priced as `sram banked`, whose energy a bit grows with the bytes of a macro; one read of
 * a code serves `sharing` queries.
 */
export const sramScan = defineSearch({
  model: "sram-scan",
  source: "zigzag-2026",
  params: z.object(SCAN_PARAMS),
  measured: SYNTHESISED,
  constants: { ...BANKED, ...COMPARE },
  behave: (p) => exactStore(p, p.queryBits, p.keyBits),
  cost: (p, technology, k) => {
    const base = nanometres(28);
    const bytes = (p.keys * p.bits * p.keyBits) / 8;
    const memory = technology.energyFactor("sram", base);
    const size = power(bytes / REFERENCE_CAPACITY, k.exponent) * memory;
    const bit = {
      read: k.read * size,
      write: k.write * size,
      area: (k.cell / k.efficiency) * technology.areaFactor("sram", base),
      leakage: k.leakage * memory,
      latency: k.latency * technology.delayFactor("sram", base),
      writeTime: 0,
    };
    return scanPrice(p, technology, bit, k);
  },
});

/**
 * Codes in the DRAM behind the chip, streamed to comparison logic on it. The die and its standby are those of the memory of
 * keys and values, which a design has anyway; `bandwidth` bounds how many codes arrive a second.
 */
export const dramScan = defineSearch({
  model: "dram-scan",
  source: "hwcomponents-2026",
  params: z.object({
    ...SCAN_PARAMS,
    bandwidth: priceOnly(
      quantity("B/s", { min: 1e3, max: 1e14 }, "bytes a second, of all macros together").prefault(
        "25.6 GB/s",
      ),
    ),
  }),
  measured: SYNTHESISED,
  constants: {
    ...COMPARE,
    energy: LPDDR4_ENERGY,
    latency: { nominal: 1e-7, low: 5e-8, high: 2e-7, source: "assumed", note: "s to the first bit" },
  },
  behave: (p) => exactStore(p, p.queryBits, p.keyBits),
  cost: (p, technology, k) => {
    const bit = { read: k.energy, write: k.energy, area: 0, leakage: 0, latency: k.latency, writeTime: 0 };
    const price = scanPrice(p, technology, bit, k);
    const code = (p.bits * p.keyBits) / 8 / p.bandwidth;
    const { search, write } = price.actions;
    return {
      ...price,
      actions: {
        search: { ...search, interval: seconds(Math.max(search.interval, code / p.sharing)) },
        write: { ...write, interval: seconds(Math.max(write.interval, code)) },
      },
    };
  },
});

/** Resistive memory with a transistor a cell, read as words; what no readable source gives is assumed. */
const RESISTIVE = {
  read: {
    nominal: 0.5e-12,
    low: 0.1e-12,
    high: 2e-12,
    source: "assumed",
    note: "J a bit read, with its amplifier and lines",
  },
  write: {
    nominal: 10e-12,
    low: 1e-12,
    high: 50e-12,
    source: "assumed",
    note: "J a bit: 2 V, 50 µA, 100 ns",
  },
  squares: {
    nominal: 53,
    low: 12,
    high: 100,
    source: "hwcomponents-2026",
    note: "area of a cell over the node squared, its RRAM example; range: assumed",
  },
  efficiency: { nominal: 0.5, low: 0.3, high: 0.7, source: "assumed", note: "cells over macro area" },
  latency: { nominal: 10e-9, low: 3e-9, high: 50e-9, source: "assumed", note: "s a read" },
} as const satisfies Readonly<Record<string, Constant>>;

/** Codes in resistive memory that keeps them without power and wears with each write. */
export const nonVolatileScan = defineSearch({
  model: "non-volatile-scan",
  source: "assumed",
  params: z.object({
    ...SCAN_PARAMS,
    ...WRITE_PARAMS,
  }),
  measured: SYNTHESISED,
  constants: { ...COMPARE, ...RESISTIVE },
  behave: (p) => ({ ...exactStore(p, p.queryBits, p.keyBits), endurance: p.endurance }),
  cost: (p, technology, k) =>
    scanPrice(
      p,
      technology,
      {
        read: k.read,
        write: k.write,
        area: (k.squares * technology.node ** 2) / k.efficiency,
        leakage: 0,
        latency: k.latency,
        // One polarity of a row after the other.
        writeTime: 2 * p.pulse,
      },
      k,
    ),
});
