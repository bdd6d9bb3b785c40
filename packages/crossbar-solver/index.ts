// Everything that others may use of this package.
export {
  bitLines,
  type Circuit,
  type DeviceLaw,
  isPin,
  type LineFamily,
  SIDES,
  type Side,
  type Terminal,
  type TerminalSide,
  terminalAt,
  terminalNode,
  wordLines,
} from "./src/circuit.ts";
export { CELL_BUDGET, type CircuitFault, circuitFaults, sizeFaults } from "./src/circuit-faults.ts";
export { endAdmittance } from "./src/end-admittance.ts";
export { UnconvergedError } from "./src/errors.ts";
export { edgeConductances, edgeCount, type FrontPlan } from "./src/front-plan.ts";
export { plannedFronts } from "./src/front-planner.ts";
export { eliminationProducts } from "./src/front-work.ts";
export type { LaneMeasure, LineSystem, SolverKernel, Wire } from "./src/line-system.ts";
export type { LastFront } from "./src/plain-fronts.ts";
export { plainKernel } from "./src/plain-kernel.ts";
export { DEFAULT_TOLERANCE, type Solution, type SolveOptions, solveCircuit } from "./src/solve.ts";
export { cellCard, spiceNetlist, TOLERANCES } from "./src/spice.ts";
export { bareLoad, spiceTransient, type TransientLoad } from "./src/spice-transient.ts";
export { fours, type SymmetricSweep } from "./src/symmetric-sweep.ts";
export {
  hasFronts,
  type TransferMatrix,
  type TransferOptions,
  transferMatrix,
} from "./src/transfer-matrix.ts";
export { type CellChange, updateTransfer } from "./src/transfer-update.ts";
export { forEachUnitDrive, unitCellVoltages } from "./src/unit-drives.ts";
export { loadSolverKernel } from "./src/wasm-kernel.ts";
