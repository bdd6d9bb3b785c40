// A macro of SRAM by its words and their width, and memories that consist of such macros.

import { type Numbers, shared, type TechnologyNode } from "../../base/component.ts";
import { nanometres } from "../../base/units.ts";

/** Rows of a macro at most, columns at least, and columns of a bit at least: shapes of [ihp-sram-2025]. */
const MOST_ROWS = 512;
const FEWEST_COLUMNS = 64;
const FEWEST_COLUMNS_A_BIT = 4;

/** The smallest and widest macros of the family; a memory of fewer words has the price of its macro. */
const FEWEST_WORDS = 64;
const WIDEST = 64;

/**
 * Law of 12 single-port macros of 2 to 256 kbit at 130 nm [ihp-sram-2025], fitted by relative least squares:
 * energies, times and areas within 8 % of each, within 12 % of each that is left out of the fit: the ranges. All columns of a
 * row swing in a read, the less the longer they are, hence the root of the rows.
 */
export const SRAM_MACRO = shared("sram", {
  read: {
    nominal: 1.379e-12,
    low: 0.88 * 1.379e-12,
    high: 1.12 * 1.379e-12,
    source: "ihp-sram-2025",
    note: "J a read of a macro at 130 nm: clock and decoder",
  },
  readBit: {
    nominal: 0.1983e-12,
    low: 0.88 * 0.1983e-12,
    high: 1.12 * 0.1983e-12,
    source: "ihp-sram-2025",
    note: "J a read and bit of the word at 130 nm: amplifier and output",
  },
  readColumn: {
    nominal: 0.018871e-12,
    low: 0.88 * 0.018871e-12,
    high: 1.12 * 0.018871e-12,
    source: "ihp-sram-2025",
    note: "J a read, column and root of the rows at 130 nm",
  },
  write: {
    nominal: 3.309e-12,
    low: 0.88 * 3.309e-12,
    high: 1.12 * 3.309e-12,
    source: "ihp-sram-2025",
    note: "J a write of a macro at 130 nm: clock and decoder",
  },
  writeBit: {
    nominal: 0.2968e-12,
    low: 0.88 * 0.2968e-12,
    high: 1.12 * 0.2968e-12,
    source: "ihp-sram-2025",
    note: "J a write and bit of the word at 130 nm",
  },
  writeColumn: {
    nominal: 0.020717e-12,
    low: 0.88 * 0.020717e-12,
    high: 1.12 * 0.020717e-12,
    source: "ihp-sram-2025",
    note: "J a write, column and root of the rows at 130 nm",
  },
  energyAt28: {
    nominal: (28 / 130) * (0.9 / 1.2) ** 2,
    low: 0.06,
    high: 28 / 130,
    source: "assumed",
    note: "energy at 28 nm over that at 130 nm: C V²",
  },
  assembly: {
    nominal: 2.2,
    low: 1,
    high: 10.8,
    source: "accelforge-2026",
    note: "energy of a memory of many macros over that of a macro, wires of the floorplan apart: TPUv4i's 4 MiB at 7 nm; 2 MiB by [zigzag-2026]: 1.2; 1 MiB by the table with [horowitz-2014]: 5.6 to 7, which the high end leaves within 95 % of the draws",
  },
  cell: {
    nominal: 0.127e-12,
    low: 0.12e-12,
    high: 0.15e-12,
    source: "assumed",
    note: "m², 6T cell at 28 nm",
  },
  rowArea: {
    nominal: 90.75 / 3.1146,
    low: 0.88 * (90.75 / 3.1146),
    high: 1.12 * (90.75 / 3.1146),
    source: "ihp-sram-2025",
    note: "area of a row's periphery, in cells",
  },
  columnArea: {
    nominal: 135.55 / 3.1146,
    low: 0.88 * (135.55 / 3.1146),
    high: 1.12 * (135.55 / 3.1146),
    source: "ihp-sram-2025",
    note: "area of a column's periphery, in cells",
  },
  latency: {
    nominal: 1.934e-9,
    low: 0.88 * 1.934e-9,
    high: 1.12 * 1.934e-9,
    source: "ihp-sram-2025",
    note: "s from clock to output at 130 nm, of a macro without rows",
  },
  latencyRow: {
    nominal: 0.159e-9,
    low: 0.88 * 0.159e-9,
    high: 1.12 * 0.159e-9,
    source: "ihp-sram-2025",
    note: "s a root of the rows at 130 nm",
  },
  timeAt28: {
    nominal: Math.sqrt(28 / 130),
    low: 28 / 130,
    high: 1,
    source: "assumed",
    note: "time at 28 nm over that at 130 nm; low: as logic",
  },
  cellLeakage: {
    nominal: 1.2e-11,
    low: 1e-12,
    high: 1e-10,
    source: "ihp-sram-2025",
    note: "W a bit at 130 nm, taken at 28 nm as well; range: assumed",
  },
});

