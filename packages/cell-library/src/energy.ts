import type { AnnotatedNetlist } from "./annotate.ts";
import type { Netlist } from "./netlist.ts";
import type { Activity } from "./simulation.ts";
/** J a cycle. */
export interface Energy {
  /** ½ C V² a change of a net, pins and wire; without the clock's net. */
  readonly switching: number;
  /** Inside cells, by the library's tables; without the clock pins. */
  readonly internal: number;
  /** Of the clock's net and pins. Each register has its clock in each cycle. */
  readonly clock: number;
  readonly total: number;
}
export declare function energyOf(netlist: AnnotatedNetlist, activity: Activity): Energy;
/** W, without activity. */
export declare function leakageOf(netlist: Netlist): number;
