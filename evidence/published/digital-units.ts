// Published figures of digital units: softmax, sorters, systolic arrays.

import {
  blockUse,
  type Dataflow,
  type Gemm,
  type SystolicArray,
  systolicCycles,
} from "../../src/peripherals/mac/mac.ts";
import { SOFTMAX_UNITS } from "../../src/peripherals/softmax/softmax.ts";
import { streamingMergeComparators } from "../../src/peripherals/sorter/merge.ts";
import {
  bitonicNetwork,
  oddEvenMergeNetwork,
  type SortingNetwork,
} from "../../src/peripherals/sorter/network.ts";
import { type Fact, REMEMBERED } from "./fact.ts";
import { type PriceOf, unlessRefused } from "./pricing.ts";

const MODELS = [
  ["ConSmax", "consmax", 0.2, 0.0008],
  ["Softermax", "base2", 0.7, 0.0022],
  ["DesignWare softmax", "floating-point", 1.5, 0.011],
] as const;

/** Table I of [consmax-2024] and the cycles of [spatten-2021]; the 130 nm column lies outside our scaling laws. */
export function softmaxFacts(price: PriceOf): Fact[] {
  const base = { topic: "softmax units", source: "consmax-2024" } as const;
  const rows = MODELS.flatMap(([name, model, energy, area]): Fact[] => {
    const cost = price("softmax", model, { lanes: 1 }, 16);
    const fact = {
      ...base,
      tolerance: 0,
      evidence: "same formula",
      note: `softmax ${model} at 16 nm`,
    } as const;
    return [
      {
        ...fact,
        quantity: `${name}, a score`,
        unit: "pJ",
        published: energy,
        ours: cost.actions.exponent.energy * 1e12,
      },
      { ...fact, quantity: `${name}, a lane`, unit: "mm²", published: area, ours: cost.area * 1e6 },
    ];
  });
  return [...rows, ...ratios(), ...olderNode(price), ...pipeline()];
}

function ratios(): Fact[] {
  const [softermax, floating] = [overConsmax("softermax"), overConsmax("floatingPoint")];
  const ratio = (quantity: string, published: number, ours: number): Fact => ({
    topic: "softmax units",
    source: "consmax-2024",
    quantity: `${quantity} over ConSmax, 16 nm`,
    unit: "×",
    published,
    ours,
    tolerance: 0.01,
    evidence: "arithmetic",
    note: "",
  });
  return [
    ratio("power of Softermax", 3.35, softermax.power),
    ratio("area of Softermax", 2.75, softermax.area),
    ratio("power of DesignWare softmax", 7.5, floating.power),
    ratio("area of DesignWare softmax", 13.75, floating.area),
  ];
}

const olderNode = (price: PriceOf): Fact[] =>
  MODELS.map(
    ([name, model], n): Fact => ({
      topic: "softmax units",
      source: "consmax-2024",
      quantity: `${name} at 130 nm, a score`,
      unit: "pJ",
      published: Object.values(SOFTMAX_UNITS["130 nm"])[n].energy * 1e12,
      ours: unlessRefused(() => price("softmax", model, { lanes: 1 }, 130).actions.exponent.energy * 1e12),
      tolerance: 1,
      evidence: "independent prediction",
      note: "the scaling laws end at 65 nm",
    }),
  );

const pipeline = (): Fact[] => {
  const base = {
    topic: "softmax units",
    source: "spatten-2021",
    unit: "cycles",
    tolerance: 0,
    evidence: "arithmetic",
    note: "cycles of its public simulator",
  } as const;
  return [
    { ...base, quantity: "SpAtten, from a score to its weight", published: 87, ours: softmaxDrainCycles() },
    {
      ...base,
      quantity: "SpAtten, a step of quick-select over 1000 of 16 lanes",
      published: 66,
      ours: quickSelectStepCycles(1000, 16),
      note: "⌈n/P⌉ + 3",
    },
  ];
};

/** Cycles of the stages of a softmax pipeline, as in the simulator of [spatten-2021]. */
const SOFTMAX_STAGES = {
  dequantise: 7,
  exponential: 21,
  accumulate: 23,
  divide: 29,
  quantise: 7,
} as const;

/** Cycles from a score in to its weight out: what a pipeline takes to drain. */
export const softmaxDrainCycles = (): number =>
  Object.values(SOFTMAX_STAGES).reduce((sum: number, cycles) => sum + cycles, 0);

/** Cycles of one step of a quick-select over `candidates` values, `lanes` compared a cycle [spatten-2021]. */
export const quickSelectStepCycles = (candidates: number, lanes: number): number =>
  Math.ceil(candidates / lanes) + 3;

/** Compare-exchanges and stages of a network for `keys` keys, counted on the network itself. */
function build(network: SortingNetwork, keys: number): { comparators: number; stages: number } {
  let comparators = 0;
  let stages = 0;
  for (const stage of network.stages(keys)) {
    comparators += stage.length / 2;
    stages++;
  }
  return { comparators, stages };
}

const NETWORKS = [
  ["bitonic", bitonicNetwork, 64, 672, 21],
  ["bitonic", bitonicNetwork, 1024, 28_160, 55],
  ["odd-even merge", oddEvenMergeNetwork, 64, 543, 21],
  ["odd-even merge", oddEvenMergeNetwork, 1024, 24_063, 55],
] as const;

