import type { Cell, CellLibrary } from "./cell.ts";

export interface Port {
  readonly name: string;
  readonly direction: "input" | "output";
  /** Nets by bit, the lowest first. */
  readonly nets: Int32Array;
}

export interface Instance {
  readonly name: string;
  readonly cell: Cell;
  /** Nets of the cell's inputs and outputs, in the cell's order; -1 is an output that leads nowhere. */
  readonly inputs: Int32Array;
  readonly outputs: Int32Array;
}

/** Mapped cells and the nets between them. Nets 0 and 1 are the constants 0 and 1. */
export interface Netlist {
  readonly name: string;
  readonly library: CellLibrary;
  readonly netNames: readonly string[];
  readonly ports: readonly Port[];
  readonly instances: readonly Instance[];
  /** The one input port that clocks the registers, and the edge that they store at; null without registers. */
  readonly clock: { readonly port: string; readonly net: number; readonly edge: "rising" | "falling" } | null;
  /** Indices of the combinational instances, each after those that drive it. */
  readonly order: Int32Array;
  /** Names of nets that are read and not driven; they are 0, as don't-cares are. */
  readonly undriven: readonly string[];
}
