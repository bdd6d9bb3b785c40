import { defineNetworkSorter } from "./network-sorter.ts";
import { bitonicNetwork } from "./sorting-network.ts";

/** Bitonic sorter: the most compare-exchanges, but every stage has the same wires between halves. */
export const bitonicSorter = defineNetworkSorter("bitonic", bitonicNetwork);
