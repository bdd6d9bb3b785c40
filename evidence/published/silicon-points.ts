// Measured silicon of search and readout, by the rule of README.md that was committed before a row was priced.

import { supplyOf } from "#technology";
import type { Fact } from "./fact.ts";
import { type PriceOf, unlessRefused } from "./pricing.ts";

const prediction = { tolerance: 1, evidence: "independent prediction" } as const;

/** Source, first author, node (nm), supply (V), length of a dot product, bits of weight and input, fJ a one-bit operation. */
export type DigitalRow = readonly [
  source: string,
  author: string,
  nm: number,
  supply: number,
  length: number,
  keyBits: number,
  queryBits: number,
  femto: number,
];

/** Digital compute-in-memory [imc-survey-2024]; the tables of [lin-cicc-2024] have 22 nm, its title 28 nm. */
export const DIGITAL: readonly DigitalRow[] = [
  ["chih-isscc-2021", "Chih", 22, 0.72, 256, 4, 1, 0.7],
  ["yan-isscc-2022", "Yan", 28, 0.8, 64, 8, 1, 0.57],
  ["tu-isscc-2022", "Tu", 28, 1, 8, 8, 2, 0.803],
  ["wang-isscc-2022", "Wang", 28, 0.9, 256, 1, 1, 0.903],
  ["ju-vlsi-2023", "Ju", 65, 1, 16, 8, 8, 2.051],
  ["yue-vlsi-2023", "Yue", 55, 0.98, 128, 4, 1, 0.239],
  ["tu-isscc-2023", "Tu", 28, 0.65, 64, 8, 8, 0.795],
  ["guo-isscc-2023", "Guo", 28, 0.6, 128, 2, 2, 0.36],
  ["he-isscc-2023", "He", 28, 0.9, 128, 8, 1, 0.41],
  ["dai-vlsi-2024", "Dai", 22, 0.85, 128, 8, 1, 0.81],
  ["lin-cicc-2024", "Lin", 22, 1.2, 8, 8, 1, 0.31],
];

/** A product of two bits is a multiplication and an addition. */
const OPERATIONS = 2;

export const DIGITAL_TOPIC = "digital compute-in-memory, silicon";

/** Energy (J) of a product of two bits of the default store at a node (nm) and supply (V), the adders included. */
export function digitalProduct(
  price: PriceOf,
  {
    nm,
    supply,
    length,
    keyBits,
    queryBits,
  }: Readonly<Record<"nm" | "supply" | "length" | "keyBits" | "queryBits", number>>,
): number {
  const { actions } = price("search", "digital-cim", { bits: length, keyBits, queryBits }, nm);
  return (actions.search.energy / (length * keyBits * queryBits)) * (supply / supplyOf(nm)) ** 2;
}

const digitalFact = (
  price: PriceOf,
  [source, author, nm, supply, length, keyBits, queryBits, femto]: DigitalRow,
): Fact => ({
  ...prediction,
  topic: DIGITAL_TOPIC,
  quantity: `${author}, ${length} products of ${keyBits} × ${queryBits} bits, ${nm} nm, ${supply} V`,
  unit: "fJ a one-bit product",
  published: OPERATIONS * femto,
  ours: unlessRefused(() => digitalProduct(price, { nm, supply, length, keyBits, queryBits }) * 1e15),
  source,
  note: "as imc-survey-2024 has it; ours by C·V² at its supply",
});

/** Source, first author, cell, node (nm), rows read at once, bits of the converter, time of a pass (ns), fJ a column and pass. */
export type ColumnRow = readonly [
  source: string,
  author: string,
  cell: string,
  nm: number,
  rows: number,
  bits: number,
  nano: number,
  femto: number,
];

/** Columns of memories read in the analog domain [imc-survey-2024]. */
export const COLUMNS: readonly ColumnRow[] = [
  ["deaville-esscirc-2021", "Deaville", "MRAM", 22, 128, 4, 315.8, 50196.08],
  ["xue-isscc-2021", "Xue", "ReRAM", 22, 4, 4, 4.9, 20.25],
  ["li-cicc-2021", "Li", "ReRAM", 40, 7, 3, 70, 1650.943],
  ["yoon-jssc-2021", "Yoon", "ReRAM", 40, 9, 4, 10, 317.63],
  ["xue-isscc-2020", "Xue", "ReRAM", 22, 1, 6, 9.8, 16.48],
  ["xue-jssc-2019", "Xue", "ReRAM", 55, 9, 4, 11.75, 338.54],
  ["mochida-vlsi-2018", "Mochida", "ReRAM", 40, 196, 1, 9.56, 5894.74],
  ["khwa-isscc-2022", "Khwa", "PCM", 40, 8, 4, 2.21, 19.51],
  ["hung-isscc-2022", "Hung", "ReRAM", 22, 8, 3, 1.8, 11.57],
  ["spetalnick-isscc-2022", "Spetalnick", "ReRAM", 40, 9, 4, 15.6, 677.71],
  ["correll-vlsi-2022", "Correll", "ReRAM, crossing lines", 65, 256, 8, 143, 12367.15],
  ["deaville-vlsi-2022", "Deaville", "MRAM", 22, 128, 6, 400, 24615.38],
  ["spetalnick-vlsi-2023", "Spetalnick", "ReRAM", 40, 64, 6, 11.11, 2022.117],
  ["chang-isscc-2023", "Chang", "ReRAM", 40, 32, 6, 10, 870.393],
];

