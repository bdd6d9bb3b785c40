// Energy and area of stores that are searched, and of fetching keys and values, in closed form from published constants.
// Nothing here calls a component's price or a mapping's counts.

import { nanometres, power } from "#base";
import { LOGIC, SRAM_ASSEMBLY, SRAM_MACRO } from "#circuits";
import { scalingFactor } from "#technology";
import { CAM_CONSTANTS } from "../../src/peripherals/search/cam.ts";
import { cam2t2r } from "../../src/peripherals/search/cam-models.ts";
import { base2Softmax } from "../../src/peripherals/softmax/softmax.ts";
import { energyAt, productEnergy } from "./hash-forms.ts";

const areaAt = (scaled: Parameters<typeof energyAt>[0], nm: number, source: number): number =>
  scalingFactor(scaled, "area", nanometres(source), nanometres(nm));

/** A store of one-bit codes. */
export interface StoreForm {
  /** Bits of a key's row, those of its length included. */
  readonly bits: number;
  /** Keys of a macro. */
  readonly keys: number;
  /** nm */
  readonly nm: number;
}

/** Energy of a line with the inverters that drive it over that of the line, at the least product of energy and delay. */
const DRIVERS = 1.365;
/** F a metre of line [neurosim-v14]. */
const LINE = 0.2e-9;
const ADDER = LOGIC.adderBit.nominal;
/** J at 45 nm of a full adder of a tree that counts bits in one cycle. */
const COUNTED = ADDER * LOGIC.treeGlitches.nominal;
const REGISTER = LOGIC.registerBit.nominal;

/**
 * J a key and query head for a search of resistive cells of two transistors whose match lines answer a threshold: the match
 * line falls by the swing, the search lines that rise are charged, with the drivers' surplus; a sense amplifier and the
 * counter's latch and adder a row. A threshold that is carried over takes `searches` of them.
 *
 *     e = searches · (b · 1.37 · (C_match V² s + C_search V² / 2) + e_sense + e_latch)
 */
export function resistiveSearch({ bits, nm }: StoreForm, searches: number): number {
  const { squares, gate } = cam2t2r.constants;
  const { supply, activity, parasitic, sense } = CAM_CONSTANTS;
  const volts2 = supply.nominal ** 2 * energyAt("charge", nm, 28);
  const edge = LINE * Math.sqrt(squares.nominal) * nm * 1e-9;
  const width = nm / 28;
  const swing = 0.5;
  const match = (edge + parasitic.nominal * gate.nominal * width) * volts2 * swing;
  const lines = (edge + gate.nominal * width) * volts2 * 2 * activity.nominal;
  const row = sense.nominal * energyAt("charge", nm, 32);
  const latch = (REGISTER + COUNTED) * energyAt("logic", nm, 45);
  return searches * (bits * DRIVERS * (match + lines) + row + latch);
}

/**
 * J a key and query head for a comparison of signs by logic: b products of bits, a tree of b − log₂ b − 1 full adders with
 * half as many again a level, and the count's register.
 */
function comparison(bits: number, nm: number): number {
  const levels = Math.floor(Math.log2(bits));
  const adders = bits - levels - 1 + levels / 2;
  const products = bits * LOGIC.xnor.nominal * energyAt("logic", nm, 28);
  return products + (adders * COUNTED + (levels + 2) * REGISTER) * energyAt("logic", nm, 45);
}

/** A memory of SRAM: its bits and those of its words. */
export interface SramForm {
  readonly bits: number;
  readonly word: number;
}

/** Words and columns of one of its macros of 64 kbit with up to 64 bits a word, of 64 words at least. */
function macroOf({ bits, word }: SramForm): { readonly b: number; readonly r: number; readonly c: number } {
  const b = Math.min(word, 64);
  const words = Math.max(64, Math.min(bits, 65536) / b);
  const folded = Math.max(4, words / 512, 64 / b);
  return { b, r: words / folded, c: b * folded };
}

