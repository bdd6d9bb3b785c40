import type { ComponentName } from "../mapping/action-counts.ts";
import type { Mapping } from "../mapping/mapping.ts";
import { STAGES, type Stage } from "../mapping/schedule.ts";
import type { PriceList } from "./price-list.ts";

export interface Timing {
  /** From the first input to the last output of the whole workload, s. */
  readonly latency: number;
  /** From the start of one workload to the start of the next, s. */
  readonly interval: number;
  /** Time of each stage for one head, s. */
  readonly stages: readonly { readonly name: Stage["name"]; readonly time: number }[];
  /** Time for which a component is busy over the whole workload, s. */
  readonly busy: Readonly<Partial<Record<ComponentName, number>>>;
}

/**
 * Components of a stage overlap, so a stage takes as long as its busiest component, plus the latency of one
 * pass through it. Heads follow at the interval of the slowest stage or of the component that all stages
 * together keep busiest; layers depend on one another and do not overlap.
 */
export function timing(mapping: Mapping, prices: PriceList): Timing {
  const heads = mapping.layers * mapping.headsInLayer;
  const stages = STAGES.map((stage) => {
    const { busy, fill } = stageTimes(stage, mapping, prices);
    const longest = Math.max(0, ...busy.values());
    return { name: stage.name, time: longest === 0 ? 0 : longest / heads + fill, busy };
  });
  const total = new Map<ComponentName, number>();
  for (const stage of stages)
    for (const [component, time] of stage.busy) total.set(component, (total.get(component) ?? 0) + time);
  const headInterval = Math.max(
    0,
    ...stages.map((stage) => stage.time),
    ...[...total.values()].map((t) => t / heads),
  );
  const oneHead = stages.reduce((sum, stage) => sum + stage.time, 0);
  return {
    latency: mapping.layers * (oneHead + (mapping.headsInLayer - 1) * headInterval),
    interval: heads * headInterval,
    stages: stages.map(({ name, time }) => ({ name, time })),
    busy: Object.fromEntries(total),
  };
}

/** Busy time of each component over all heads, and the latency of one item through the stage's chain. */
function stageTimes(
  stage: Stage,
  mapping: Mapping,
  prices: PriceList,
): { busy: Map<ComponentName, number>; fill: number } {
  const busy = new Map<ComponentName, number>();
  let fill = 0;
  for (const { operation, component, action, count } of mapping.counts) {
    if (!stage.operations.includes(operation)) continue;
    const price = prices[component].actions[action];
    const time = (count * price.interval) / (mapping.parallel[component] ?? 1);
    busy.set(component, (busy.get(component) ?? 0) + time);
    fill += price.latency;
  }
  return { busy, fill };
}
