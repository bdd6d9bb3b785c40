import {
  adder,
  comparator,
  compareExchangeUnit,
  decoder,
  divider,
  dotProduct,
  fullAdder,
  multiplexer,
  multiplier,
  registerWord,
  shiftAdd,
} from "./arithmetic.ts";
import type { HardwareUnit } from "./hardware-unit.ts";
import { camRow, codeScore, countingSorterUnit, countingTopKUnit, popcount } from "./selection.ts";
import { hadamard, sequencer, softmaxLane } from "./streams.ts";

/** Digital units in Verilog, small ones first. */
export const HARDWARE_UNITS: readonly HardwareUnit[] = [
  fullAdder,
  multiplexer,
  adder,
  comparator,
  registerWord,
  decoder,
  multiplier,
  shiftAdd,
  divider,
  popcount,
  codeScore,
  camRow,
  compareExchangeUnit,
  softmaxLane,
  sequencer,
  dotProduct,
  countingTopKUnit,
  countingSorterUnit,
  hadamard,
];
