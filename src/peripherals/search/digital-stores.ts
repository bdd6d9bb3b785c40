// Stores that are read code by code and compared by adjacent logic: SRAM, DRAM and non-volatile memory.

import { z } from "zod";
import {
  type ComponentCost,
  type Constant,
  integer,
  joules,
  type Numbers,
  nanometres,
  priceOnly,
  quantity,
  seconds,
  squareMetres,
  type TechnologyNode,
  watts,
} from "#base";
import {
  COUNTING_TREE,
  counterTree,
  DRAM,
  LOGIC,
  LPDDR4_ENERGY,
  leakingAt,
  logicAt,
  REGISTERS,
  SRAM_MACRO,
  SRAM_TIME,
  SRAM_WRITE,
  SYNTHESISED,
  sramLatency,
  sramPrice,
  writtenBit,
} from "#circuits";
import {
  defineSearch,
  exactStore,
  macrosOf,
  type SearchAction,
  STORE_PARAMS,
  WORD_PARAMS,
  WRITE_PARAMS,
} from "./search.ts";

/** Single-bit products, adder trees, and the register of a sum. */
const { xnor, xnorArea } = LOGIC;
export const COMPARE = { xnor, xnorArea, ...COUNTING_TREE, ...REGISTERS } as const;

interface Words {
  /** Elements of a code. */
  readonly bits: number;
  readonly keyBits: number;
  readonly queryBits: number;
}

/** Bits of a score: a tree's count, shifted by the bit positions of both operands. */
const scoreBits = ({ bits, keyBits, queryBits }: Words): number =>
  Math.floor(Math.log2(bits)) + keyBits + queryBits;

/**
 * Energy (J) of one score and area (m²) of the unit that computes it. Words are processed by pairs of their
 * bits: keyBits · queryBits passes, each of `bits` products and one tree of full adders, with the shifted
 * count added to the score register. The unit has one tree per bit of the key's words; query bits follow in
 * turn.
 */
export function compareUnit(
  words: Words,
  technology: TechnologyNode,
  k: Numbers<typeof COMPARE>,
): { readonly energy: number; readonly area: number } {
  const { bits, keyBits, queryBits } = words;
  const { fullAdders, halfAdders } = counterTree(bits);
  const adders = fullAdders + halfAdders / 2;
  const width = scoreBits(words);
  const passes = keyBits * queryBits;
  // A score of one pass is the count itself, which is only stored in its register.
  const accumulate = passes === 1 ? 0 : width;
  const at28 = nanometres(28);
  const factor = logicAt(technology, k);
  const products = passes * bits * k.xnor * technology.energyFactor("logic", at28);
  const counted =
    passes * (adders * k.treeGlitches + accumulate) * k.adderBit + queryBits * width * k.registerBit;
  return {
    energy: products + counted * factor.energy,
    area:
      keyBits * bits * k.xnorArea * technology.areaFactor("logic", at28) +
      ((keyBits * adders + accumulate) * k.adderArea + width * k.registerArea) * factor.area,
  };
}

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

