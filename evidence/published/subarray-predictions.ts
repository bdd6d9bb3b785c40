import type { Fact } from "./fact.ts";
import type { PriceOf } from "./pricing.ts";
import {
  columnConductance,
  priceSubarray,
  readVoltage,
  type Subarray,
  type SubarrayPrice,
} from "./subarray.ts";

/** Within a factor of two: how far apart published models of one circuit stand. */
const FACTOR_OF_TWO = 1;

interface Run {
  readonly side: number;
  readonly nm: number;
  readonly energy: number;
  readonly time: number;
  /** Energy of converters with their columns, of row drivers and word lines, and of multiplexers, pJ. */
  readonly parts: readonly [converters: number, rows: number, mux: number];
  readonly areas: readonly [rows: number, mux: number];
}

/** Passive arrays with 5-bit SAR converters, eight columns each. pJ, ns, µm². Source: [neurosim-v14], run. */
const RUNS: readonly Run[] = [
  { side: 64, nm: 32, energy: 13.4, time: 75.7, parts: [11, 2.25, 0.14], areas: [209, 77] },
  { side: 128, nm: 32, energy: 39.3, time: 96.3, parts: [32.7, 6.04, 0.55], areas: [474, 245] },
  { side: 256, nm: 32, energy: 128.6, time: 178.6, parts: [108, 18.26, 2.2], areas: [1171, 911] },
  { side: 128, nm: 22, energy: 29.2, time: 68.2, parts: [26.1, 2.83, 0.27], areas: [205, 156] },
];

/** Bits and pJ of flash converters at every column, 128 × 128 at 32 nm. Source: [neurosim-v14], run. */
const FLASH = [
  [2, 1.68],
  [3, 2.98],
  [4, 5.76],
  [5, 11.4],
  [6, 23.7],
] as const;

/** The same array with other converters for eight columns each: bits and pJ. Source: [neurosim-v14], run. */
const SHARED = {
  sar: [
    [1, 16.3],
    [2, 21.6],
    [3, 27.2],
    [4, 33.1],
    [6, 45.7],
    [8, 59.5],
  ],
  flash: [
    [2, 7.5],
    [3, 8.8],
    [4, 11.6],
    [5, 17.2],
    [6, 29.6],
  ],
} as const;

const base = {
  topic: "NeuroSim arrays of passive cells",
  source: "neurosim-v14",
  tolerance: FACTOR_OF_TWO,
  evidence: "independent prediction",
} as const;

/** SAR converter whose input reads the column: [neurosim-v14] rescales the column by 0.5 V over the read voltage. */
const sarOf = (side: number, nm: number, bits = 5) => ({
  family: "adc",
  model: "sar",
  params: { bits, columnResistance: `${0.5 / readVoltage(nm) / columnConductance(side)} ohm` },
  action: "convert",
});

/** Arrays of NeuroSim rebuilt from this project's converters, drivers, multiplexers and cells. */
export const subarrayFacts = (price: PriceOf): Fact[] => [
  ...RUNS.flatMap((run) => runFacts(price, run)),
  ...FLASH.flatMap(([bits, published]) => flashFacts(price, bits, published)),
  ...SHARED.sar.map(([bits, published]) => sharedFact(price, "SAR", bits, published, sarOf(128, 32, bits))),
  ...SHARED.flash.map(([bits, published]) => sharedFact(price, "flash", bits, published, flashOf(bits))),
];

const flashOf = (bits: number) => ({ family: "adc", model: "flash", params: { bits }, action: "convert" });

function sharedFact(
  price: PriceOf,
  kind: string,
  bits: number,
  published: number,
  converter: Subarray["converter"],
): Fact {
  const ours = priceSubarray(price, { side: 128, nm: 32, share: 8, converter });
  return {
    ...base,
    quantity: `128 × 128, 32 nm, ${kind} ${bits} b for eight columns: a multiplication`,
    unit: "pJ",
    published,
    ours: (ours.converter + ours.drivers + ours.mux) * 1e12,
    note:
      kind === "SAR"
        ? "half and more is the converter's own law; drivers and multiplexers are predicted"
        : "comparators by one published level; drivers and multiplexers are predicted",
  };
}

