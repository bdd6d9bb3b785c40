import { defineNetworkSorter } from "./network-sorter.ts";
import { oddEvenMergeNetwork } from "./sorting-network.ts";

/** Odd-even merge sorter: as deep as the bitonic one, with fewer compare-exchanges. */
export const oddEvenMergeSorter = defineNetworkSorter("odd-even-merge", oddEvenMergeNetwork);
