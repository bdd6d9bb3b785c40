import { columnPlan } from "../arrays/column-plan.ts";
import type { Design } from "../design/design.ts";
import type { ComponentName } from "./action-counts.ts";
import type { Placement } from "./placement.ts";

/** How many instances of a component stand on the chip. An array's instance is one memristor cell. */
export type Census = Readonly<Partial<Record<ComponentName, number>>>;

/** Switches of one array: one at the end of every line of every tile; none where it is one passive tile. */
export function tileSwitches(rows: number, columns: number, tileRows: number, tileColumns: number): number {
  const [down, across] = [Math.ceil(rows / tileRows), Math.ceil(columns / tileColumns)];
  return down * across === 1 ? 0 : rows * across + columns * down;
}

/** Periphery of the arrays: a converter and a driver a row, a readout a projection, whether used or not. */
export function arrayCensus(design: Design, placement: Placement): Census {
  const { rows, columns, tileRows, tileColumns, pairing } = design.hashing.array;
  const arrays = placement.groups * placement.arraysPerGroup;
  return {
    array: arrays * rows * columns,
    dac: arrays * rows,
    driver: arrays * rows,
    tileSwitch: arrays * tileSwitches(rows, columns, tileRows, tileColumns),
    readout: arrays * columnPlan(pairing, columns).outputs,
  };
}

export const DIGITAL_CENSUS: Census = { mac: 1, softmax: 1, buffer: 1, memory: 1 };

/** Instances that act at the same time for one vector; components that are not listed act one action at a time. */
export const arrayParallelism = (design: Design, placement: Placement, width: number): Census => ({
  array: placement.pairsPerGroup,
  readout: placement.pairsPerGroup,
  dac: width * placement.arraysPerGroup,
  driver: width * placement.arraysPerGroup * design.hashing.array.columns,
});
