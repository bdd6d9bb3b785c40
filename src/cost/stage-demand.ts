import type { ComponentName, Operation } from "../mapping/action-counts.ts";
import type { Mapping } from "../mapping/mapping.ts";
import type { Stage } from "../mapping/schedule.ts";
import type { PriceList } from "./price-list.ts";

/** What one head asks of the components in one stage, mean over heads. */
export interface StageDemand {
  readonly stage: Stage;
  /** Time for which each component is busy, s. */
  readonly busy: ReadonlyMap<ComponentName, number>;
  /** Latency of one item through the stage's chain, s: waiting that keeps no component busy. */
  readonly fill: number;
  /** Dynamic energy, J. */
  readonly energy: number;
  /** Accesses in random order to the buffer, s an access without waiting, and their time with it; null for none. */
  readonly gathered: { readonly accesses: number; readonly interval: number; readonly time: number } | null;
}

/** Demands of the stages of a mapping, in their order. A stage without work takes no time. */
export function stageDemands(
  { counts, parallel, schedule, gatherEfficiency }: Mapping,
  prices: PriceList,
): StageDemand[] {
  const jobs = schedule.layers * schedule.heads;
  const stageOf = stageNumbers(schedule.stages);
  const demands = schedule.stages.map((stage) => ({
    stage,
    busy: new Map<ComponentName, number>(),
    fill: 0,
    energy: 0,
    gathered: null as StageDemand["gathered"],
  }));
  for (const { operation, component, action, count } of counts) {
    const demand = demands[stageOf[operation] as number];
    const price = prices[component].actions[action];
    const time = (count * price.interval) / (parallel[component] ?? 1) / jobs;
    demand.busy.set(component, (demand.busy.get(component) ?? 0) + time);
    demand.fill += price.latency;
    demand.energy += (count * price.energy) / jobs;
    if (component === "buffer" && action === "stall")
      demand.gathered = gatheredOf(count / jobs, price.interval, gatherEfficiency, demand.gathered);
  }
  return demands;
}

type StageNumbers = Readonly<Partial<Record<Operation, number>>>;

const knownNumbers = new WeakMap<readonly Stage[], StageNumbers>();

/** Stage of each operation; schedules of one kind share their list of stages. */
function stageNumbers(stages: readonly Stage[]): StageNumbers {
  const known = knownNumbers.get(stages);
  if (known !== undefined) return known;
  const numbers: Partial<Record<Operation, number>> = {};
  stages.forEach(({ operations }, n) => {
    for (const operation of operations) numbers[operation] = n;
  });
  knownNumbers.set(stages, numbers);
  return numbers;
}

/** The accesses behind `stalls` waits: an efficiency e of the banks makes 1/e − 1 waits an access. */
function gatheredOf(
  stalls: number,
  interval: number,
  efficiency: number,
  others: StageDemand["gathered"],
): StageDemand["gathered"] {
  const accesses = (stalls * efficiency) / (1 - efficiency) + (others?.accesses ?? 0);
  return { accesses, interval, time: (accesses * interval) / efficiency };
}
