import type { Netlist } from "./netlist.ts";
export interface AnnotationOptions {
  /** Capacitance of wires, F/m; 0.2e-9, assumed. */
  readonly wireCapacitance?: number;
  /** Slew at input ports and of the clock, s; of a library with an inverter that of one that drives four like it. */
  readonly inputSlew?: number;
  /** Load of an output port beyond its wire, F; 0. */
  readonly outputLoad?: number;
}
/** A netlist with the loads and slews of its nets and the delays of its cells. */
export interface AnnotatedNetlist {
  readonly netlist: Netlist;
  /** By net, F: pins and wire. */
  readonly load: Float64Array;
  /** By net, s. */
  readonly riseSlew: Float64Array;
  readonly fallSlew: Float64Array;
}
export declare function annotate(netlist: Netlist, options?: AnnotationOptions): AnnotatedNetlist;
