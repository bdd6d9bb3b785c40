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
  return {
    array: arrays * rows * columns,
    dac: arrays * rows,
    driver: arrays * rows * wordSides(drive).length,
    tileSwitch: arrays * tileSwitches(design.hashing.array),
    readout: arrays * readouts,
    ...(share > 1 ? { mux: arrays * readouts } : {}),
  };
}

/** Digital units, one of each a core, and the memory that the cores share. */
export const coreCensus = (cores: number, units: readonly ComponentName[]): Census => ({
  ...Object.fromEntries(units.map((unit) => [unit, cores])),
  memory: 1,
});

/** Instances that act at the same time for one vector; components that are not listed act one action at a time. */
export function arrayParallelism(design: Design, placement: Placement, width: number): Census {
  const { share } = design.hashing.mux.behaviour;
  const readouts = Math.ceil(placement.pairsPerGroup / share);
  return {
    array: placement.pairsPerGroup,
    readout: readouts,
    mux: readouts,
    dac: width * placement.arraysPerGroup,
    driver: width * placement.arraysPerGroup * design.hashing.array.columns,
  };
}
