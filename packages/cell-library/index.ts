// The public interface of this package. SI units throughout: m², s, F, V, J, W.
export { type AnnotatedNetlist, annotate, type AnnotationOptions } from "./src/annotate.ts";
export { type Activity, createSimulation, type Simulation, type SimulationOptions } from "./src/simulation.ts";
export type { Cell, CellLibrary } from "./src/cell.ts";
export { areaOf, type CellCounts, countsOf } from "./src/census.ts";
export { type CriticalPath, criticalPath } from "./src/critical-path.ts";
export { CellLibraryError } from "./src/errors.ts";
export { type Energy, energyOf, leakageOf } from "./src/energy.ts";
export { parseLiberty } from "./src/liberty.ts";
export type { Netlist } from "./src/netlist.ts";
export { readNetlist } from "./src/yosys-netlist.ts";
