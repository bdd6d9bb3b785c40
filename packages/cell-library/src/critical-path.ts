import type { AnnotatedNetlist } from "./annotate.ts";
export interface CriticalPath {
  /** s: the least period of the clock, setup included; of a combinational netlist input to output. */
  readonly delay: number;
  readonly setup: number;
  readonly from: string;
  readonly to: string;
  readonly steps: readonly { readonly instance: string; readonly cell: string; readonly delay: number }[];
}
export declare function criticalPath(netlist: AnnotatedNetlist): CriticalPath;
