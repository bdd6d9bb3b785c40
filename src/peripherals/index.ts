import type { Model } from "#base";
import {
  accumulatorShiftAdd,
  adderTreePopcount,
  bankedSram,
  busLink,
  cactiLikeSram,
  capacitiveSampleHold,
  compiledSram,
  crossCoupledLevelShifter,
  ddr3Dram,
  ddr4Dram,
  dFlipFlopRegister,
  dieToDieLink,
  edramSram,
  gatedClock,
  gddr6Dram,
  hbm2Dram,
  hbm3Dram,
  hbm4Dram,
  hTreeLink,
  idealAdder,
  idealClock,
  idealControl,
  idealDecoder,
  idealDivider,
  idealDram,
  idealGather,
  idealInputStage,
  idealLevelShifter,
  idealLink,
  idealPads,
  idealPopcount,
  idealRegister,
  idealSampleHold,
  idealShiftAdd,
  idealSram,
  idealWhiteSpace,
  indexedGather,
  integratorStage,
  interfacePads,
  lpddr1Dram,
  lpddr4Dram,
  lpddr5Dram,
  lpddr5xDram,
  offChipLink,
  pipelinedAdder,
  proportionalWhiteSpace,
  registerFileSram,
  regulatedCascode,
  rippleAdder,
  routerLink,
  sequencerControl,
  serialDivider,
  stackedDram,
  statedSram,
  staticDecoder,
  synthesisedRegister,
  transimpedanceStage,
  wireLink,
} from "#circuits";
import { idealAdc } from "./adc/adc.ts";
import { chargeToPulseAdc } from "./adc/charge-to-pulse.ts";
import { flashAdc } from "./adc/flash.ts";
import { lowResolutionAdc } from "./adc/low-resolution.ts";
import { isaacAdc, pumaAdc, timeDomainAdc, zigzagAdc } from "./adc/published.ts";
import { sarAdc } from "./adc/sar.ts";
import { surveyAdc } from "./adc/survey.ts";
import { capacitiveDac, idealDac, oneBitDac, r2rDac } from "./dac/dac.ts";
import { a100Gpu, h100Gpu, idealGpu } from "./gpu.ts";
import { idealMux, passGateMux } from "./lines/mux.ts";
import { idealRowDriver, lineRowDriver } from "./lines/row-driver.ts";
import { idealTileSwitch, transistorTileSwitch } from "./lines/tile-switch.ts";
import { idealMac } from "./mac/mac.ts";
import { bf16Mac, int8Mac, systolicMac } from "./mac/models.ts";
import { comparatorTreeArgmax, idealArgmax } from "./parts/argmax.ts";
import { idealCombine, runningCombine } from "./parts/combine.ts";
import {
  adderTreeProjection,
  denseInt8Projection,
  fastHadamardProjection,
  idealProjection,
} from "./projection/projection.ts";
import { chargeComparator, senseAmplifier } from "./readout/comparators.ts";
import { idealComparator, idealWta } from "./readout/readout.ts";
import { comparatorTreeWta, timeDomainWta } from "./readout/winner-take-all.ts";
import { analogPairs } from "./search/analog-pairs.ts";
import { camCharge } from "./search/cam-charge.ts";
import { cam2t2r, cam16t, camFefet } from "./search/cam-models.ts";
import { digitalCim, dramScan, nonVolatileScan, sramScan } from "./search/digital-stores.ts";
import { idealSearch } from "./search/search.ts";
import {
  base2Softmax,
  consmaxSoftmax,
  floatingPointSoftmax,
  idealSoftmax,
  lutSoftmax,
} from "./softmax/softmax.ts";
import { countingSorter } from "./sorter/counting.ts";
import { streamingMergeSorter } from "./sorter/merge.ts";
import { bitonicSorter, oddEvenMergeSorter } from "./sorter/network.ts";
import { idealSorter } from "./sorter/sorter.ts";
import { compareTopK } from "./top-k/compare.ts";
import { countingTopK } from "./top-k/counting.ts";
import { bitonicTopK, partialSortTopK } from "./top-k/sorted.ts";
import { bisectionTopK, carriedTopK } from "./top-k/thresholds.ts";
import { timeDomainTopK } from "./top-k/time-domain.ts";
import { idealTopK } from "./top-k/top-k.ts";

/** All converters and drivers, by family. */
export const converters: readonly Model[] = [
  idealDac,
  capacitiveDac,
  r2rDac,
  oneBitDac,
  idealAdc,
  surveyAdc,
  sarAdc,
  flashAdc,
  lowResolutionAdc,
  zigzagAdc,
  isaacAdc,
  pumaAdc,
  timeDomainAdc,
  idealInputStage,
  regulatedCascode,
  transimpedanceStage,
  integratorStage,
  chargeToPulseAdc,
  idealComparator,
  chargeComparator,
  senseAmplifier,
  idealWta,
  comparatorTreeWta,
  timeDomainWta,
  idealRowDriver,
  lineRowDriver,
  idealSampleHold,
  capacitiveSampleHold,
  idealMux,
  passGateMux,
  idealLevelShifter,
  crossCoupledLevelShifter,
  idealDecoder,
  staticDecoder,
  idealTileSwitch,
  transistorTileSwitch,
];

/** All digital units and memories, by family. */
export const digitalUnits: readonly Model[] = [
  idealSorter,
  countingSorter,
  bitonicSorter,
  oddEvenMergeSorter,
  streamingMergeSorter,
  idealSearch,
  sramScan,
  dramScan,
  nonVolatileScan,
  digitalCim,
  cam16t,
  cam2t2r,
  camFefet,
  camCharge,
  analogPairs,
  idealTopK,
  countingTopK,
  bisectionTopK,
  carriedTopK,
  compareTopK,
  timeDomainTopK,
  bitonicTopK,
  partialSortTopK,
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
  compiledSram,
  registerFileSram,
  cactiLikeSram,
  edramSram,
  statedSram,
  idealDram,
  lpddr4Dram,
  lpddr5Dram,
  lpddr5xDram,
  lpddr1Dram,
  ddr3Dram,
  ddr4Dram,
  gddr6Dram,
  hbm2Dram,
  hbm3Dram,
  hbm4Dram,
  stackedDram,
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
  wireLink,
  offChipLink,
  dieToDieLink,
  idealClock,
  gatedClock,
  idealControl,
  sequencerControl,
  idealPads,
  interfacePads,
  idealWhiteSpace,
  proportionalWhiteSpace,
  idealGpu,
  a100Gpu,
  h100Gpu,
];
