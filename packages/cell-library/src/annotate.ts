// Loads, slews and delays of a netlist.

import type { Cell, CellLibrary, OutputPin, TimingArc } from "./cell.ts";
import { areaOf } from "./census.ts";
import { CellLibraryError } from "./errors.ts";
import { valueAt } from "./lookup-table.ts";
import type { Netlist } from "./netlist.ts";

export interface AnnotationOptions {
  /** Capacitance of wires, F/m: 0.2e-9, assumed. */
  readonly wireCapacitance?: number;
  /** Slew at input ports and of the clock, s. Left out: that of the library's smallest inverter which drives four like it. */
  readonly inputSlew?: number;
  /** Load of each output port beyond its wire, F: 0. */
  readonly outputLoad?: number;
}

/** Delay of an edge through a cell, s, by output and input pin of an instance; NaN where the library has no such arc. */
export interface EdgeDelays {
  /** Of an edge of the input in either direction that makes the output rise or fall: the slower one. */
  readonly rise: Float64Array;
  readonly fall: Float64Array;
}

/** A netlist with the loads and slews of its nets and the delays of its cells. */
export interface AnnotatedNetlist {
  readonly netlist: Netlist;
  /** By net, F: pins and wire. */
  readonly load: Float64Array;
  /** By net, s: the slowest of what drives it. */
  readonly riseSlew: Float64Array;
  readonly fallSlew: Float64Array;
  /** By instance: entry `output × inputs + input`. */
  readonly delays: readonly EdgeDelays[];
  /** Of the clock, s. */
  readonly clockSlew: number;
}

/** F/m; `assumed`: wires of all nodes have about 2 pF a centimetre. */
const WIRE_CAPACITANCE = 0.2e-9;
/** Share of a placed area that cells take; `assumed`. */
const UTILISATION = 0.7;
/** Length of a connection over the side of a placed cell; `assumed`. */
const CONNECTION_LENGTH = 3;

/**
 * Loads, slews and delays of a netlist. The load of a net is its pins and a wire of 3 √(mean area of a cell / 0.7) a connection: a pin that
 * reads it or an output port. A net has the slowest slew of the arcs that drive it, as in static timing; a delay is that of the slowest arc
 * between two pins, whatever its condition. Throws CellLibraryError on an option below 0 or not finite, and where no slew is
 * given and the library has no inverter.
 */
export function annotate(netlist: Netlist, options: AnnotationOptions = {}): AnnotatedNetlist {
  const { wireCapacitance = WIRE_CAPACITANCE, outputLoad = 0 } = options;
  requireSize("wireCapacitance", wireCapacitance);
  requireSize("outputLoad", outputLoad);
  if (options.inputSlew !== undefined) requireSize("inputSlew", options.inputSlew);
  const clockSlew = options.inputSlew ?? usualSlew(netlist.library);
  const load = loadsOf(netlist, wireCapacitance, outputLoad);
  const riseSlew = new Float64Array(netlist.netNames.length).fill(clockSlew);
  const fallSlew = riseSlew.slice();
  const delays = new Array<EdgeDelays>(netlist.instances.length);
  const registers = netlist.instances.flatMap(({ cell }, k) => (cell.register === null ? [] : k));
  for (const k of [...registers, ...netlist.order]) {
    const { cell, inputs, outputs } = netlist.instances[k];
    const size = inputs.length * outputs.length;
    const own = {
      rise: new Float64Array(size).fill(Number.NaN),
      fall: new Float64Array(size).fill(Number.NaN),
    };
    cell.outputs.forEach((pin, output) => {
      const net = outputs[output];
      if (net < 0) return;
      // Of a register the clock alone has a slew by now, and it alone is in the period.
      const from = cell.register === null ? null : cell.register.clock;
      const slews = { rise: riseSlew, fall: fallSlew };
      const driven = driveNet(pin, {
        inputs,
        load: load[net],
        slews,
        from,
        own,
        base: output * inputs.length,
      });
      riseSlew[net] = driven.rise;
      fallSlew[net] = driven.fall;
    });
    delays[k] = own;
  }
  return { netlist, load, riseSlew, fallSlew, delays, clockSlew };
}

