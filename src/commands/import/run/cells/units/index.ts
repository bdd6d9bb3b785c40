import {
  adder,
  comparator,
  compareExchangeUnit,
  dotProduct,
  fullAdder,
  multiplexer,
  multiplier,
  registerWord,
} from "./arithmetic.ts";
import type { HardwareUnit } from "./hardware-unit.ts";
import {
  camRow,
  codeScore,
  compareTopKUnit,
  countingSorterUnit,
  countingTopKUnit,
  popcount,
} from "./selection.ts";
import { hadamard, sequencer, softmaxLane } from "./streams.ts";

/** Digital units in Verilog, small ones first. */
export const HARDWARE_UNITS: readonly HardwareUnit[] = [
  fullAdder,
  multiplexer,
  adder,
  comparator,
  registerWord,
  multiplier,
  popcount,
  codeScore,
  camRow,
  compareExchangeUnit,
  softmaxLane,
  sequencer,
  compareTopKUnit,
  dotProduct,
  countingTopKUnit,
  countingSorterUnit,
  hadamard,
];