/** J a bit read of such a memory, (e₀ + e₁ b + e₂ c √r) / b of its macros, brought from 130 nm by C V². */
export function sramBit(own: SramForm, nm: number): number {
  const { read, readBit, readColumn, energyAt28 } = SRAM_MACRO;
  const { b, r, c } = macroOf(own);
  const at130 = (read.nominal + readBit.nominal * b + readColumn.nominal * c * Math.sqrt(r)) / b;
  return at130 * energyAt28.nominal * energyAt("sram", nm, 28);
}

/** J a bit read of a memory of many macros, which one port reads, over that of one of them. */
export const assembly = ({ bits, word }: SramForm): number => {
  const { r, c } = macroOf({ bits, word });
  const macros = Math.max(1, bits / (r * c));
  return 1 + (SRAM_ASSEMBLY.assembly.nominal - 1) * (1 - 1 / macros);
};

/** J a bit written. */
export function sramWrittenBit(own: SramForm, nm: number): number {
  const { write, writeBit, writeColumn, energyAt28 } = SRAM_MACRO;
  const { b, r, c } = macroOf(own);
  const at130 = (write.nominal + writeBit.nominal * b + writeColumn.nominal * c * Math.sqrt(r)) / b;
  return at130 * energyAt28.nominal * energyAt("sram", nm, 28);
}

/** m² a bit of it, with the periphery of rows and columns. */
function sramArea(own: SramForm, nm: number): number {
  const { cell, rowArea, columnArea } = SRAM_MACRO;
  const { r, c } = macroOf(own);
  const cells = r * c + rowArea.nominal * r + columnArea.nominal * c;
  return (cells / (r * c)) * cell.nominal * areaAt("sram", nm, 28);
}

/** J a key and query head for a scan of codes in SRAM, of which one read serves `sharers` queries. */
export const scanSearch = ({ bits, keys, nm }: StoreForm, sharers: number): number =>
  (bits * sramBit({ bits: keys * bits, word: bits }, nm)) / sharers + comparison(bits, nm);

/** Counting of scores by levels and classes of length, of `longest` candidates at most. */
export interface CountingForm {
  readonly levels: number;
  readonly classes: number;
  readonly longest: number;
  readonly nm: number;
}

/** J a candidate: a counter's adder and register twice, a bin's register and comparator, and its bin in a buffer and back. */
export function countingChoice({ levels, classes, longest, nm }: CountingForm): number {
  const bin = Math.ceil(Math.log2(levels)) + Math.ceil(Math.log2(classes));
  const counter = Math.ceil(Math.log2(longest + 1));
  const logic = counter * (ADDER + 2 * REGISTER) + bin * (REGISTER + LOGIC.comparatorBit.nominal);
  const buffer = { bits: longest * bin, word: 64 };
  return logic * energyAt("logic", nm, 45) + bin * (sramBit(buffer, nm) + sramWrittenBit(buffer, nm));
}

/** A memory of keys and values, by what is published of it; bits of a burst and of an open row, J a bit of a row opened. */
export interface CacheForm {
  readonly bit: number;
  readonly burst: number;
  readonly row: number;
  readonly activation: number;
}

/**
 * J a wanted bit of vectors of `wanted` bits in random order: whole bursts, and the rows opened beyond those of a stream,
 * e = e_bit · moved / wanted + e_act · row · (opened − moved / row) / wanted.
 */
export function gatheredBit({ bit, burst, row, activation }: CacheForm, wanted: number): number {
  const moved = Math.ceil(wanted / burst) * burst;
  const opened = 1 + (moved - burst) / row - moved / row;
  return (bit * moved + activation * row * Math.max(0, opened)) / wanted;
}

/** J a wanted bit of such vectors in on-chip SRAM, whose access has at least a word. */
export const gatheredSramBit = (own: SramForm, wanted: number, nm: number): number =>
  (sramBit(own, nm) * Math.max(wanted, own.word)) / wanted;

/** What a decode searches and fetches for one layer and sequence. */
export interface DecodeForm {
  readonly length: number;
  /** Query heads, and those of keys. */
  readonly heads: number;
  readonly kvHeads: number;
  readonly width: number;
  readonly wordBits: number;
  /** Keys that a query head attends: near ones that all heads share, and chosen ones. */
  readonly near: number;
  readonly chosen: number;
}