function runFacts(price: PriceOf, run: Run): Fact[] {
  const { side, nm } = run;
  const ours = priceSubarray(price, { side, nm, share: 8, converter: sarOf(side, nm) });
  const name = `${side} × ${side}, ${nm} nm, SAR 5 b`;
  const pico = (quantity: string, published: number, energy: number, note: string): Fact => ({
    ...base,
    quantity: `${name}: ${quantity}`,
    unit: "pJ",
    published,
    ours: energy * 1e12,
    note,
  });
  const [converters, rows, mux] = run.parts;
  const withoutCells = ours.converter + ours.drivers + ours.mux;
  return [
    {
      ...pico(
        "converters and columns",
        converters,
        ours.converter,
        "law of adc sar, current of the column included",
      ),
      // The law has published powers at 22 nm; its column term is that of 32 nm.
      ...(nm === 32 ? ({ evidence: "same formula", tolerance: 0.05 } as const) : {}),
    },
    pico(
      "word-line drivers and word lines",
      rows,
      ours.drivers,
      "row-driver line, capacitance of ZigZag's model",
    ),
    pico("multiplexers", mux, ours.mux, "mux pass-gate, fitted to 128 × 128 at 1T1R"),
    pico(
      "a multiplication",
      run.energy,
      withoutCells,
      "four fifths are the converter's own law; the rest is predicted",
    ),
    pico(
      "a multiplication, cells by Ohm's law",
      run.energy,
      withoutColumn(price, side, nm) + ours.cells,
      "as our designs are priced: V²·G while a column is converted",
    ),
    { ...base, quantity: `${name}: time`, unit: "ns", published: run.time, ours: ours.time * 1e9, note: "" },
    ...areaFacts(name, run, ours),
    ...(side === 128 && nm === 32 ? [leakageFact(name, ours)] : []),
  ];
}

/** Energy without the cells, the converter's input on an open column. */
function withoutColumn(price: PriceOf, side: number, nm: number): number {
  const sar = { ...sarOf(side, nm), params: { bits: 5 } };
  const { converter, drivers, mux } = priceSubarray(price, { side, nm, share: 8, converter: sar });
  return converter + drivers + mux;
}

const areaFacts = (name: string, { areas: [rows, mux] }: Run, ours: SubarrayPrice): Fact[] => [
  {
    ...base,
    quantity: `${name}: word-line drivers`,
    unit: "µm²",
    published: rows,
    ours: ours.driverArea * 1e12,
    note: "the area of row-driver line is assumed",
  },
  {
    ...base,
    quantity: `${name}: multiplexers and decoder`,
    unit: "µm²",
    published: mux,
    ours: ours.muxArea * 1e12,
    note: "mux pass-gate, fitted to 128 × 128 at 1T1R",
  },
];

const leakageFact = (name: string, ours: SubarrayPrice): Fact => ({
  ...base,
  quantity: `${name}: leakage`,
  unit: "nW",
  published: 15.9,
  ours: ours.leakage * 1e9,
  note: "leakage of adc sar is assumed as a share of its power",
});

function flashFacts(price: PriceOf, bits: number, published: number): Fact[] {
  const ours = priceSubarray(price, { side: 128, nm: 32, share: 1, converter: flashOf(bits) });
  const fact = { ...base, unit: "pJ", published };
  const name = `128 × 128, 32 nm, flash ${bits} b a column`;
  const energies: Fact[] = [
    {
      ...fact,
      quantity: `${name}: a multiplication`,
      ours: (ours.converter + ours.drivers) * 1e12,
      note: "comparators and drivers alone",
    },
    {
      ...fact,
      quantity: `${name}: with cells by Ohm's law`,
      ours: (ours.converter + ours.drivers + ours.cells) * 1e12,
      note: "the published energy leaves no room for the current of the cells",
    },
  ];
  if (bits !== 2) return energies;
  const time = {
    ...base,
    quantity: `${name}: time`,
    unit: "ns",
    published: 1.7,
    ours: ours.time * 1e9,
    note: "",
  };
  return [...energies, time];
}
