import type { CellLibrary } from "./cell.ts";
import type { Netlist } from "./netlist.ts";
/**
 * The module `top` of a text of yosys' `write_json`, flattened and mapped to cells of the library. Throws CellLibraryError on another
 * text, on a cell that the library lacks, two drivers of a net, a loop of combinational cells, or clocks that are not one input port.
 */
export declare function readNetlist(yosysJson: string, library: CellLibrary, top: string): Netlist;
