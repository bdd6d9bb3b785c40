// Energy of what a simulation counted.

import { type AnnotatedNetlist, causingSlews } from "./annotate.ts";
import type { Cell, InternalEnergy } from "./cell.ts";
import { CellLibraryError } from "./errors.ts";
import { sumAt } from "./lookup-table.ts";
import type { Activity } from "./machine.ts";
import { countPlaces } from "./transition-counts.ts";

/** J a cycle. */
export interface Energy {
  /** ½ C V² a change of a net, of its pins and wire; without the clock's net. */
  readonly switching: number;
  /** Inside cells, by the library's tables in the states that were met; without clock pins. */
  readonly internal: number;
  /** Of the clock's net and of clock pins: each register is clocked in each cycle. Buffers of a clock tree are not in the netlist. */
  readonly clock: number;
  readonly total: number;
  /** Registers that change, over all registers, in the mean of the cycles: what gating could leave of `clock`. 0 without registers. */
  readonly changingRegisters: number;
}

/**
 * Energy a cycle of an activity, J. Tables of internal energy are read at the slew of the causing edge and the load of the output's net; energies
 * of several supplies of a cell add up, as the library lists them. Leakage is apart (`leakageOf`). Throws CellLibraryError on an
 * activity without cycles or of another netlist.
 */
export function energyOf(annotated: AnnotatedNetlist, activity: Activity): Energy {
  const { netlist, load } = annotated;
  const places = countPlaces(netlist);
  if (activity.cycles === 0)
    throw new CellLibraryError(
      `netlist ${netlist.name}: expected an activity of at least one cycle, received none`,
    );
  if (activity.toggles.length !== load.length || activity.transitions.length !== places.size)
    throw new CellLibraryError(
      `netlist ${netlist.name}: expected its own activity, received that of another netlist`,
    );
  const aToggle = netlist.library.voltage ** 2 / 2;
  let switching = 0;
  load.forEach((farads, net) => {
    if (net !== netlist.clock?.net) switching += aToggle * farads * activity.toggles[net];
  });
  const clockNet = netlist.clock?.net ?? null;
  const ofClockNet = clockNet === null ? 0 : aToggle * load[clockNet] * activity.toggles[clockNet];
  const { internal, clockPins } = internalOf(annotated, activity.transitions, places);
  const [perCycle, clock] = [1 / activity.cycles, ofClockNet + clockPins];
  const registers = netlist.instances.filter(({ cell }) => cell.register !== null).length;
  return {
    switching: switching * perCycle,
    internal: internal * perCycle,
    clock: clock * perCycle,
    total: (switching + internal + clock) * perCycle,
    changingRegisters: registers === 0 ? 0 : (activity.changedRegisters * perCycle) / registers,
  };
}

function internalOf(
  { netlist, load, riseSlew, fallSlew }: AnnotatedNetlist,
  counts: Float64Array,
  places: ReturnType<typeof countPlaces>,
): { internal: number; clockPins: number } {
  let [internal, clockPins, pin, arc] = [0, 0, 0, 0];
  for (const { cell, inputs, outputs } of netlist.instances) {
    inputs.forEach((net, bit) => {
      const { energy, isClock } = cell.inputs[bit];
      const joules = energyAt(energy, counts, places.pins[pin++], [riseSlew[net], fallSlew[net]], 0);
      if (isClock) clockPins += joules;
      else internal += joules;
    });
    cell.outputs.forEach(({ energyBy }, output) => {
      const out = outputs[output];
      inputs.forEach((net, bit) => {
        const place = places.arcs[arc++];
        if (out < 0) return;
        const slews = causingSlews({ sense: senseOf(cell, output, bit) }, riseSlew[net], fallSlew[net]);
        internal += energyAt(energyBy[bit], counts, place, slews, load[out]);
      });
    });
  }
  return { internal, clockPins };
}

function energyAt(
  { rise, fall }: InternalEnergy,
  counts: Float64Array,
  place: number,
  [riseSlew, fallSlew]: readonly [number, number],
  load: number,
): number {
  let joules = 0;
  for (let which = 0; which < rise.length; which++) {
    const [falls, rises] = [counts[place + 2 * which], counts[place + 2 * which + 1]];
    if (rises > 0) joules += rises * sumAt(rise[which], riseSlew, load);
    if (falls > 0) joules += falls * sumAt(fall[which], fallSlew, load);
  }
  return joules;
}

/** Sense of the arcs between two pins of a cell, "both" where they differ. */
function senseOf(cell: Cell, output: number, input: number): "positive" | "negative" | "both" {
  const senses = new Set(cell.outputs[output].arcs.flatMap((arc) => (arc.input === input ? arc.sense : [])));
  return senses.size === 1 ? [...senses][0] : "both";
}
