import type { Instance } from "./netlist.ts";

/** Indices of the combinational instances, each after those that drive it. Refuses a loop, naming cells of it. */
export function orderOf(
  instances: readonly Instance[],
  nets: number,
  refuse: (message: string) => never,
): Int32Array {
  const readers = readersOf(instances, nets);
  /** By instance: inputs whose driver is not yet in the order. */
  const waiting = new Int32Array(instances.length);
  const driven = driversOf(instances, nets);
  instances.forEach(({ cell, inputs }, k) => {
    if (cell.register === null)
      for (const net of inputs) if (isCombinational(instances, driven[net])) waiting[k]++;
  });
  const order: number[] = [];
  instances.forEach(({ cell }, k) => {
    if (cell.register === null && waiting[k] === 0) order.push(k);
  });
  // A list goes on to what is added while it is gone through.
  for (const k of order)
    for (const net of instances[k].outputs)
      if (net >= 0) for (const reader of readers[net] ?? []) if (--waiting[reader] === 0) order.push(reader);
  const stuck = waiting.findIndex((count) => count > 0);
  if (stuck >= 0)
    refuse(
      `expected no loop of combinational cells, received ${loopFrom(stuck, instances, driven, waiting)}`,
    );
  return Int32Array.from(order);
}

/** By net the instance that drives it, or -1. */
export function driversOf(instances: readonly Instance[], nets: number): Int32Array {
  const driven = new Int32Array(nets).fill(-1);
  instances.forEach(({ outputs }, k) => {
    for (const net of outputs) if (net >= 0) driven[net] = k;
  });
  return driven;
}

const isCombinational = (instances: readonly Instance[], k: number): boolean =>
  k >= 0 && instances[k].cell.register === null;

/** By net the combinational instances that read it, once for each pin. */
function readersOf(instances: readonly Instance[], nets: number): (number[] | undefined)[] {
  const readers = new Array<number[] | undefined>(nets);
  instances.forEach(({ cell, inputs }, k) => {
    if (cell.register === null)
      for (const net of inputs) {
        const known = readers[net];
        if (known === undefined) readers[net] = [k];
        else known.push(k);
      }
  });
  return readers;
}

/** Goes from a waiting cell to one that it waits for, until one comes again. */
function loopFrom(
  start: number,
  instances: readonly Instance[],
  driven: Int32Array,
  waiting: Int32Array,
): string {
  const path = [start];
  const places = new Map([[start, 0]]);
  for (;;) {
    const k = path[path.length - 1];
    const next =
      driven[[...instances[k].inputs].find((net) => driven[net] >= 0 && waiting[driven[net]] > 0)!];
    const seen = places.get(next);
    places.set(next, path.length);
    path.push(next);
    if (seen === undefined) continue;
    const names = path
      .slice(seen)
      .map((one) => instances[one].name)
      .reverse();
    return names.length > 6 ? [...names.slice(0, 5), "…", names[0]].join(" → ") : names.join(" → ");
  }
}
