import type { Netlist } from "./netlist.ts";
export interface CellCounts {
  readonly cells: number;
  readonly registers: number;
  /** By the name of the cell. */
  readonly byCell: ReadonlyMap<string, number>;
}
/** Sum of the cells' areas, m², without the space between them. */
export declare function areaOf(netlist: Netlist): number;
export declare function countsOf(netlist: Netlist): CellCounts;
