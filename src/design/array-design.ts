import { PAIRINGS, type Pairing } from "../arrays/column-plan.ts";
import { DRIVES, type Drive } from "../arrays/electrics.ts";
import type { LineFaultRates } from "../arrays/line-faults.ts";
import type { ArrayGeometry } from "../arrays/programmed-array.ts";
import { choice, integer, quantity, real } from "../base/fields.ts";
import type { Ohms } from "../base/units.ts";

/** Arrays of a design, and what a read of them meets. */
export interface ArrayDesign extends ArrayGeometry, LineFaultRates {
  readonly pairing: Pairing;
  readonly drive: Drive;
  /** Whether the simulation solves each tile's circuit or takes its wires for ideal. */
  readonly wires: "solved" | "ideal";
  /** What becomes of a projection that is longer than the array has rows. */
  readonly rowSplit: "none" | "analog" | "digital";
  /** Projections of an array that are kept for those whose bit lines are faulty. */
  readonly spares: number;
  /** Pitch of the lines over the node's least one: area, resistance and capacitance follow. */
  readonly pitchFactor: number;
  /** One cell's length of line, Ω; what pitch and node give unless given. */
  readonly segmentResistance?: Ohms;
}

/** Arrays that the rows of one projection take. */
export const rowBlocks = ({ rows }: Pick<ArrayDesign, "rows">, width: number): number =>
  Math.ceil(width / rows);

/** Keys of `design.hashing.array`. */
export const ARRAY_FIELDS = {
  rows: integer({ min: 1, max: 4096 }, "word lines of an array").prefault(64),
  columns: integer({ min: 2, max: 8192 }, "bit lines of an array, two a projection").prefault(128),
  tileRows: integer({ min: 1, max: 4096 }, "word lines of a passive tile").prefault(16),
  tileColumns: integer({ min: 1, max: 8192 }, "bit lines of a passive tile").prefault(16),
  pairing: choice(PAIRINGS, "how a signed weight is held").prefault("differential"),
  drive: choice(DRIVES, "ends of a tile's lines that are tied to drivers and readouts").prefault("both"),
  rowSplit: choice(
    ["none", "analog", "digital"],
    "a projection longer than the array: refused; its parts' currents joined at one readout; or digitised and added",
  ).prefault("none"),
  spares: integer({ min: 0, max: 4096 }, "projections of an array kept for faulty bit lines").prefault(0),
  wires: choice(["solved", "ideal"], "whether each tile's circuit is solved, or wires take nothing").prefault(
    "solved",
  ),
  pitchFactor: real({ min: 1, max: 100 }, "pitch of the lines over the node's least one").prefault(1),
  segmentResistance: quantity(
    "ohm",
    { min: 0, max: 1e6 },
    "resistance of one cell's length of line (assumed)",
  ).optional(),
  openLines: real({ min: 0, max: 0.5 }, "share of lines that are open").prefault(0),
  shortedLines: real({ min: 0, max: 0.5 }, "share of neighbouring bit lines that touch").prefault(0),
};
