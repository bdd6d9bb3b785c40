// Published memories that search codes, and an accelerator of attention built on one.

import type { Fact } from "./fact.ts";
import { type PriceOf, unlessRefused } from "./pricing.ts";

const FEMTO = 1e15;
const NANO = 1e9;

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

/** One query of CAMformer: 1024 keys of 64 bits in tiles of 16, two of a tile kept, 32 values of 64 elements. */
const CAMFORMER = { keys: 1024, bits: 64, tile: 16, kept: 2, k: 32, width: 64, nm: 45 } as const;
/** Published energy of a pass, nJ, by module: published model of the authors, mW and cycles at 1 GHz. */
const PUBLISHED = {
  array: 4.207,
  converters: 1.946,
  keys: 7.27,
  selection: 0.779 + 0.101 + 0.937,
  products: 9.151,
  values: 11.104,
  others: 0.052 + 0.05 + 0.045 + 0.007 + 0.036 + 0.149,
  dram: 19.087,
} as const;
/** The authors count the energy of two passes a query. */
const PASSES = 2;

/** What our components take for a pass, nJ. The DRAM is the authors': our own price of it is a fact apart. */
export function camformerPass(price: PriceOf) {
  const { keys, bits, tile, kept, k, width, nm } = CAMFORMER;
  const priced = (family: string, model: string, params: Readonly<Record<string, unknown>>) =>
    price(family, model, params, nm).actions;
  const store = { keys: tile, bits };
  const { search, write } = priced("search", "cam-charge", store);
  const cells = priced("search", "cam-charge", { ...store, readout: "comparator" }).search;
  // Both memories by the law that carries CACTI, of which theirs are.
  const keyMemory = priced("sram", "cacti-like", { capacity: `${(keys * bits) / 8} B`, bits: 256 });
  const banked = priced("sram", "banked", { capacity: `${(keys * bits) / 8} B`, bits: 256 });
  const valueMemory = priced("sram", "cacti-like", { capacity: "16 KiB", bits: 256 });
  const { select, scan } = priced("top-k", "bitonic", { k, tile, kept, scoreBits: 8, positionBits: 10 });
  const { mac } = priced("mac", "bf16", {});
  const { exponent } = priced("softmax", "lut", {});
  const dram = priced("dram", "lpddr4", { bits: 256 });
  // An amplifier of the comparator is a few fJ of cells' 1.3 pJ a key.
  const array = keys * (cells.energy + write.energy);
  const values = (k * width * 16) / 256;
  return {
    array: array * NANO,
    converters: keys * (search.energy - cells.energy) * NANO,
    keys: ((keys * bits) / 256) * keyMemory.read.energy * NANO,
    bankedKeys: ((keys * bits) / 256) * banked.read.energy * NANO,
    selection: (keys * select.energy + ((keys * kept) / tile / k) * scan.energy) * NANO,
    products: k * width * mac.energy * NANO,
    values: values * (valueMemory.write.energy + valueMemory.read.energy) * NANO,
    others: k * exponent.energy * NANO,
    ownDram: values * dram.read.energy * NANO,
  };
}

/** What a pass takes, nJ. */
type Pass = ReturnType<typeof camformerPass>;

const rebuilt = {
  topic: "CAMformer, 45 nm",
  tolerance: 1,
  evidence: "independent prediction",
  source: "camformer-2025",
} as const;

/** Module by module. */
function moduleFacts(ours: Pass): Fact[] {
  const part = (quantity: string, published: number, own: number, note: string): Fact => ({
    ...rebuilt,
    quantity,
    unit: "nJ a pass",
    published,
    ours: own,
    note,
  });
  return [
    part(
      "array: keys written, then searched",
      PUBLISHED.array,
      ours.array,
      "energy of a write: assumed, a search's",
    ),
    part(
      "6-bit converters",
      PUBLISHED.converters,
      ours.converters,
      "a conversion at its fastest; theirs takes two cycles",
    ),
    part("key memory, 8 KiB, by sram cacti-like", PUBLISHED.keys, ours.keys, "theirs is of CACTI at 40 nm"),
    part(
      "key memory, 8 KiB, by sram banked",
      PUBLISHED.keys,
      ours.bankedKeys,
      "the law of search sram-scan: a root of the capacity from 2 MiB, without the wires of a small macro",
    ),
    part("top-2 of 16, top-32 of the rest", PUBLISHED.selection, ours.selection, "top-k bitonic"),
    part(
      "products with 32 values",
      PUBLISHED.products,
      ours.products,
      "bf16 multipliers of other publications",
    ),
    part(
      "value memory",
      PUBLISHED.values,
      ours.values,
      "by sram cacti-like of 16 KiB, by the areas of both memories; written from DRAM and read once: assumed",
    ),
    part("on chip", 35.835, onChipOf(ours), "sum of our components, memories by sram cacti-like"),
  ];
}

const onChipOf = (ours: Pass): number =>
  ours.array + ours.converters + ours.keys + ours.selection + ours.products + ours.values + ours.others;

/** The whole, in the authors' convention of two passes a query. */
function camformerFacts(price: PriceOf): Fact[] {
  const ours = camformerPass(price);
  const onChip = onChipOf(ours);
  const efficiency = (nanojoules: number): number => 1e6 / (PASSES * nanojoules);
  return [
    ...moduleFacts(ours),
    {
      ...rebuilt,
      quantity: "published modules, added up",
      unit: "queries/mJ",
      published: 9045,
      ours: efficiency(Object.values(PUBLISHED).reduce((sum, energy) => sum + energy, 0)),
      tolerance: 0.01,
      evidence: "arithmetic",
      note: "two passes a query, as the authors count them",
    },
    {
      ...rebuilt,
      quantity: "queries, with the DRAM as published",
      unit: "queries/mJ",
      published: 9045,
      ours: efficiency(onChip + PUBLISHED.dram),
      note: "on chip our components; DRAM of 19.1 nJ a pass and two passes a query as the authors count them",
    },
    {
      ...rebuilt,
      quantity: "queries, with 32 values out of dram lpddr4",
      unit: "queries/mJ",
      published: 9045,
      ours: efficiency(onChip + ours.ownDram),
      note: "6 pJ a bit; theirs comes to 0.6",
    },
  ];
}
