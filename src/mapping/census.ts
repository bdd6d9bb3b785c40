import type { Design } from "../design/design.ts";
import type { ComponentName } from "./action-counts.ts";
import type { Placement } from "./placement.ts";

/** How many instances of a component stand on the chip. An array's instance is one memristor cell. */
export type Census = Readonly<Partial<Record<ComponentName, number>>>;

/** Periphery of the arrays: a converter and a driver a row, a comparator a pair, whether used or not. */
export function arrayCensus(design: Design, placement: Placement): Census {
  const { rows, columns } = design.hashing.array;
  const arrays = placement.groups * placement.arraysPerGroup;
  return {
    array: arrays * rows * columns,
    dac: arrays * rows,
    driver: arrays * rows,
    readout: arrays * Math.floor(columns / 2),
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
