import { CROSSING_CAPACITANCE } from "#circuits";
import { bitSides, type TileRegion } from "#crossbar-arrays";
import type { TransientLoad } from "#crossbar-solver";
import { driversOfLine } from "../../../design/array-design.ts";
import type { Design } from "../../../design/design.ts";
import { electricsOf, hashTechnology } from "../../../design/electrics.ts";
import { frontEndOf, settledAfter } from "../../../design/front-end.ts";

/** Loads of one tile's transient read: its own capacitances, and those of shared lines and tiles. */
export function tileTransient(
  design: Design,
  { rows, columns }: Pick<TileRegion, "rows" | "columns">,
): TransientLoad {
  const { array } = design.hashing;
  const electrics = electricsOf(design);
  const technology = hashTechnology(design);
  const line = technology.wireCapacitance * technology.pitch;
  const cell = line + CROSSING_CAPACITANCE;
  const isTiled = rows < array.rows || columns < array.columns;
  // A global line, and the other tiles' lines on it.
  const beside = (all: number, own: number, sides: number): number =>
    isTiled ? (all * line + (all - own) * cell) / sides : 0;
  const { driver, stage } = frontEndOf(design);
  return {
    cell,
    word: {
      end: electrics.driver,
      capacitance: beside(array.columns, columns, driversOfLine(array)),
    },
    bit: { end: electrics.readout, capacitance: beside(array.rows, rows, bitSides(electrics.drive).length) },
    driver,
    stage,
    error: design.hashing.settlingError,
    settled: settledAfter(design),
  };
}

/** Node capacitance of a circuit without a design, F: a crossing and its line at 65 nm. */
export const BARE_CELL = CROSSING_CAPACITANCE + 0.042e-15;
