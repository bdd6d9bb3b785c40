// Event-driven simulation of a clocked netlist, a vector of inputs a cycle.

import type { AnnotatedNetlist } from "./annotate.ts";
import { CellLibraryError } from "./errors.ts";
import { type Activity, Machine } from "./machine.ts";
import type { Port } from "./netlist.ts";

export interface SimulationOptions {
  /**
   * "cells": an edge follows after the delay of the arc that caused it, so that glitches happen. A gate has at most one edge to come, and an
   * input that takes it back before then cancels it: a pulse shorter than the gate's delay vanishes (inertial delay, as of Verilog's gates;
   * a real gate does not reach its threshold in that time). "zero": a net changes at most once a cycle.
   */
  readonly delays: "cells" | "zero";
}

export interface Simulation {
  /**
   * One cycle of the clock. At its edge registers store what they saw at the end of the last cycle and the inputs take the values given (by
   * port without the clock, bits in binary weight; a port left out keeps its value); then everything settles, and the clock goes back.
   * Registers and inputs start at 0. Throws CellLibraryError on an unknown port, on a value that is no whole number within the port's
   * width, and where nothing settles because registers force one another in a circle.
   */
  readonly step: (inputs?: Readonly<Record<string, number | bigint>>) => void;
  /** Value of a port now. */
  readonly output: (port: string) => bigint;
  /** Counts since the start or the last `restartCounts`. */
  readonly activity: () => Activity;
  /** Forgets counts and keeps the state: after a reset, before what is measured. */
  readonly restartCounts: () => void;
}

export function createSimulation(annotated: AnnotatedNetlist, options: SimulationOptions): Simulation {
  const { netlist } = annotated;
  const { delays } = options;
  if (delays !== "cells" && delays !== "zero")
    throw new CellLibraryError(
      `option delays: expected "cells" or "zero", received ${JSON.stringify(delays)}`,
    );
  const machine = new Machine(annotated, delays === "zero");
  const ports = new Map(netlist.ports.map((port) => [port.name, port]));
  const portNamed = (name: string, isInput: boolean): Port => {
    const port = ports.get(name);
    if (port === undefined || (isInput && (port.direction !== "input" || name === netlist.clock?.port)))
      throw new CellLibraryError(
        `netlist ${netlist.name}: expected ${isInput ? "an input port without the clock" : "a port"}, received "${name}"`,
      );
    return port;
  };
  return {
    step: (inputs = {}) => {
      const given = Object.entries(inputs).map(([name, value]) => {
        const port = portNamed(name, true);
        return { port, bits: bitsOf(netlist.name, port, value) };
      });
      machine.storeAtEdge();
      for (const { port, bits } of given)
        for (let k = 0; k < bits.length; k++) machine.setNet(port.nets[k], bits[k]);
      machine.settle();
      machine.returnClock();
    },
    output: (name) =>
      BigInt(
        `0b0${[...portNamed(name, false).nets]
          .reverse()
          .map((net) => machine.value[net])
          .join("")}`,
      ),
    activity: () => machine.activity(),
    restartCounts: () => machine.restartCounts(),
  };
}

function bitsOf(netlist: string, { name, nets }: Port, value: number | bigint): Uint8Array {
  const isWhole = typeof value === "bigint" || Number.isSafeInteger(value);
  if (!isWhole || value < 0 || BigInt(value) >> BigInt(nets.length) !== 0n)
    throw new CellLibraryError(
      `netlist ${netlist}: expected a whole number of ${nets.length} bits for port ${name}, received ${String(value)}`,
    );
  const bits = new Uint8Array(nets.length);
  let rest = BigInt(value);
  for (let start = 0; start < nets.length; start += 32, rest >>= 32n) {
    const word = Number(rest & 0xffffffffn);
    for (let k = start; k < Math.min(nets.length, start + 32); k++) bits[k] = (word >>> (k - start)) & 1;
  }
  return bits;
}