/** Distinct chosen keys of the g query heads of a key head that choose by chance: f (1 − (1 − c / f)^g) of f far ones. */
export function fetchedKeys({ length, heads, kvHeads, near, chosen }: DecodeForm): number {
  const far = length - near;
  return chosen >= far ? far : far * (1 - power(1 - chosen / far, heads / kvHeads));
}

/** J of searching, g L e_S a key head, and of fetching, 2 w d (near + u) e_KV with a position of log₂ L bits a chosen key. */
export function decodeEnergy(
  own: DecodeForm,
  { key, streamed, gathered }: { readonly key: number; readonly streamed: number; readonly gathered: number },
): { readonly search: number; readonly fetch: number } {
  const { length, heads, kvHeads, width, wordBits, near, chosen } = own;
  const position = Math.ceil(Math.log2(length));
  return {
    search: heads * length * key,
    fetch:
      2 * wordBits * width * kvHeads * (near * streamed + fetchedKeys(own) * gathered) +
      // The list of positions is written and read.
      2 * heads * chosen * position * streamed,
  };
}

/** What energies of a decode are made of, J: a key's search, a bit that streams or comes in random order, an attended pair. */
export interface DecodeParts {
  readonly key: number;
  readonly streamed: number;
  readonly gathered: number;
  readonly pair: number;
  /** What does not grow with the context, J: the token's vectors in and out, its key and value to the cache, its hashes. */
  readonly vectors: number;
  readonly hash: number;
}

/** J of exact attention, K 2 w d L e_str + H L e_pair, and of attention to the chosen keys: that of `decodeEnergy` and its pairs. */
export function decodeTotals(
  own: DecodeForm,
  e: DecodeParts,
): { readonly exact: number; readonly selected: number } {
  const { length, heads, kvHeads, width, wordBits, near, chosen } = own;
  const { search, fetch } = decodeEnergy(own, e);
  return {
    exact: 2 * wordBits * width * kvHeads * length * e.streamed + heads * length * e.pair + e.vectors,
    selected: search + fetch + heads * (near + chosen) * e.pair + e.vectors + e.hash,
  };
}

/** J a vector of n bits from d additions a bit of 16 bits. */
export const adderHash = (width: number, bits: number, nm: number): number =>
  bits * width * 16 * (ADDER + REGISTER) * energyAt("logic", nm, 45);

/** J of an attended pair: two products of d elements of int8 and an exponent [horowitz-2014, consmax-2024]. */
export function pairEnergy(width: number, lanes: number, nm: number): number {
  const product = productEnergy(lanes) * energyAt("logic", nm, 45);
  return 2 * width * product + base2Softmax.constants.energy.nominal * energyAt("logic", nm, 16);
}

/**
 * m² a bit of codes in resistive cells of two transistors, with a sense amplifier a row of b bits; half of what is no cell in a macro of
 * 1024 rows is drivers of columns, which each macro has.
 */
export function resistiveArea({ bits, keys, nm }: StoreForm): number {
  const { squares } = cam2t2r.constants;
  const rest = 1 / CAM_CONSTANTS.efficiency.nominal - 1;
  const cell = squares.nominal * (nm * 1e-9) ** 2 * (1 + (rest * (1 + 1024 / keys)) / 2);
  return cell + (CAM_CONSTANTS.senseArea.nominal * areaAt("charge", nm, 32)) / bits;
}

/** m² a bit of codes in SRAM with `comparisons` units of comparison a macro. */
export function scanArea({ bits, keys, nm }: StoreForm, comparisons: number): number {
  const cell = sramArea({ bits: keys * bits, word: bits }, nm);
  const levels = Math.floor(Math.log2(bits));
  const adders = bits - levels - 1 + levels / 2;
  const unit =
    bits * LOGIC.xnorArea.nominal * areaAt("logic", nm, 28) +
    (adders * LOGIC.adderArea.nominal + (levels + 2) * LOGIC.registerArea.nominal) * areaAt("logic", nm, 40);
  return cell + (comparisons * unit) / (keys * bits);
}
