// Everything that others may use of this package.
export { type Clock, type ClockModel, defineClock, gatedClock, idealClock } from "./src/chip/clock.ts";
export { type ControlModel, defineControl, idealControl, sequencerControl } from "./src/chip/control.ts";
export { definePads, idealPads, interfacePads, type Pads, type PadsModel } from "./src/chip/pads.ts";
export {
  bipolarDac,
  capacitiveDac,
  type Dac,
  type DacModel,
  defineDac,
  idealDac,
  oneBitDac,
  r2rDac,
} from "./src/dac/dac.ts";
export {
  ENCODINGS,
  type InputEncoding,
  inputEncoding,
  POLARITIES,
  type ReadPhase,
} from "./src/dac/input-encoding.ts";
export { ideal, idealUnit } from "./src/ideal.ts";
export {
  AMPLIFIER_NOMINAL,
  holdingAmplifier,
  type Load,
  THERMAL_ENERGY,
} from "./src/input-stage/amplifier.ts";
export {
  defineInputStage,
  type InputStage,
  type InputStageModel,
  idealInputStage,
  paramsOfLoad,
} from "./src/input-stage/input-stage.ts";
export { integratorStage, regulatedCascode, transimpedanceStage } from "./src/input-stage/models.ts";
export { driven, INVERTER } from "./src/inverter.ts";
export { defineMux, idealMux, type Mux, type MuxModel, passGateMux } from "./src/lines/mux.ts";
export {
  CROSSING_CAPACITANCE,
  defineRowDriver,
  idealRowDriver,
  lineRowDriver,
  type RowDriver,
  type RowDriverAction,
  type RowDriverModel,
} from "./src/lines/row-driver.ts";
export {
  defineTileSwitch,
  idealTileSwitch,
  type TileSwitch,
  type TileSwitchModel,
  transistorTileSwitch,
} from "./src/lines/tile-switch.ts";
export {
  ADDERS,
  ARITHMETIC,
  COMPARATORS,
  COUNTING_TREE,
  EXPONENTIAL,
  LOGIC,
  LOGIC_LEAKAGE,
  leakingAt,
  logicAt,
  MULTIPLEXERS,
  MULTIPLIERS,
  REGISTERS,
  SYNTHESISED,
} from "./src/logic-prices.ts";
export { DRAM, type DramStandard, defineBurstDram } from "./src/memory/dram.ts";
export {
  ddr3Dram,
  ddr4Dram,
  gddr6Dram,
  hbm2Dram,
  hbm3Dram,
  hbm4Dram,
  LPDDR4_ENERGY,
  lpddr1Dram,
  lpddr4Dram,
  lpddr5Dram,
  lpddr5xDram,
  stackedDram,
} from "./src/memory/dram-standards.ts";
export {
  type Attachment,
  type BufferAccess,
  defineMemory,
  idealDram,
  idealSram,
  type Memory,
  type MemoryActions,
  type MemoryModel,
  type VectorGather,
} from "./src/memory/memory.ts";
export {
  bankedSram,
  cactiLikeSram,
  compiledSram,
  edramSram,
  REFERENCE_BANK,
  registerFileSram,
  statedSram,
} from "./src/memory/sram.ts";
export {
  SRAM_ASSEMBLY,
  SRAM_MACRO,
  SRAM_TIME,
  SRAM_WRITE,
  sramLatency,
  sramPrice,
  writtenBit,
} from "./src/memory/sram-macro.ts";
export { BFLOAT16, INT8, type NumberFormat, roundBfloat16, roundSignificand } from "./src/number-formats.ts";
export {
  type Adder,
  type AdderModel,
  defineAdder,
  idealAdder,
  pipelinedAdder,
  rippleAdder,
} from "./src/parts/adder.ts";
export {
  type Decoder,
  type DecoderModel,
  defineDecoder,
  idealDecoder,
  staticDecoder,
} from "./src/parts/decoder.ts";
export {
  type Divider,
  type DividerModel,
  defineDivider,
  idealDivider,
  serialDivider,
} from "./src/parts/divider.ts";
export {
  defineGather,
  type Gather,
  type GatherModel,
  idealGather,
  indexedGather,
} from "./src/parts/gather.ts";
export {
  crossCoupledLevelShifter,
  defineLevelShifter,
  idealLevelShifter,
  type LevelShifter,
  type LevelShifterModel,
} from "./src/parts/level-shifter.ts";
export {
  busLink,
  defineLink,
  dieToDieLink,
  hTreeLink,
  hTreePath,
  hTreeWire,
  idealLink,
  type Link,
  type LinkModel,
  offChipLink,
  routerLink,
  WIRE_ACTIVITY,
  wireLink,
} from "./src/parts/link.ts";
export {
  adderTreePopcount,
  counterTree,
  definePopcount,
  idealPopcount,
  type Popcount,
  type PopcountModel,
} from "./src/parts/popcount.ts";
export {
  defineRegister,
  dFlipFlopRegister,
  idealRegister,
  type Register,
  type RegisterModel,
  synthesisedRegister,
} from "./src/parts/register.ts";
export {
  capacitiveSampleHold,
  defineSampleHold,
  idealSampleHold,
  type SampleHold,
  type SampleHoldModel,
} from "./src/parts/sample-hold.ts";
export {
  accumulatorShiftAdd,
  defineShiftAdd,
  idealShiftAdd,
  type ShiftAdd,
  type ShiftAddModel,
} from "./src/parts/shift-add.ts";
export { SUPPLY } from "./src/supply.ts";
export {
  defineWhiteSpace,
  idealWhiteSpace,
  proportionalWhiteSpace,
  type WhiteSpace,
  type WhiteSpaceModel,
} from "./src/white-space.ts";
