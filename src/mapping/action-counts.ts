/** Components that a mapping can put to work. */
export type ComponentName =
  | "dac"
  | "driver"
  | "array"
  | "tileSwitch"
  | "mux"
  | "readout"
  | "sorter"
  | "softmax"
  | "mac"
  | "projection"
  | "dynamicArray"
  | "dynamicDac"
  | "dynamicAdc"
  | "gpu"
  | "gpuMemory"
  | "buffer"
  | "memory";

/** Operations of attention, in the order in which a head goes through them. */
export type Operation =
  | "input"
  | "write"
  | "hash"
  | "sort"
  | "insert"
  | "lookup"
  | "gather"
  | "score"
  | "softmax"
  | "weigh"
  | "unsort"
  | "combine"
  | "output";

/** How often a component does an action for an operation: the only thing that cost learns from a mapping. */
export interface ActionCount {
  readonly operation: Operation;
  readonly component: ComponentName;
  readonly action: string;
  readonly count: number;
}

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
