import type { LineReach } from "../arrays/tile-circuit.ts";

/** What joins the components of a chip. Their counts follow from those of the others and from where these are. */
export type ChipPart = "network" | "clock" | "control" | "pads";

/** Components that a mapping can put to work. */
export type ComponentName =
  | "dac"
  | "driver"
  | "array"
  | "tileSwitch"
  | "mux"
  | "inputStage"
  | "readout"
  | "sorter"
  | "softmax"
  | "mac"
  | "projection"
  | "search"
  | "topK"
  | "dynamicArray"
  | "dynamicDac"
  | "dynamicAdc"
  | "link"
  | "gpu"
  | "gpuMemory"
  | "buffer"
  | "levels"
  | "memory"
  | ChipPart;

/** Operations of attention forward, in the order in which a head goes through them. */
export type ForwardOperation =
  | "input"
  | "write"
  | "hash"
  | "sort"
  | "insert"
  | "lookup"
  | "map"
  | "code"
  | "search"
  | "top-k"
  | "gather"
  | "score"
  | "softmax"
  | "weigh"
  | "unsort"
  | "combine"
  | "output";

/** An operation of the forward pass, or the one that repeats or reverses it in the backward pass. */
export type Operation = ForwardOperation | `backward-${ForwardOperation}`;

/** How often a component does an action for an operation: the only thing that cost learns from a mapping. */
export interface ActionCount {
  readonly operation: Operation;
  readonly component: ComponentName;
  readonly action: string;
  readonly count: number;
}

const BACKWARD = "backward-";

export const isBackward = (operation: Operation): boolean => operation.startsWith(BACKWARD);

/** The forward operation that this one is, repeats or reverses. */
export const forwardTwin = (operation: Operation): ForwardOperation =>
  (isBackward(operation) ? operation.slice(BACKWARD.length) : operation) as ForwardOperation;

/** Whether an item of energy is an operation, or its backward twin; leakage is none. */
export const isTwinOf = (operation: Operation | "leakage", forward: ForwardOperation): boolean =>
  operation !== "leakage" && forwardTwin(operation) === forward;

/** Actions named by forward operations, as those of the backward pass. */
export const asBackward = (counts: readonly ActionCount[]): ActionCount[] =>
  counts.map((entry) => ({ ...entry, operation: `backward-${forwardTwin(entry.operation)}` }));

/**
 * Adds counts of the same operation, component and action, in order of first appearance, `times` over. Zeros disappear. A
 * mapping has some thirty entries: looking through them is faster than naming each.
 */
export function mergeCounts(counts: readonly ActionCount[], times = 1): ActionCount[] {
  const merged: { -readonly [K in keyof ActionCount]: ActionCount[K] }[] = [];
  for (const { operation, component, action, count } of counts) {
    if (count === 0) continue;
    const known = merged.find(
      (entry) => entry.operation === operation && entry.component === component && entry.action === action,
    );
    if (known === undefined) merged.push({ operation, component, action, count: count * times });
    else known.count += count * times;
  }
  return merged;
}

/** How the workload's vectors drive the arrays, averaged over its inputs: what a read costs beside its counts. */
export interface OperatingPoint {
  /** Power that the drivers deliver for one projection during a phase of a read, W: solved source power. */
  readonly pairPower: number;
  /** Mean magnitude of the drivers' currents for one projection during a phase, A; `pairPower` over the read voltage where it is left out. */
  readonly pairCurrent?: number;
  /** Largest current that a line of a tile can carry, every input at full scale, A. */
  readonly peakLineCurrent: number;
  /** The same of a global line, 0 where an array is one tile, and of a driver; left out where no array was solved. */
  readonly peakGlobalCurrent?: number;
  readonly peakDriverCurrent?: number;
  /** How far the global lines reach, cells; the whole array where it is left out. */
  readonly linesInUse?: LineReach;
}