export const COLUMNS_TOPIC = "columns of resistive memory, silicon";

/** Energy (pJ) of a conversion by the default converter of designs. */
const conversion = (price: PriceOf, bits: number, rate: number, nm: number): number =>
  price("adc", "low-resolution", { bits, rate: `${rate} S/s` }, nm).actions.convert.energy * 1e12;

const columnFact = (
  price: PriceOf,
  [source, author, cell, nm, rows, bits, nano, femto]: ColumnRow,
): Fact => ({
  ...prediction,
  topic: COLUMNS_TOPIC,
  quantity: `${author}, ${cell}, ${rows} rows at once, ${bits} b, ${nm} nm, conversion over column`,
  unit: "pJ",
  published: femto / 1e3,
  ours: unlessRefused(() => conversion(price, bits, 1e9 / nano, nm)),
  source,
  note: "as imc-survey-2024 has it; theirs with cells and drivers, ours without",
});

/** Source, first author, architecture, node (nm), effective bits, rate (MS/s), pJ a conversion. */
export type ConverterRow = readonly [
  source: string,
  author: string,
  architecture: string,
  nm: number,
  effectiveBits: number,
  mega: number,
  pico: number,
];

/** Converters of few bits [adc-survey-2025]. */
export const CONVERTERS: readonly ConverterRow[] = [
  ["ginsburg-isscc-2008", "Ginsburg", "SAR, interleaved", 65, 4.425, 250, 4.8],
  ["lin-isscc-2009", "Lin", "binary search", 65, 4.192, 800, 2.462],
  ["verbruggen-isscc-2010", "Verbruggen", "pipe, folding, interleaved", 40, 4.873, 2200, 1.182],
  ["miyahara-isscc-2014", "Miyahara", "folding flash", 40, 5.92, 2200, 12.45],
  ["chan-isscc-2015", "Chan", "SAR, interleaved", 65, 4.817, 5000, 1.1],
  ["choo-isscc-2016", "Choo", "SAR", 40, 5.454, 1000, 1.26],
  ["zheng-isscc-2020", "Zheng", "pipe", 28, 5.381, 3300, 1.667],
  ["kiene-isscc-2021", "Kiene", "SAR", 40, 5.255, 900, 0.7778],
  ["ginsburg-vlsi-2006", "Ginsburg", "SAR, interleaved", 65, 4.026, 500, 12],
  ["chen-vlsi-2008", "Chen", "flash", 65, 5.299, 800, 15],
  ["choi-vlsi-2008", "Choi", "flash", 65, 5.023, 5000, 64],
  ["yamase-vlsi-2011", "Yamase", "pipe, folding", 45, 5.199, 1300, 16.92],
  ["shu-vlsi-2012", "Shu", "flash", 40, 5.205, 3000, 3.667],
  ["chen-vlsi-2013", "Chen", "flash", 32, 4.84, 5000, 1.7],
  ["yoshioka-vlsi-2014", "Yoshioka", "subranging", 65, 5.92, 820, 5.195],
];

export const CONVERTERS_TOPIC = "converters of few bits, silicon";

const converterFact = (
  price: PriceOf,
  [source, author, architecture, nm, effectiveBits, mega, pico]: ConverterRow,
): Fact => {
  const bits = Math.round(effectiveBits + 0.5);
  return {
    ...prediction,
    topic: CONVERTERS_TOPIC,
    quantity: `${author}, ${architecture}, ${effectiveBits.toFixed(1)} effective bits at ${mega / 1e3} GS/s, ${nm} nm, by low-resolution of ${bits} b`,
    unit: "pJ a conversion",
    published: pico,
    ours: unlessRefused(() => conversion(price, bits, mega * 1e6, nm)),
    source,
    note: "as adc-survey-2025 has it",
  };
};

/** Every row that the rule names, beside our models. */
export const siliconFacts = (price: PriceOf): Fact[] => [
  ...DIGITAL.map((row) => digitalFact(price, row)),
  ...COLUMNS.map((row) => columnFact(price, row)),
  ...CONVERTERS.map((row) => converterFact(price, row)),
];
