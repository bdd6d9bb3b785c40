import type { LineReach } from "#crossbar-arrays";

/** Parts that join a chip's components. Their counts follow from those components and their places. */
export type ChipPart = "network" | "clock" | "control" | "pads";

/** Components that a mapping can use. */
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

/** Operations of attention forward, in the order in which a head passes them. */
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
  | "scatter"
  | "combine"
  | "output";

/** An operation of the forward pass, or the one that repeats or reverses it in the backward pass. */
export type Operation = ForwardOperation | `backward-${ForwardOperation}`;

/** How often a component performs an action for an operation: the only input of cost from a mapping. */
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

/** Whether an energy item is `forward` or its backward twin; leakage is no operation. */
export const isTwinOf = (operation: Operation | "leakage", forward: ForwardOperation): boolean =>
  operation !== "leakage" && forwardTwin(operation) === forward;

/** Renames actions of forward operations to those of the backward pass. */
export const asBackward = (counts: readonly ActionCount[]): ActionCount[] =>
  counts.map((entry) => ({ ...entry, operation: `backward-${forwardTwin(entry.operation)}` }));

/**
 * Adds counts of the same operation, component and action, in order of first appearance, times `times`. Zeros
 * are dropped. With some thirty entries a linear search is faster than building keys.
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

/** Electrical conditions of a read, averaged over a workload's inputs: its cost besides the counts. */
export interface OperatingPoint {
  /** Power that the drivers deliver for one projection during a phase of a read, W: solved source power. */
  readonly pairPower: number;
  /** Mean magnitude of driver currents for one projection in a phase, A; by default power / read voltage. */
  readonly pairCurrent?: number;
  /** Largest current that a line of a tile may have, with every input at full scale, A. */
  readonly peakLineCurrent: number;
  /** The same for a global line (0 in an array of one tile) and a driver; left out if no array was solved. */
  readonly peakGlobalCurrent?: number;
  readonly peakDriverCurrent?: number;
  /** Used length of the global lines, cells; the whole array where it is left out. */
  readonly linesInUse?: LineReach;
}
