// The public interface of this package. SI units throughout: m², s, F, V, J, W.
export { type AnnotatedNetlist, type AnnotationOptions, annotate } from "./src/annotate.ts";
export type { Cell, CellLibrary } from "./src/cell.ts";
export { areaOf, type CellCounts, countsOf, leakageOf } from "./src/census.ts";
export { type CriticalPath, criticalPath } from "./src/critical-path.ts";
export { type Energy, energyOf } from "./src/energy.ts";
export { CellLibraryError } from "./src/errors.ts";
export { joinedLibraries } from "./src/joined-libraries.ts";
export { parseLiberty } from "./src/liberty.ts";
export type { Activity } from "./src/machine.ts";
export type { Netlist } from "./src/netlist.ts";
export { createSimulation, type Simulation, type SimulationOptions } from "./src/simulation.ts";
export { readNetlist } from "./src/yosys-netlist.ts";
