// Where the transitions of an instance are counted: each pin has two counts (falling, rising) for each of its classes of internal energy.

import type { Netlist } from "./netlist.ts";

/** Places in one array of counts; a class's count of falling edges is at `place + 2 × class`, of rising ones after it. */
export interface CountPlaces {
  readonly size: number;
  /** By input pin, in the order of instances and their inputs. */
  readonly pins: Int32Array;
  /** By output and input, in the order of instances, their outputs (also those that lead nowhere) and inputs. */
  readonly arcs: Int32Array;
}

export function countPlaces({ instances }: Netlist): CountPlaces {
  const pins: number[] = [];
  const arcs: number[] = [];
  let size = 0;
  const place = (into: number[], classes: number): void => {
    into.push(size);
    size += 2 * classes;
  };
  for (const { cell } of instances) {
    for (const { energy } of cell.inputs) place(pins, energy.rise.length);
    for (const { energyBy } of cell.outputs) for (const energy of energyBy) place(arcs, energy.rise.length);
  }
  return { size, pins: Int32Array.from(pins), arcs: Int32Array.from(arcs) };
}
