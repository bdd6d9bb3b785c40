import type { Model } from "../../base/component.ts";
import { accumulatorShiftAdd } from "./accumulator-shift-add.ts";
import { adderTreePopcount } from "./adder-tree-popcount.ts";
import { adderTreeProjection } from "./adder-tree-projection.ts";
import { bankedSram } from "./banked-sram.ts";
import { base2Softmax } from "./base2-softmax.ts";
import { bf16Mac } from "./bf16-mac.ts";
import { bitonicSorter } from "./bitonic-sorter.ts";
import { comparatorTreeArgmax } from "./comparator-tree-argmax.ts";
import { consmaxSoftmax } from "./consmax-softmax.ts";
import { countingSorter } from "./counting-sorter.ts";
import { dFlipFlopRegister } from "./d-flip-flop-register.ts";
import { denseInt8Projection } from "./dense-int8-projection.ts";
import { fastHadamardProjection } from "./fast-hadamard-projection.ts";
import { floatingPointSoftmax } from "./floating-point-softmax.ts";
import {
  idealAdder,
  idealArgmax,
  idealDivider,
  idealPopcount,
  idealRegister,
  idealShiftAdd,
} from "./ideal-arithmetic.ts";
import { idealCombine, idealGather, idealProjection } from "./ideal-attention-units.ts";
import { idealMac } from "./ideal-mac.ts";
import { idealDram, idealSram } from "./ideal-memory.ts";
import { idealSoftmax } from "./ideal-softmax.ts";
import { idealSorter } from "./ideal-sorter.ts";
import { indexedGather } from "./indexed-gather.ts";
import { int8Mac } from "./int8-mac.ts";
import { lpddr4Dram } from "./lpddr4-dram.ts";
import { lutSoftmax } from "./lut-softmax.ts";
import { oddEvenMergeSorter } from "./odd-even-merge-sorter.ts";
import { pipelinedAdder } from "./pipelined-adder.ts";
import { rippleAdder } from "./ripple-adder.ts";
import { runningCombine } from "./running-combine.ts";
import { serialDivider } from "./serial-divider.ts";
import { streamingMergeSorter } from "./streaming-merge-sorter.ts";
import { synthesisedRegister } from "./synthesised-register.ts";
import { systolicMac } from "./systolic-mac.ts";

/** Every digital unit and memory, by family. */
export const digitalUnits: readonly Model[] = [
  idealSorter,
  countingSorter,
  bitonicSorter,
  oddEvenMergeSorter,
  streamingMergeSorter,
  idealSoftmax,
  base2Softmax,
  lutSoftmax,
  consmaxSoftmax,
  floatingPointSoftmax,
  idealMac,
  int8Mac,
  bf16Mac,
  systolicMac,
  idealSram,
  bankedSram,
  idealDram,
  lpddr4Dram,
  idealAdder,
  rippleAdder,
  pipelinedAdder,
  idealRegister,
  dFlipFlopRegister,
  synthesisedRegister,
  idealShiftAdd,
  accumulatorShiftAdd,
  idealDivider,
  serialDivider,
  idealPopcount,
  adderTreePopcount,
  idealArgmax,
  comparatorTreeArgmax,
  idealProjection,
  adderTreeProjection,
  fastHadamardProjection,
  denseInt8Projection,
  idealCombine,
  runningCombine,
  idealGather,
  indexedGather,
];
