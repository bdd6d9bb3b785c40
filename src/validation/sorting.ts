import {
  bitonicNetwork,
  oddEvenMergeNetwork,
  type SortingNetwork,
} from "../peripherals/digital/sorting-network.ts";
import {
  streamingMergeComparators,
  streamingMergeCycles,
} from "../peripherals/digital/streaming-merge-sorter.ts";
import { type Fact, REMEMBERED } from "./fact.ts";
import type { PriceOf } from "./pricing.ts";

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
