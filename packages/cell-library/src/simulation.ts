import type { AnnotatedNetlist } from "./annotate.ts";
export interface SimulationOptions {
  /** "cells": each edge after its cell's delay, so that glitches happen. "zero": a net changes once a cycle at most. */
  readonly delays: "cells" | "zero";
}
/** What happened since the start or the last `restart`. */
export interface Activity {
  readonly cycles: number;
  /** Changes of each net, by its number; of the clock's net two a cycle. */
  readonly toggles: Float64Array;
  /** Changes of nets but for the clock's: the events of the simulation. */
  readonly events: number;
  /** Registers that changed, summed over cycles. */
  readonly changedRegisters: number;
}
export interface Simulation {
  /**
   * One cycle of the clock. At its edge registers store what they saw at the end of the last cycle and the inputs take the values given (by
   * port without the clock, bits in binary weight; a port left out keeps its value); then everything settles. Registers and inputs start at 0.
   * Throws CellLibraryError on an unknown port or a value that is no whole number within its width.
   */
  readonly step: (inputs?: Readonly<Record<string, number | bigint>>) => void;
  /** Value of an output port (or input port) now. */
  readonly output: (port: string) => bigint;
  /** Counts since the start or the last `restartCounts`. */
  readonly activity: () => Activity;
  /** Forgets counts, keeps the state: after a reset, before what is measured. */
  readonly restartCounts: () => void;
}
export declare function createSimulation(netlist: AnnotatedNetlist, options: SimulationOptions): Simulation;
