// Published memories that search codes.

import { camformerFacts } from "./camformer.ts";
import type { Fact } from "./fact.ts";
import { type PriceOf, unlessRefused } from "./pricing.ts";

const FEMTO = 1e15;

interface Macro {
  readonly name: string;
  readonly model: string;
  readonly keys: number;
  readonly bits: number;
  readonly nm: number;
  /** fJ a bit and search. */
  readonly published: number;
  readonly source: string;
  readonly note: string;
}

/** Measured and simulated memories of cells on match lines. */
const MACROS: readonly Macro[] = [
  {
    name: "binary search in 6T SRAM, 64 × 64, 28 nm, silicon",
    model: "cam-16t",
    keys: 64,
    bits: 64,
    nm: 28,
    published: 0.6,
    source: "jeloka-2016",
    note: "at 1 V, in a secondary copy; another cell than ours, of the same lines",
  },
  {
    name: "TCAM with adaptive discharge, 128 × 64, 65 nm, silicon",
    model: "cam-16t",
    keys: 128,
    bits: 64,
    nm: 65,
    published: 0.6,
    source: "lee-2021",
    note: "of the title; its discharge stops early, ours at half of the supply",
  },
  {
    name: "CAM that tolerates distances, 512 × 64, 65 nm, silicon",
    model: "cam-16t",
    keys: 512,
    bits: 64,
    nm: 65,
    published: 0.19,
    source: "garzon-2025",
    note: "in a secondary copy; lines that share charge instead of a full discharge",
  },
  {
    name: "TCAM of 90 nm that charges few lines, 256 × 144, simulated",
    model: "cam-16t",
    keys: 256,
    bits: 144,
    nm: 90,
    published: 0.115,
    source: "zackriya-2014",
    note: "lines whose first three bits match alone are charged",
  },
  {
    name: "RRAM cell that divides by capacitors, 64 × 64, 180 nm, silicon",
    model: "cam-2t2r",
    keys: 64,
    bits: 64,
    nm: 180,
    published: 4.69,
    source: "pan-2024",
    note: "worst average energy of a mismatch; 1.71 of a match",
  },
  {
    name: "RRAM 2T2R, XOR and sum of a column, 130 nm, simulated",
    model: "cam-2t2r",
    keys: 64,
    bits: 64,
    nm: 130,
    published: 17,
    source: "kingra-2022",
    note: "an XOR",
  },
];

/** Facts of memories and of CAMformer, rebuilt. */
export const searchFacts = (price: PriceOf): Fact[] => [
  ...MACROS.map((macro) => macroFact(price, macro)),
  ferroelectricCell(price),
  binaryArray(price),
  ...camformerFacts(price),
];

const prediction = {
  topic: "memories that search",
  tolerance: 1,
  evidence: "independent prediction",
} as const;

const searchEnergy = (
  price: PriceOf,
  model: string,
  params: Readonly<Record<string, unknown>>,
  nm: number,
): number => price("search", model, params, nm).actions.search.energy;

const macroFact = (
  price: PriceOf,
  { name, model, keys, bits, nm, published, source, note }: Macro,
): Fact => ({
  ...prediction,
  quantity: `${name}, by search ${model}`,
  unit: "fJ a bit",
  published,
  ours: unlessRefused(() => (searchEnergy(price, model, { keys, bits }, nm) / bits) * FEMTO),
  source,
  note,
});

/** The cell of a simulated array of ferroelectric transistors: a row twice as long, less the row, has no amplifier. */
const ferroelectricCell = (price: PriceOf): Fact => ({
  ...prediction,
  quantity: "2FeFET-1T cell, 45 nm, simulated, by search cam-fefet",
  unit: "fJ a bit",
  published: 0.195,
  ours:
    ((searchEnergy(price, "cam-fefet", { bits: 128 }, 45) -
      searchEnergy(price, "cam-fefet", { bits: 64 }, 45)) /
      64) *
    FEMTO,
  source: "qian-2021",
  note: "in a secondary copy; area and delay of the model are its own, energy comes of lines and supply",
});

/** Cells of the array that `cam-charge` takes its energy from. */
const binaryArray = (price: PriceOf): Fact => {
  const of = (bits: number): number => searchEnergy(price, "cam-charge", { bits, readout: "comparator" }, 65);
  return {
    topic: "memories that search",
    quantity: "binary attention array, 64 × 64, 65 nm, by search cam-charge",
    unit: "pJ a search",
    published: 100.8,
    ours: 64 * (of(128) - of(64)) * 1e12,
    tolerance: 0.01,
    source: "camformer-2025",
    evidence: "same formula",
    note: "100.8 mW at one search a ns, before conversion",
  };
};
