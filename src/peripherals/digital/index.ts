import type { Model } from "../../base/component.ts";
import { a100Gpu } from "./a100-gpu.ts";
import { accumulatorShiftAdd } from "./accumulator-shift-add.ts";
import { adderTreePopcount } from "./adder-tree-popcount.ts";
import { adderTreeProjection } from "./adder-tree-projection.ts";
import { bankedSram } from "./banked-sram.ts";
import { base2Softmax } from "./base2-softmax.ts";
import { bf16Mac } from "./bf16-mac.ts";
import { bitonicSorter } from "./bitonic-sorter.ts";
import { busLink } from "./bus-link.ts";
import { cactiLikeSram } from "./cacti-like-sram.ts";
import { comparatorTreeArgmax } from "./comparator-tree-argmax.ts";
import { consmaxSoftmax } from "./consmax-softmax.ts";
import { countingSorter } from "./counting-sorter.ts";
import { dFlipFlopRegister } from "./d-flip-flop-register.ts";
import { ddr3Dram } from "./ddr3-dram.ts";
import { ddr4Dram } from "./ddr4-dram.ts";
import { denseInt8Projection } from "./dense-int8-projection.ts";
import { edramSram } from "./edram-sram.ts";
import { fastHadamardProjection } from "./fast-hadamard-projection.ts";
import { floatingPointSoftmax } from "./floating-point-softmax.ts";
import { hTreeLink } from "./h-tree-link.ts";
import { h100Gpu } from "./h100-gpu.ts";
import { hbm2Dram } from "./hbm2-dram.ts";
import { hbm3Dram } from "./hbm3-dram.ts";
import { hbm4Dram } from "./hbm4-dram.ts";
import {
  idealAdder,
  idealArgmax,
  idealDivider,
  idealPopcount,
  idealRegister,
  idealShiftAdd,
} from "./ideal-arithmetic.ts";
import { idealCombine, idealGather, idealProjection } from "./ideal-attention-units.ts";
import { idealGpu } from "./ideal-gpu.ts";
import { idealLink } from "./ideal-link.ts";
import { idealMac } from "./ideal-mac.ts";
import { idealDram, idealSram } from "./ideal-memory.ts";
import { idealSoftmax } from "./ideal-softmax.ts";
import { idealSorter } from "./ideal-sorter.ts";
import { indexedGather } from "./indexed-gather.ts";
import { int8Mac } from "./int8-mac.ts";
import { lpddr1Dram } from "./lpddr1-dram.ts";
import { lpddr4Dram } from "./lpddr4-dram.ts";
import { lutSoftmax } from "./lut-softmax.ts";
import { oddEvenMergeSorter } from "./odd-even-merge-sorter.ts";
import { offChipLink } from "./off-chip-link.ts";
import { pipelinedAdder } from "./pipelined-adder.ts";
import { idealWhiteSpace, proportionalWhiteSpace } from "./proportional-white-space.ts";
import { registerFileSram } from "./register-file-sram.ts";
import { rippleAdder } from "./ripple-adder.ts";
import { routerLink } from "./router-link.ts";
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
  registerFileSram,
  cactiLikeSram,
  edramSram,
  idealDram,
  lpddr4Dram,
  lpddr1Dram,
  ddr3Dram,
  ddr4Dram,
  hbm2Dram,
  hbm3Dram,
  hbm4Dram,
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
  idealLink,
  busLink,
  routerLink,
  hTreeLink,
  offChipLink,
  idealWhiteSpace,
  proportionalWhiteSpace,
  idealGpu,
  a100Gpu,
  h100Gpu,
];
