// The longest path between registers and ports.

import { type AnnotatedNetlist, causingSlews } from "./annotate.ts";
import type { TimingArc } from "./cell.ts";
import { largestAt, valueAt } from "./lookup-table.ts";
import type { Instance } from "./netlist.ts";

/** A cell of the path and the delay through it, s. */
export interface PathStep {
  readonly instance: string;
  readonly cell: string;
  readonly delay: number;
}

export interface CriticalPath {
  /** From the clock's edge, or the change of an input port, to the end of the path with its setup, s: with registers the least period. */
  readonly delay: number;
  /** Setup of the register at the end, s; 0 at a port. */
  readonly setup: number;
  /** Where it starts and ends: "port NAME", or the instance of a register; "none" without a path. */
  readonly from: string;
  readonly to: string;
  readonly steps: readonly PathStep[];
}

/**
 * The longest path by static timing: from the clock's edge through registers, or from input ports that change at that edge, to output ports
 * and to inputs of registers. Edges are followed by the sense of each arc; conditions of arcs and paths that no vector takes are not.
 */
export function criticalPath(annotated: AnnotatedNetlist): CriticalPath {
  const times = new Arrivals(annotated);
  const { ports, instances } = annotated.netlist;
  let worst: End = { event: -1, setup: 0, delay: 0, to: "none" };
  const consider = (event: number, setup: number, to: string): void => {
    const delay = times.arrival[event] + setup;
    if (delay > worst.delay || (worst.event < 0 && delay >= 0)) worst = { event, setup, delay, to };
  };
  for (const { name, direction, nets } of ports)
    if (direction === "output")
      for (const net of nets) for (const edge of EDGES) consider(eventOf(net, edge), 0, `port ${name}`);
  for (const { name, cell, inputs } of instances)
    if (cell.register !== null)
      inputs.forEach((net, bit) => {
        const { setup, isClock } = cell.inputs[bit];
        if (isClock) return;
        const slews = [annotated.fallSlew[net], annotated.riseSlew[net]];
        for (const edge of EDGES) {
          const tables = edge === RISE ? setup.rise : setup.fall;
          consider(eventOf(net, edge), largestAt(tables, slews[edge], annotated.clockSlew), name);
        }
      });
  return { delay: worst.delay, setup: worst.setup, to: worst.to, ...times.pathTo(worst.event) };
}

interface End {
  readonly event: number;
  readonly setup: number;
  readonly delay: number;
  readonly to: string;
}

/** Edges of nets are numbered as events. */
const [FALL, RISE] = [0, 1];
const EDGES = [FALL, RISE];
const eventOf = (net: number, edge: number): number => 2 * net + edge;

class Arrivals {
  /** By event, s; -Infinity of a net that never changes. */
  readonly arrival: Float64Array;
  /** By event: what caused it, and the instance that it went through; -1 at a port. */
  private readonly cause: Int32Array;
  private readonly through: Int32Array;
  private readonly annotated: AnnotatedNetlist;

  constructor(annotated: AnnotatedNetlist) {
    this.annotated = annotated;
    const { netNames, ports, instances, order } = annotated.netlist;
    this.arrival = new Float64Array(2 * netNames.length).fill(Number.NEGATIVE_INFINITY);
    this.cause = new Int32Array(2 * netNames.length).fill(-1);
    this.through = new Int32Array(2 * netNames.length).fill(-1);
    for (const { direction, nets } of ports)
      if (direction === "input")
        for (const net of nets) this.arrival.fill(0, eventOf(net, FALL), eventOf(net, RISE) + 1);
    instances.forEach((instance, k) => {
      if (instance.cell.register !== null) this.pass(instance, k);
    });
    for (const k of order) this.pass(instances[k], k);
  }

  pathTo(event: number): Pick<CriticalPath, "from" | "steps"> {
    if (event < 0) return { from: "none", steps: [] };
    const { instances, ports } = this.annotated.netlist;
    const steps: PathStep[] = [];
    let at = event;
    for (; this.through[at] >= 0; at = this.cause[at]) {
      const { name, cell } = instances[this.through[at]];
      steps.push({
        instance: name,
        cell: cell.name,
        delay: this.arrival[at] - this.arrival[this.cause[at]],
      });
      if (cell.register !== null) return { from: name, steps: steps.reverse() };
    }
    const start = ports.find(({ direction, nets }) => direction === "input" && nets.includes(at >> 1));
    return { from: `port ${start?.name ?? ""}`, steps: steps.reverse() };
  }

  private pass({ cell, inputs, outputs }: Instance, k: number): void {
    cell.outputs.forEach(({ arcs }, output) => {
      const net = outputs[output];
      if (net < 0) return;
      for (const arc of arcs)
        if (cell.register === null || arc.input === cell.register.clock)
          for (const edge of EDGES) this.follow(arc, inputs[arc.input], net, edge, k);
    });
  }

  private follow(arc: TimingArc, from: number, to: number, edge: number, instance: number): void {
    const table = edge === RISE ? arc.riseDelay : arc.fallDelay;
    if (table === null) return;
    const { riseSlew, fallSlew, load } = this.annotated;
    const slews = causingSlews(arc, riseSlew[from], fallSlew[from]);
    const delay = valueAt(table, edge === RISE ? slews[0] : slews[1], load[to]);
    const event = eventOf(to, edge);
    for (const cause of this.causesOf(arc, from, edge))
      if (this.arrival[cause] + delay > this.arrival[event]) {
        this.arrival[event] = this.arrival[cause] + delay;
        this.cause[event] = cause;
        this.through[event] = instance;
      }
  }

  private causesOf({ sense }: TimingArc, net: number, edge: number): number[] {
    if (sense === "both") return EDGES.map((one) => eventOf(net, one));
    return [eventOf(net, sense === "positive" ? edge : 1 - edge)];
  }
}
