// What is known of a cell. A state of a cell is a whole number: bit k is the value of its input k; of a register the bit above
// them is what it stores.

import type { LookupTable } from "./lookup-table.ts";

/**
 * Energies of a transition at a pin, J, beyond those of the loads outside the cell: `classOf[state]` leads to the tables that apply, -1 to
 * none; the energy is the sum of the tables, at the slew of the causing edge and the load of the output.
 */
export interface InternalEnergy {
  readonly classOf: Int16Array;
  readonly rise: readonly (readonly LookupTable[])[];
  readonly fall: readonly (readonly LookupTable[])[];
}

export interface InputPin {
  readonly name: string;
  /** F. */
  readonly capacitance: number;
  /** Whether the register stores at an edge of this pin. */
  readonly isClock: boolean;
  /** Of an edge at this pin, whether or not an output follows. */
  readonly energy: InternalEnergy;
  /** Time that a rising or falling edge has to precede the clock's edge by, s: of (slew here, slew of the clock). */
  readonly setup: { readonly rise: readonly LookupTable[]; readonly fall: readonly LookupTable[] };
}

/** Delay and slew from an input to an output, s: of (slew of the input, load of the output). A table is null where the arc has no such edge. */
export interface TimingArc {
  readonly input: number;
  /** Edges of the input that make the output rise: the same, the opposite, or both. */
  readonly sense: "positive" | "negative" | "both";
  readonly riseDelay: LookupTable | null;
  readonly fallDelay: LookupTable | null;
  readonly riseSlew: LookupTable | null;
  readonly fallSlew: LookupTable | null;
}

export interface OutputPin {
  readonly name: string;
  /** Value in each state. */
  readonly values: Uint8Array;
  readonly arcs: readonly TimingArc[];
  /** Of an edge here that input k caused. */
  readonly energyBy: readonly InternalEnergy[];
}

/** What an edge-triggered register does: tables over its states. */
export interface Register {
  /** The input that is its clock. */
  readonly clock: number;
  readonly edge: "rising" | "falling";
  readonly next: Uint8Array;
  /** 1 where the state is forced to 0 or to 1 whatever the clock; null where nothing forces it. */
  readonly clear: Uint8Array | null;
  readonly preset: Uint8Array | null;
  /** What is stored where both force. */
  readonly forcedByBoth: 0 | 1;
}

export interface Cell {
  readonly name: string;
  /** m². */
  readonly area: number;
  /** W: the mean over the states that the library distinguishes, summed over supplies. */
  readonly leakage: number;
  readonly inputs: readonly InputPin[];
  readonly outputs: readonly OutputPin[];
  /** null of a combinational cell. */
  readonly register: Register | null;
  /** Why a netlist cannot have it (a latch, a three-state output, …); null if it can. */
  readonly unusable: string | null;
}

export interface CellLibrary {
  readonly name: string;
  /** Nominal supply, V. */
  readonly voltage: number;
  readonly cells: ReadonlyMap<string, Cell>;
}
