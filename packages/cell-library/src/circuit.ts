// A netlist as flat arrays, as simulations read it.

import type { AnnotatedNetlist } from "./annotate.ts";
import type { Cell } from "./cell.ts";
import { WHEEL_SIZE } from "./time-wheel.ts";
import { countPlaces } from "./transition-counts.ts";

/** Instances, their pins and outputs are numbered in order; outputs that lead nowhere are left out. */
export interface Circuit {
  readonly instances: number;
  readonly nets: number;
  /** By net: where its readers begin in `readers`, which holds numbers of pins. */
  readonly firstReader: Int32Array;
  readonly readers: Int32Array;
  /** By pin. */
  readonly pinInstance: Int32Array;
  readonly pinMask: Int32Array;
  readonly pinClasses: Int32Array;
  readonly pinCounts: Int32Array;
  /** By instance, one more at the end. */
  readonly firstOutput: Int32Array;
  readonly level: Int32Array;
  /** By output. */
  readonly outputNet: Int32Array;
  readonly outputValues: Int32Array;
  /** By output: its first arc; the arc of input k is k further on. */
  readonly firstArc: Int32Array;
  /** By arc: ticks, classes and counts. */
  readonly riseTicks: Int32Array;
  readonly fallTicks: Int32Array;
  readonly arcClasses: Int32Array;
  readonly arcCounts: Int32Array;
  /** Tables by state, which `…Values` lead into, and classes by state, which `…Classes` lead into. */
  readonly values: Uint8Array;
  readonly classes: Int16Array;
  readonly countSize: number;
  /** s. */
  readonly tick: number;
}

export function circuitOf(annotated: AnnotatedNetlist): Circuit {
  const { netlist } = annotated;
  const { instances, netNames } = netlist;
  const places = countPlaces(netlist);
  const pools = poolsOf(instances.map(({ cell }) => cell));
  const pin = { instance: [] as number[], mask: [] as number[], classes: [] as number[] };
  const output = { net: [] as number[], values: [] as number[], firstArc: [] as number[] };
  const arc = { rise: [] as number[], fall: [] as number[], classes: [] as number[], counts: [] as number[] };
  const firstOutput = [0];
  let place = 0;
  instances.forEach(({ cell, inputs, outputs }, k) => {
    const own = pools.of.get(cell)!;
    inputs.forEach((_, bit) => {
      pin.instance.push(k);
      pin.mask.push(1 << bit);
      pin.classes.push(own.pins[bit]);
    });
    outputs.forEach((net, o) => {
      if (net >= 0) {
        output.net.push(net);
        output.values.push(own.outputs[o]);
        output.firstArc.push(arc.rise.length);
        const { rise, fall } = annotated.delays[k];
        const from = o * inputs.length;
        arc.rise.push(...filled(rise.subarray(from, from + inputs.length)));
        arc.fall.push(...filled(fall.subarray(from, from + inputs.length)));
        arc.classes.push(...own.arcs[o]);
        inputs.forEach((_, bit) => {
          arc.counts.push(places.arcs[place + bit]);
        });
      }
      place += inputs.length;
    });
    firstOutput.push(output.net.length);
  });
  return {
    instances: instances.length,
    nets: netNames.length,
    ...readersOf(annotated),
    pinInstance: Int32Array.from(pin.instance),
    pinMask: Int32Array.from(pin.mask),
    pinClasses: Int32Array.from(pin.classes),
    pinCounts: places.pins,
    firstOutput: Int32Array.from(firstOutput),
    level: levelsOf(annotated),
    outputNet: Int32Array.from(output.net),
    outputValues: Int32Array.from(output.values),
    firstArc: Int32Array.from(output.firstArc),
    ...ticksOf(arc.rise, arc.fall),
    arcClasses: Int32Array.from(arc.classes),
    arcCounts: Int32Array.from(arc.counts),
    values: pools.values,
    classes: pools.classes,
    countSize: places.size,
  };
}

/** Delays with the slowest known one where the library has none. */
function filled(delays: Float64Array): number[] {
  const known = [...delays].filter((delay) => !Number.isNaN(delay));
  const slowest = known.length === 0 ? 0 : Math.max(...known);
  return [...delays].map((delay) => (Number.isNaN(delay) ? slowest : delay));
}

/** Whole delays, at least one tick; the longest is as many ticks as the wheel holds. A delay below 0, of a very slow input, is one tick. */
function ticksOf(rise: readonly number[], fall: readonly number[]) {
  let longest = 0;
  for (const delay of rise) longest = Math.max(longest, delay);
  for (const delay of fall) longest = Math.max(longest, delay);
  const tick = longest > 0 ? longest / (WHEEL_SIZE - 1) : 1;
  const whole = (delays: readonly number[]): Int32Array =>
    Int32Array.from(delays, (delay) => Math.min(WHEEL_SIZE - 1, Math.max(1, Math.round(delay / tick))));
  return { riseTicks: whole(rise), fallTicks: whole(fall), tick };
}

interface CellPlaces {
  readonly pins: readonly number[];
  readonly outputs: readonly number[];
  readonly arcs: readonly (readonly number[])[];
}

/** Tables of each kind of cell once, one after the other. */
function poolsOf(cells: readonly Cell[]) {
  const values: Uint8Array[] = [];
  const classes: Int16Array[] = [];
  const sizes = { values: 0, classes: 0 };
  const keep = (table: Uint8Array): number => {
    values.push(table);
    sizes.values += table.length;
    return sizes.values - table.length;
  };
  const keepClasses = (table: Int16Array): number => {
    classes.push(table);
    sizes.classes += table.length;
    return sizes.classes - table.length;
  };
  const of = new Map<Cell, CellPlaces>();
  for (const cell of new Set(cells))
    of.set(cell, {
      pins: cell.inputs.map(({ energy }) => keepClasses(energy.classOf)),
      outputs: cell.outputs.map((output) => keep(output.values)),
      arcs: cell.outputs.map(({ energyBy }) => energyBy.map(({ classOf }) => keepClasses(classOf))),
    });
  const pools = { values: new Uint8Array(sizes.values), classes: new Int16Array(sizes.classes) };
  let at = 0;
  for (const table of values) {
    pools.values.set(table, at);
    at += table.length;
  }
  at = 0;
  for (const table of classes) {
    pools.classes.set(table, at);
    at += table.length;
  }
  return { of, ...pools };
}

function readersOf({ netlist }: AnnotatedNetlist) {
  const { instances, netNames } = netlist;
  const firstReader = new Int32Array(netNames.length + 1);
  for (const { inputs } of instances) for (const net of inputs) firstReader[net + 1]++;
  for (let net = 0; net < netNames.length; net++) firstReader[net + 1] += firstReader[net];
  const next = firstReader.slice();
  const readers = new Int32Array(firstReader[netNames.length]);
  let pin = 0;
  for (const { inputs } of instances) for (const net of inputs) readers[next[net]++] = pin++;
  return { firstReader, readers };
}

/** By instance: one more than the largest level of what drives it; registers are one above all. */
function levelsOf({ netlist: { instances, order, netNames } }: AnnotatedNetlist): Int32Array {
  const level = new Int32Array(instances.length);
  const ofNet = new Int32Array(netNames.length);
  let top = 0;
  for (const k of order) {
    for (const net of instances[k].inputs) level[k] = Math.max(level[k], ofNet[net]);
    for (const net of instances[k].outputs) if (net >= 0) ofNet[net] = level[k] + 1;
    top = Math.max(top, level[k] + 1);
  }
  instances.forEach(({ cell }, k) => {
    if (cell.register !== null) level[k] = top;
  });
  return level;
}