/** Costs per stored bit: energies (J), area (m²), leakage (W); and the time to a read's first bit (s). */
interface StoredBit {
  readonly read: number;
  readonly write: number;
  readonly area: number;
  readonly leakage: number;
  readonly latency: number;
  /** Time of a write not hidden behind the next, s. */
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
    leakage: watts(macros * (p.keys * stored * bit.leakage + leakingAt(logic, technology, k))),
    actions: {
      search: {
        energy: joules((stored * bit.read) / p.sharing + unit.energy),
        // The comparison's cycles are pipelined, a memory read is not.
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
 * Codes in banks of SRAM: products of bits (XNOR) and a tree that counts them or, for words of several bits,
 * one tree per pair of bits. The store is priced as `sram banked`, whose energy per bit grows with a macro's
 * size; one read of a code serves `sharing` queries.
 */
export const sramScan = defineSearch({
  model: "sram-scan",
  source: "zigzag-2026",
  params: z.object(SCAN_PARAMS),
  measured: SYNTHESISED,
  constants: { ...SRAM_MACRO, ...SRAM_TIME, ...COMPARE },
  behave: (p) => exactStore(p, p.queryBits, p.keyBits),
  cost: (p, technology, k) => {
    const stored = p.keys * p.bits * p.keyBits;
    const shape = { bits: stored, word: p.bits * p.keyBits };
    const { read, write, area, leakage } = sramPrice(shape, technology, k);
    const bit = {
      read,
      write,
      area: area / stored,
      leakage: leakage / stored,
      latency: sramLatency(shape, technology, k),
      writeTime: 0,
    };
    return scanPrice(p, technology, bit, k);
  },
});

/**
 * Codes in off-chip DRAM, streamed to comparison logic on the chip. The die and its standby are those of the
 * memory of keys and values, which a design has anyway; `bandwidth` limits how many codes arrive per second.
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
    latency: DRAM.latency,
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

/** Resistive memory, one transistor per cell, read as words; values without a readable source are assumed. */
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
  efficiency: {
    nominal: 0.5,
    low: 0.3,
    high: 0.7,
    source: "assumed",
    note: "cells over the area of a macro of resistive cells",
  },
  latency: { nominal: 10e-9, low: 3e-9, high: 50e-9, source: "assumed", note: "s a read" },
} as const satisfies Readonly<Record<string, Constant>>;

/** Codes in resistive memory, which retains them without power and wears with each write. */
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

/**
 * Digital compute-in-memory: cells feed a product gate without word or bit lines, and `rows` keys share a
 * tree of full adders in sequence. Words are processed bit by bit. The energy of a product is the middle of ten
 * measured chips [imc-survey-2024], which has the access to the cell in that of the adder.
 */
export const digitalCim = defineSearch({
  model: "digital-cim",
  source: "imc-survey-2024",
  params: z.object({
    ...STORE_PARAMS,
    ...WORD_PARAMS,
    rows: priceOnly(integer({ min: 1, max: 1024 }, "keys that share one adder tree").prefault(16)),
    clock: priceOnly(quantity("Hz", { min: 1e3, max: 5e9 }, "clock").prefault("500 MHz")),
  }),
  measured: { clock: 500e6, node: nanometres(28) },
  constants: {
    ...COMPARE,
    treeGlitches: {
      nominal: 0.76,
      low: 0.23,
      high: 3.1,
      source: "imc-survey-2024",
      note: "energy of a full adder next to its cells, with the access of its bit, over a bit of an addition: with its product 1.5 fJ a product of two bits at 28 nm, the middle of ten chips; low: .6 fJ, the least but one; high: as synthesised",
    },
    ...SRAM_WRITE,
    cell: {
      nominal: 0.6e-12,
      low: 0.2e-12,
      high: 1.7e-12,
      source: "yan-isscc-2022",
      note: "m² at 28 nm: what the trees of 16 rows, .31 µm² a bit, leave of a macro with 1.041 Mb/mm², .92 µm² a bit; high: of 2569 F² a bit [wang-isscc-2022]; low: 8 transistors like those of a cell of 6, assumed",
    },
    cellLeakage: SRAM_MACRO.cellLeakage,
  },
  behave: (p) => exactStore(p, p.queryBits, p.keyBits),
  cost: (p, technology, k) => {
    const base = nanometres(28);
    const stored = p.bits * p.keyBits;
    const macros = macrosOf(p);
    const unit = compareUnit(p, technology, k);
    const units = Math.ceil(p.keys / p.rows);
    const memory = technology.energyFactor("sram", base);
    const cells = p.keys * stored * k.cell * technology.areaFactor("sram", base);
    const cycle = 1 / p.clock;
    const query = p.rows * p.queryBits * cycle;
    return {
      area: squareMetres(macros * (cells + units * unit.area)),
      leakage: watts(
        macros * (p.keys * stored * k.cellLeakage * memory + leakingAt(units * unit.area, technology, k)),
      ),
      actions: {
        search: {
          energy: joules(unit.energy),
          latency: seconds(query),
          interval: seconds(query / (p.keys * macros)),
        },
        write: {
          energy: joules(stored * writtenBit(p.keys, technology, k)),
          latency: seconds(cycle),
          interval: seconds(cycle / macros),
        },
      },
    };
  },
});