interface Drive {
  readonly inputs: Int32Array;
  readonly load: number;
  readonly slews: { readonly rise: Float64Array; readonly fall: Float64Array };
  /** The one input whose slew counts for the output's; null is all. */
  readonly from: number | null;
  readonly own: EdgeDelays;
  readonly base: number;
}

/** Slews of an output; its delays go into `own`. */
function driveNet(
  pin: OutputPin,
  { inputs, load, slews, from, own, base }: Drive,
): { rise: number; fall: number } {
  let [rise, fall] = [0, 0];
  for (const arc of pin.arcs) {
    const net = inputs[arc.input];
    const at = base + arc.input;
    const [up, down] = causingSlews(arc, slews.rise[net], slews.fall[net]);
    const counts = from === null || from === arc.input;
    if (arc.riseDelay !== null) own.rise[at] = larger(own.rise[at], valueAt(arc.riseDelay, up, load));
    if (arc.fallDelay !== null) own.fall[at] = larger(own.fall[at], valueAt(arc.fallDelay, down, load));
    if (arc.riseSlew !== null && counts) rise = Math.max(rise, valueAt(arc.riseSlew, up, load));
    if (arc.fallSlew !== null && counts) fall = Math.max(fall, valueAt(arc.fallSlew, down, load));
  }
  return { rise, fall };
}

/** The larger of a delay known so far (NaN is none) and another one. */
const larger = (known: number, other: number): number =>
  Number.isNaN(known) ? other : Math.max(known, other);

/** Slews of the input's edges that make the output rise and fall. */
export function causingSlews(
  { sense }: Pick<TimingArc, "sense">,
  rise: number,
  fall: number,
): [number, number] {
  if (sense === "both") return [Math.max(rise, fall), Math.max(rise, fall)];
  return sense === "positive" ? [rise, fall] : [fall, rise];
}

function loadsOf(netlist: Netlist, wireCapacitance: number, outputLoad: number): Float64Array {
  const { instances, ports, netNames } = netlist;
  const meanArea = instances.length === 0 ? 0 : areaOf(netlist) / instances.length;
  const connection = wireCapacitance * CONNECTION_LENGTH * Math.sqrt(meanArea / UTILISATION);
  const load = new Float64Array(netNames.length);
  for (const { cell, inputs } of instances)
    inputs.forEach((net, k) => {
      load[net] += cell.inputs[k].capacitance + connection;
    });
  for (const { direction, nets } of ports)
    if (direction === "output") for (const net of nets) load[net] += connection + outputLoad;
  return load;
}

const isInverter = ({ inputs, outputs, register, unusable }: Cell): boolean =>
  unusable === null &&
  register === null &&
  inputs.length === 1 &&
  outputs.length === 1 &&
  outputs[0].values[0] === 1 &&
  outputs[0].values[1] === 0;

/** Slew of the smallest inverter that drives four like it and is driven by such, s: rising and falling edges meet in their mean. */
function usualSlew({ name, cells }: CellLibrary): number {
  const inverters = [...cells.values()].filter(isInverter).sort((a, b) => a.area - b.area);
  if (inverters.length === 0)
    throw new CellLibraryError(
      `library ${name}: expected an inverter, or the option inputSlew; received neither`,
    );
  const [{ inputs, outputs }] = inverters;
  const load = 4 * inputs[0].capacitance;
  const slewAfter = (slew: number): number => {
    const slews = outputs[0].arcs.flatMap(({ riseSlew, fallSlew }) =>
      [riseSlew, fallSlew].flatMap((table) => (table === null ? [] : valueAt(table, slew, load))),
    );
    return slews.reduce((sum, one) => sum + one, 0) / Math.max(1, slews.length);
  };
  let slew = 0;
  // The slope of slew by slew is well below 1 in any library: 30 steps leave less than 1e-6 of it.
  for (let step = 0; step < 30; step++) slew = slewAfter(slew);
  return slew;
}

function requireSize(option: string, value: number): void {
  if (!(value >= 0 && Number.isFinite(value)))
    throw new CellLibraryError(`option ${option}: expected a finite number of at least 0, received ${value}`);
}
