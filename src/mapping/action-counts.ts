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

/** Adds counts of the same operation, component and action, in order of first appearance. Zeros disappear. */
export function mergeCounts(counts: readonly ActionCount[]): ActionCount[] {
  const merged = new Map<string, ActionCount>();
  for (const entry of counts) {
    if (entry.count === 0) continue;
    const key = `${entry.operation}/${entry.component}/${entry.action}`;
    const known = merged.get(key);
    merged.set(key, known === undefined ? entry : { ...known, count: known.count + entry.count });
  }
  return [...merged.values()];
}

export const scaleCounts = (counts: readonly ActionCount[], factor: number): ActionCount[] =>
  counts.map((entry) => ({ ...entry, count: entry.count * factor }));