/** Sorters: both networks of [batcher-1968] by building them, merging in FIFOs and counting in cycles. */
export function sortingFacts(price: PriceOf): Fact[] {
  const base = { topic: "sorters", tolerance: 0, evidence: "same formula" } as const;
  const networks = NETWORKS.flatMap(([name, network, keys, comparators, stages]): Fact[] => {
    const built = build(network, keys);
    const fact = { ...base, source: "batcher-1968", note: "counted on the network that was built" };
    return [
      {
        ...fact,
        quantity: `${name}, ${keys} keys`,
        unit: "comparators",
        published: comparators,
        ours: built.comparators,
      },
      { ...fact, quantity: `${name}, ${keys} keys`, unit: "stages", published: stages, ours: built.stages },
    ];
  });
  const keys = 1024;
  const buckets = 128;
  const { place, scan } = price("sorter", "counting", { buckets, units: 1, clock: "1 GHz" }, 28).actions;
  return [
    ...networks,
    {
      ...base,
      quantity: `merging in FIFOs, ${keys} keys`,
      unit: "comparators",
      published: 10,
      ours: streamingMergeComparators(keys),
      source: "ghosh-2019",
      note: "one a level, log₂ N",
    },
    {
      ...base,
      quantity: `merging in FIFOs, ${keys} keys`,
      unit: "cycles",
      published: keys + 10 - 1,
      ours: streamingMergeCycles(keys),
      source: "ghosh-2019",
      note: "N + log₂ N − 1",
    },
    {
      ...base,
      quantity: `counting sort, ${keys} keys, ${buckets} buckets, one port`,
      unit: "cycles",
      published: 2 * keys + buckets,
      ours: Math.round((keys * place.interval + buckets * scan.interval) * 1e15) / 1e6,
      source: REMEMBERED,
      note: "2N + buckets of the textbook, from the intervals of sorter counting",
    },
  ];
}

const ARRAY = { rows: 128, columns: 128 };
const SCORES = { m: 4096, n: 4096, k: 64 };
const VALUES = { m: 4096, n: 64, k: 4096 };
const CHUNK = { m: 64, n: 128, k: 64 };

const USES: readonly (readonly [string, Dataflow, Gemm, number])[] = [
  ["scores, outputs stay", "output-stationary", SCORES, 20.1],
  ["values, outputs stay", "output-stationary", VALUES, 47.1],
  ["scores, weights stay", "weight-stationary", SCORES, 46],
  ["one chunk of LSH, outputs stay", "output-stationary", CHUNK, 10],
];

/** All of that attention as one block. */
const BLOCK = { queries: SCORES.m, keys: SCORES.n, width: SCORES.k };

/** Attention of 4096 tokens with heads of 64 on 128 × 128 units, as [scale-sim-v3] counted it. */
export function systolicFacts(price: PriceOf): Fact[] {
  const base = { topic: "systolic array", source: "scale-sim-v3", evidence: "same formula" } as const;
  const { mac } = price("mac", "systolic", { ...ARRAY, clock: "1 GHz" }, 28).actions;
  const macs = 2 * SCORES.m * SCORES.n * SCORES.k;
  return [
    {
      ...base,
      quantity: "scores, outputs stay",
      unit: "cycles",
      published: 325_632,
      ours: systolicCycles("output-stationary", SCORES, ARRAY),
      tolerance: 0,
      note: "1024 folds of 318",
    },
    {
      ...base,
      quantity: "values, outputs stay",
      unit: "cycles",
      published: 139_200,
      ours: systolicCycles("output-stationary", VALUES, ARRAY),
      tolerance: 0,
      note: "32 folds of 4350",
    },
    {
      ...base,
      quantity: "both, by the price of mac systolic",
      unit: "cycles",
      published: 325_632 + 139_200,
      ours: (macs * mac.interval * 1e9) / blockUse("output-stationary", BLOCK, ARRAY, 0),
      tolerance: 0,
      note: "interval of a multiply-accumulate × their number, over the share of units that work",
    },
    ...USES.map(
      ([quantity, dataflow, gemm, published]): Fact => ({
        ...base,
        quantity: `${quantity}: use`,
        unit: "%",
        published,
        ours: 100 * systolicUtilisation(dataflow, gemm, ARRAY),
        tolerance: 0.01,
        note: "",
      }),
    ),
  ];
}

/** Multiply-accumulates over cycles × units, in (0, 1]. */
export const systolicUtilisation = (
  dataflow: Dataflow,
  gemm: Gemm,
  array: SystolicArray,
  overlap = 0,
): number =>
  (gemm.m * gemm.n * gemm.k) / (systolicCycles(dataflow, gemm, array, overlap) * array.rows * array.columns);

/** Power and area of a unit over those of ConSmax at 16 nm. */
export const overConsmax = (unit: "softermax" | "floatingPoint"): { power: number; area: number } => {
  const { [unit]: rival, consmax } = SOFTMAX_UNITS["16 nm"];
  return { power: rival.power / consmax.power, area: rival.area / consmax.area };
};

/** Cycles from the first key in to the last key out: N + log₂N − 1. */
export const streamingMergeCycles = (keys: number): number => keys + streamingMergeComparators(keys) - 1;