/** Bits of a macro of which larger memories consist: assumed. Smaller ones take less energy and more area. */
export const MACRO_BITS = 64 * 1024;

/** A memory of `bits` cells with words of `word` bits, in macros of at most `macro` bits. */
export interface SramShape {
  readonly bits: number;
  readonly word: number;
  readonly macro?: number;
  /** Whether one port reads all of its macros; otherwise each serves the logic next to it. */
  readonly isAssembled?: boolean;
}

/** Rows and columns of a macro's cells, and bits of its word. */
export interface MacroShape {
  readonly rows: number;
  readonly columns: number;
  readonly width: number;
}

/** Folds `words` words of `width` bits into rows and columns; continuous in both. */
export function macroShape(words: number, width: number): MacroShape {
  const perBit = Math.max(FEWEST_COLUMNS_A_BIT, words / MOST_ROWS, FEWEST_COLUMNS / width);
  return { rows: words / perBit, columns: width * perBit, width };
}

/** Energy a bit of an access (J), area (m²), leakage (W) and time to the data (s) of a memory. */
export interface SramPrice {
  readonly read: number;
  readonly write: number;
  readonly area: number;
  readonly leakage: number;
  readonly latency: number;
}

/**
 * Price of a memory at a technology: a word comes out of macros of up to 64 bits each, and the macros that
 * its words fill determine the area. Wires to the macros belong to whatever joins them.
 */
export function sramPrice(
  { bits, word, macro = MACRO_BITS, isAssembled = false }: SramShape,
  technology: TechnologyNode,
  k: Numbers<typeof SRAM_MACRO>,
): SramPrice {
  if (bits === 0) return { read: 0, write: 0, area: 0, leakage: 0, latency: 0 };
  const base = nanometres(28);
  const width = Math.min(word, WIDEST);
  const words = Math.max(FEWEST_WORDS, Math.min(bits, macro) / width);
  const shape = macroShape(words, width);
  const { rows, columns } = shape;
  const swing = columns * Math.sqrt(rows);
  const macros = Math.max(1, bits / (words * width));
  // A memory of one macro has nothing around it.
  const around = isAssembled ? 1 + (k.assembly - 1) * (1 - 1 / macros) : 1;
  const energy = around * k.energyAt28 * technology.energyFactor("sram", base);
  const cells = rows * columns + k.rowArea * rows + k.columnArea * columns;
  return {
    read: ((k.read + k.readBit * width + k.readColumn * swing) / width) * energy,
    write: ((k.write + k.writeBit * width + k.writeColumn * swing) / width) * energy,
    area: macros * cells * k.cell * technology.areaFactor("sram", base),
    leakage: bits * k.cellLeakage * technology.energyFactor("sram", base),
    latency: (k.latency + k.latencyRow * Math.sqrt(rows)) * k.timeAt28 * technology.delayFactor("sram", base),
  };
}
