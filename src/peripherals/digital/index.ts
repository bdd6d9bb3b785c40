import type { Model } from "../../base/component.ts";
import { bankedSram } from "./banked-sram.ts";
import { base2Softmax } from "./base2-softmax.ts";
import { bitonicSorter } from "./bitonic-sorter.ts";
import { countingSorter } from "./counting-sorter.ts";
import { idealMac } from "./ideal-mac.ts";
import { idealDram, idealSram } from "./ideal-memory.ts";
import { idealSoftmax } from "./ideal-softmax.ts";
import { idealSorter } from "./ideal-sorter.ts";
import { int8Mac } from "./int8-mac.ts";
import { lpddr4Dram } from "./lpddr4-dram.ts";
import { oddEvenMergeSorter } from "./odd-even-merge-sorter.ts";
import { streamingMergeSorter } from "./streaming-merge-sorter.ts";

/** Every digital unit and memory, by family. */
export const digitalUnits: readonly Model[] = [
  idealSorter,
  countingSorter,
  bitonicSorter,
  oddEvenMergeSorter,
  streamingMergeSorter,
  idealSoftmax,
  base2Softmax,
  idealMac,
  int8Mac,
  idealSram,
  bankedSram,
  idealDram,
  lpddr4Dram,
];
