// The public interface of this package. SI units throughout: m², s, F, V, J, W.
export { type AnnotatedNetlist, annotate } from "./src/annotate.ts";
export type { Cell, CellLibrary } from "./src/cell.ts";
export { areaOf, countsOf, leakageOf } from "./src/census.ts";
export { criticalPath } from "./src/critical-path.ts";
export { energyOf } from "./src/energy.ts";
export { CellLibraryError } from "./src/errors.ts";
export { joinedLibraries } from "./src/joined-libraries.ts";
export { parseLiberty } from "./src/liberty.ts";
export type { Activity } from "./src/machine.ts";
export type { Netlist } from "./src/netlist.ts";
export { createSimulation, type Simulation } from "./src/simulation.ts";
export { readNetlist } from "./src/yosys-netlist.ts";
