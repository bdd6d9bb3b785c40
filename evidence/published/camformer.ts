// CAMformer [camformer-2025], an accelerator of attention built on a memory that searches, module by module.

import type { Fact } from "./fact.ts";
import type { PriceOf } from "./pricing.ts";

const NANO = 1e9;

export const CAMFORMER_TOPIC = "CAMformer, 45 nm";

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
  topic: CAMFORMER_TOPIC,
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
      "as search sram-scan: one macro of 1 024 words",
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

/** Published areas at 45 nm, µm², by module: table of the authors' model. */
const PUBLISHED_AREA = {
  array: 2230,
  converters: 16 * 4000,
  keys: 27729,
  selection: 8801 + 6042 + 67017,
  softmax: 1612 + 442 + 2880,
  products: 8 * 2879.6,
  values: 44820,
  others: 2475 + 5991 + 16 * 83.6,
} as const;

/**
 * What the same components take of a die, µm²: a tile of 16 keys with a converter a row, both memories, networks that are laid out as a
 * whole, eight multipliers with a sum each, one lane of softmax, and 64 B of registers for the output. Array and converters are the
 * publication's own constants; scalers and the query's buffer are left out.
 */
export function camformerArea(price: PriceOf) {
  const { keys, bits, tile, kept, k, nm } = CAMFORMER;
  const area = (family: string, model: string, params: Readonly<Record<string, unknown>>): number =>
    price(family, model, params, nm).area * 1e12;
  return {
    arrayAndConverters: area("search", "cam-charge", { keys: tile, bits, share: 1 }),
    keys: area("sram", "cacti-like", { capacity: `${(keys * bits) / 8} B`, bits: 256 }),
    selection: area("top-k", "bitonic", { k, tile, kept, scoreBits: 8, positionBits: 10, exchanges: 672 }),
    softmax: area("softmax", "lut", { lanes: 1 }),
    products: area("mac", "bf16", { units: 8, lanes: 1, blockRows: 1, blockWidth: 64 }),
    values: area("sram", "cacti-like", { capacity: "16 KiB", bits: 256 }),
    others: area("sram", "register-file", { capacity: "64 B", bits: 512 }),
  };
}

function areaFacts(price: PriceOf): Fact[] {
  const ours = camformerArea(price);
  const part = (quantity: string, published: number, own: number, note: string): Fact => ({
    ...rebuilt,
    quantity,
    unit: "µm²",
    published,
    ours: own,
    note,
  });
  const sum = (values: Readonly<Record<string, number>>): number =>
    Object.values(values).reduce((all, one) => all + one, 0);
  return [
    part(
      "area of the key memory",
      PUBLISHED_AREA.keys,
      ours.keys,
      "sram cacti-like of 8 KiB; theirs is CACTI's at 40 nm",
    ),
    part(
      "area of top-2 and top-32",
      PUBLISHED_AREA.selection,
      ours.selection,
      "top-k bitonic, both networks as a whole",
    ),
    part("area of the products", PUBLISHED_AREA.products, ours.products, "eight units of mac bf16"),
    part(
      "area of the value memory",
      PUBLISHED_AREA.values,
      ours.values,
      "16 KiB: by the areas of both memories",
    ),
    {
      ...part(
        "area of the chip",
        0.258,
        sum(ours) / 1e6,
        "array and converters, a quarter of it, by constants of the same publication; all else by components of others",
      ),
      unit: "mm²",
    },
    {
      ...part("published areas, added up", 0.258, sum(PUBLISHED_AREA) / 1e6, "modules at 45 nm"),
      unit: "mm²",
      tolerance: 0.01,
      evidence: "arithmetic",
    },
  ];
}

/** The whole, in the authors' convention of two passes a query. */
export function camformerFacts(price: PriceOf): Fact[] {
  const ours = camformerPass(price);
  const onChip = onChipOf(ours);
  const efficiency = (nanojoules: number): number => 1e6 / (PASSES * nanojoules);
  return [
    ...moduleFacts(ours),
    ...areaFacts(price),
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
