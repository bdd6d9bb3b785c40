import { columnPlan } from "../arrays/column-plan.ts";
import { bitSides, wordSides } from "../arrays/electrics.ts";
import type { ArrayDesign } from "../design/array-design.ts";
import type { Design } from "../design/design.ts";
import type { ComponentName } from "./action-counts.ts";
import type { Placement } from "./placement.ts";

/** How many instances of a component stand on the chip. An array's instance is one memristor cell. */
export type Census = Readonly<Partial<Record<ComponentName, number>>>;

/**
 * Switches of one array: one at every end of every line of every tile that is tied to the outside; a line of one
 * cell has one end. None where the array is one passive tile.
 */
export function tileSwitches(
  array: Pick<ArrayDesign, "rows" | "columns" | "tileRows" | "tileColumns" | "drive">,
): number {
  const { rows, columns, tileRows, tileColumns, drive } = array;
  const [down, across] = [Math.ceil(rows / tileRows), Math.ceil(columns / tileColumns)];
  if (down * across === 1) return 0;
  const wordEnds = tileColumns > 1 ? wordSides(drive).length : 1;
  const bitEnds = tileRows > 1 ? bitSides(drive).length : 1;
  return rows * across * wordEnds + columns * down * bitEnds;
}

/** Periphery of the arrays: a converter a row, a driver at each of its ends, a readout a projection, whether used or not. */
export function arrayCensus(design: Design, placement: Placement): Census {
  const { rows, columns, pairing, drive } = design.hashing.array;
  const { share } = design.hashing.mux.behaviour;
  const readouts = Math.ceil(columnPlan(pairing, columns).outputs / share);
  const arrays = placement.groups * placement.arraysPerGroup;
  // Joined bit lines of arrays on top of one another end in one readout.
  const ends = (arrays / placement.rowBlocks) * conversionsOf(design, placement);
  return {
    array: arrays * rows * columns,
    dac: arrays * rows,
    driver: arrays * rows * wordSides(drive).length,
    tileSwitch: arrays * tileSwitches(design.hashing.array),
    readout: ends * readouts,
    ...(share > 1 ? { mux: ends * readouts } : {}),
  };
}

/** Parts in which a projection is read: one, or one a row block where parts are digitised. */
export const conversionsOf = ({ hashing }: Design, { rowBlocks }: Pick<Placement, "rowBlocks">): number =>
  hashing.array.rowSplit === "digital" ? rowBlocks : 1;

/** Digital units, one of each a core, and the memory that the cores share. */
export function coreCensus(cores: number, units: readonly ComponentName[]): Census {
  const census: Partial<Record<ComponentName, number>> = {};
  for (const unit of units) census[unit] = cores;
  census.memory = 1;
  return census;
}

/** Instances that act at the same time for one vector; components that are not listed act one action at a time. */
export function arrayParallelism(design: Design, placement: Placement): Census {
  const { share } = design.hashing.mux.behaviour;
  const readouts = Math.ceil(placement.pairsPerGroup / share) * conversionsOf(design, placement);
  const columnArrays = placement.arraysPerGroup / placement.rowBlocks;
  return {
    array: placement.pairsPerGroup,
    readout: readouts,
    mux: readouts,
    dac: placement.rows * columnArrays,
    driver: placement.rows * columnArrays * design.hashing.array.columns,
  };
}
