// A macro of SRAM by its words and their width, and memories that consist of such macros.

import { type Numbers, nanometres, shared, type TechnologyNode } from "#base";

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
    nominal: 0.056,
    low: 0.03,
    high: (28 / 130) * (0.9 / 1.2) ** 2,
    source: "horowitz-2014",
    note: "energy at 28 nm over that at 130 nm: 10 pJ for 64 bits of 8 KiB at 45 nm, by the law of SRAM .51 of that at 28 nm; high: C V²; low: [hwcomponents-2026], as `cacti-like`",
  },
  cell: {
    nominal: 0.127e-12,
    low: 0.12e-12,
    high: 0.155e-12,
    source: "wikichip-2017",
    note: "m², high-density 6T cell of one foundry at 28 nm; low: of two others; high: its cell of low voltage",
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
  cellLeakage: {
    nominal: 1.2e-11,
    low: 1e-12,
    high: 1e-10,
    source: "ihp-sram-2025",
    note: "W a bit at 130 nm, taken at 28 nm as well; range: assumed",
  },
});

const { writeBit, writeColumn, energyAt28 } = SRAM_MACRO;

/** Constants of a write into cells with circuits of their own, of which every column of a row is written. */
export const SRAM_WRITE = { writeBit, writeColumn, energyAt28 } as const;

/** Time of an access, by the same law. */
export const SRAM_TIME = shared("sram", {
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
    nominal: 28 / 130,
    low: (0.146 * 28) / 45,
    high: Math.sqrt(28 / 130),
    source: "openram-2026",
    note: "time at 28 nm over that at 130 nm: linear in the node, between what its simulations at 45 nm take of the macros' time, .146 in the middle of five sizes, linear from there (low), and the root of the node (high, assumed)",
  },
});

/** What joins the macros of a large memory. */
export const SRAM_ASSEMBLY = shared("sram", {
  assembly: {
    nominal: 4.86,
    low: 1.5,
    high: 16,
    source: "accelforge-2026",
    note: "energy of a memory of many macros over that of a macro, wires of the floorplan apart: TPUv4i's 4 MiB at 7 nm; 2 MiB by [zigzag-2026]: 2.9; 1 MiB by the table with [horowitz-2014]: 11, which the high end leaves within 95 % of the draws",
  },
});

/** Bits of a macro of which larger memories consist: assumed. Smaller ones take less energy and more area. */
export const MACRO_BITS = 64 * 1024;

/** A memory of `bits` cells with words of `word` bits, in macros of at most `macro` bits. */
export interface SramShape {
  readonly bits: number;
  readonly word: number;
  readonly macro?: number;
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

/** Energy a bit of an access (J), area (m²), leakage (W), and how many macros there are. */
export interface SramPrice {
  readonly read: number;
  readonly write: number;
  readonly area: number;
  readonly leakage: number;
  readonly macros: number;
}

/** The shape of a memory's macros: a word comes out of macros of up to 64 bits each. */
function macroOf({ bits, word, macro = MACRO_BITS }: SramShape): MacroShape & { readonly words: number } {
  const width = Math.min(word, WIDEST);
  const words = Math.max(FEWEST_WORDS, Math.min(bits, macro) / width);
  return { ...macroShape(words, width), words };
}

/** Price of a memory at a technology. Wires to its macros belong to whatever joins them. */
export function sramPrice(
  shape: SramShape,
  technology: TechnologyNode,
  k: Numbers<typeof SRAM_MACRO>,
): SramPrice {
  const { bits } = shape;
  if (bits === 0) return { read: 0, write: 0, area: 0, leakage: 0, macros: 0 };
  const base = nanometres(28);
  const energy = k.energyAt28 * technology.energyFactor("sram", base);
  const { rows, columns, width, words } = macroOf(shape);
  const swing = columns * Math.sqrt(rows);
  const macros = Math.max(1, bits / (words * width));
  const cells = rows * columns + k.rowArea * rows + k.columnArea * columns;
  return {
    read: ((k.read + k.readBit * width + k.readColumn * swing) / width) * energy,
    write: ((k.write + k.writeBit * width + k.writeColumn * swing) / width) * energy,
    area: macros * cells * k.cell * technology.areaFactor("sram", base),
    leakage: bits * k.cellLeakage * technology.energyFactor("sram", base),
    macros,
  };
}

/** Energy (J) of a bit that is written into columns of `rows` cells, without clock and decoder. */
export const writtenBit = (rows: number, technology: TechnologyNode, k: Numbers<typeof SRAM_WRITE>): number =>
  (k.writeBit + k.writeColumn * Math.sqrt(Math.min(rows, MOST_ROWS))) *
  k.energyAt28 *
  technology.energyFactor("sram", nanometres(28));

/** Time from an address to the data of a memory's macro, s. */
export const sramLatency = (
  shape: SramShape,
  technology: TechnologyNode,
  k: Numbers<typeof SRAM_TIME>,
): number =>
  (k.latency + k.latencyRow * Math.sqrt(macroOf(shape).rows)) *
  k.timeAt28 *
  technology.delayFactor("sram", nanometres(28));

/** Energy of a memory whose one port reads all of its macros, over that of a macro: 1 for a single one. */
export const assembled = ({ macros }: SramPrice, k: Numbers<typeof SRAM_ASSEMBLY>): number =>
  1 + (k.assembly - 1) * (1 - 1 / Math.max(1, macros));
