// Latency of the counts of a plan, added up by numbers: `timed` of its mapping says the same.

import type { Mapping } from "../mapping/mapping.ts";
import type { FlowTable } from "./flow-table.ts";
import type { KindPrices } from "./kind-prices.ts";
import { intervalAt, latencyAt, runs, runTime, stageNumbers } from "./latency.ts";
import type { CountList } from "./plan-network.ts";

interface Timed {
  readonly demand: { readonly stage: Mapping["schedule"]["stages"][number]; fill: number };
  readonly at: number;
  time: number;
}

/** Latency, s, of counts with some heads in flight; the mapping's own slots where that is null. */
export type PlanTimer = (list: CountList, heads: number | null) => number;

export function createTimer(
  { schedule: given, parallel }: Mapping,
  table: FlowTable,
  kinds: KindPrices,
): PlanTimer {
  const { stages, cores, shared, layers } = given;
  const jobs = layers * given.heads;
  const numbers = stageNumbers(stages);
  const active = Math.min(cores, given.heads);
  const timedStages = stages.map((stage, at): Timed => ({ demand: { stage, fill: 0 }, at, time: 0 }));
  /** Time for which a stage keeps each component busy, s. */
  const busy = stages.map((): number[] => []);
  const crowd: number[] = [];
  const own: boolean[] = [];
  const learn = (): void => {
    for (let part = crowd.length; part < table.parts.length; part++) {
      const served = shared[table.parts[part]];
      crowd.push(Math.max(1, active / (served ?? active)));
      own.push(served === undefined);
    }
    for (const row of busy) {
      row.length = 0;
      for (let part = 0; part < crowd.length; part++) row.push(0);
    }
    for (const { demand } of timedStages) demand.fill = 0;
  };
  const demand = ({ kinds: of, counts }: CountList): void => {
    for (let n = 0; n < of.length; n++) {
      const { operation, component, part } = table.kinds[of[n]];
      const stage = numbers[operation] as number;
      busy[stage][part] += (counts[n] * kinds.interval[of[n]]) / (parallel[component] ?? 1) / jobs;
      timedStages[stage].demand.fill += kinds.latency[of[n]];
    }
  };
  const contention = (run: readonly Timed[]): number => {
    let contended = 0;
    for (let part = 0; part < crowd.length; part++) {
      let time = 0;
      for (const { at } of run) time += busy[at][part];
      contended = Math.max(contended, time * crowd[part]);
    }
    return contended;
  };
  return (list, heads) => {
    learn();
    demand(list);
    const schedule = heads === null ? given : { ...given, slots: heads };
    let core = 0;
    for (const stage of timedStages) {
      let longest = 0;
      for (let part = 0; part < crowd.length; part++)
        longest = Math.max(longest, busy[stage.at][part] * crowd[part]);
      stage.time = longest === 0 ? 0 : longest + stage.demand.fill;
      core = Math.max(core, stage.time - (stage.time > 0 ? stage.demand.fill : 0));
    }
    const headLatency = runs(timedStages).reduce(
      (sum, run) => sum + runTime(run, run.length === 1 ? 0 : contention(run)),
      0,
    );
    let common = 0;
    let full = headLatency / schedule.slots;
    for (let part = 0; part < crowd.length; part++) {
      let [time, visits] = [0, 0];
      for (const row of busy) {
        time += row[part];
        if (row[part] > 0) visits++;
      }
      const crowded = time * crowd[part];
      if (own[part]) core = Math.max(core, time);
      else common = Math.max(common, crowded);
      if (visits > 1) full = Math.max(full, intervalAt(schedule.slots, crowded, headLatency));
    }
    return latencyAt(schedule, headLatency, { own: core, common, full });
  };
}
