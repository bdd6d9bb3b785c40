// Everything that others may use of this package.
export {
  type ArraySolution,
  arraySolver,
  type CircuitRead,
  circuitRead,
  circuitReader,
} from "./src/array-read.ts";
export {
  type ArrayResponse,
  type DrivenResponse,
  drivenResponse,
  FULL_BYTES,
  isStreamed,
  solvedResponse,
} from "./src/array-response.ts";
export { arrayNetlist } from "./src/array-spice.ts";
export { type KnownChains, rememberedChains } from "./src/driven-lines.ts";
export { idealResponse } from "./src/ideal-response.ts";
export {
  meanNoiseVariance,
  outputCurrents,
  type SignalRetention,
  signalRetention,
  stackResponses,
  timedResponse,
} from "./src/output-currents.ts";
export {
  type ArrayGeometry,
  type ArrayRecipe,
  type ColumnPlan,
  columnPlan,
  type LineFaultRates,
  type LineFaults,
  PAIRINGS,
  type Pairing,
  type ProgrammedArray,
  programArray,
} from "./src/programmed-array.ts";
export {
  type BiasScheme,
  type DriveMode,
  type DrivenArray,
  type DriveWires,
  fittedConductance,
  type LineVoltages,
  type PowerSplit,
  type SolveMethod,
  selectCell,
} from "./src/programming/operating-point.ts";
export {
  applyTrain,
  freshArray,
  type Programmed,
  type PulseTrain,
  resetTrain,
  START_CONDUCTANCE,
  setTrain,
  stuckShare,
} from "./src/programming/pulse-train.ts";
export {
  type Calibration,
  type CalibrationPlan,
  calibrateThresholds,
  type OffsetRead,
} from "./src/programming/threshold-calibration.ts";
export {
  type Staircase,
  type VerifyRead,
  type WriteReport,
  type WriteVerify,
  writeVerify,
} from "./src/programming/write-verify.ts";
export { hasFewLines } from "./src/streamed-drives.ts";
export {
  type ArrayElectrics,
  bitSides,
  connectedTiles,
  DRIVES,
  driverSides,
  isTiled,
  type LineReach,
  reachOfLines,
  readColumns,
  type TileRegion,
  tileCircuit,
  tileRegions,
  wordSides,
} from "./src/tile-circuit.ts";
export type { Port, TileEnds, TilePorts } from "./src/tile-ports.ts";
