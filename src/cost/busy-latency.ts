// Latency alone, from busy times by number: what searches over plans and sizes evaluate many times.

import type { ComponentName } from "../mapping/action-counts.ts";
import type { Schedule, Stage } from "../mapping/schedule.ts";
import { intervalAt, latencyAt, runs, runTime } from "./latency.ts";

/** Busy times and fills of one head, s, to be set before each evaluation. */
export interface BusyTimes {
  /** By stage and by component, in the order of `components`. */
  readonly busy: readonly number[][];
  /** Latency of one item through each stage. */
  readonly fill: number[];
}

/** Latency, s, of the times as they are, with `slots` heads in flight. */
export type BusyLatency = (slots: number) => number;

interface TimedStage {
  readonly demand: { readonly stage: Stage; fill: number };
  readonly at: number;
  time: number;
}

/**
 * Returns the latency of `timing` as a function of busy times that the caller sets in `times`. `components` may
 * grow between evaluations, with a column of each row of `times.busy` for each.
 */
export function createBusyLatency(
  schedule: Schedule,
  components: readonly ComponentName[],
  { busy, fill }: BusyTimes,
): BusyLatency {
  const { stages, shared } = schedule;
  const active = Math.min(schedule.cores, schedule.heads);
  const timed = stages.map((stage, at): TimedStage => ({ demand: { stage, fill: 0 }, at, time: 0 }));
  /** How much longer each component takes when the active cores share it. */
  const crowd: number[] = [];
  const own: boolean[] = [];
  const learn = (): void => {
    for (let part = crowd.length; part < components.length; part++) {
      const served = shared[components[part]];
      crowd.push(Math.max(1, active / (served ?? active)));
      own.push(served === undefined);
    }
  };
  const contention = (run: readonly TimedStage[]): number => {
    let contended = 0;
    for (let part = 0; part < crowd.length; part++) {
      let time = 0;
      for (const { at } of run) time += busy[at][part];
      contended = Math.max(contended, time * crowd[part]);
    }
    return contended;
  };
  /** Sets the time of each stage; returns the longest without its fill. */
  const setStages = (): number => {
    let core = 0;
    for (const stage of timed) {
      let longest = 0;
      for (let part = 0; part < crowd.length; part++)
        longest = Math.max(longest, busy[stage.at][part] * crowd[part]);
      stage.demand.fill = fill[stage.at];
      stage.time = longest === 0 ? 0 : longest + stage.demand.fill;
      core = Math.max(core, stage.time - (stage.time > 0 ? stage.demand.fill : 0));
    }
    return core;
  };
  return (slots) => {
    if (crowd.length < components.length) learn();
    let core = setStages();
    let headLatency = 0;
    for (const run of runs(timed)) headLatency += runTime(run, run.length === 1 ? 0 : contention(run));
    let common = 0;
    let full = headLatency / slots;
    for (let part = 0; part < crowd.length; part++) {
      let [time, visits] = [0, 0];
      for (const row of busy) {
        time += row[part];
        if (row[part] > 0) visits++;
      }
      const crowded = time * crowd[part];
      if (own[part]) core = Math.max(core, time);
      else common = Math.max(common, crowded);
      if (visits > 1) full = Math.max(full, intervalAt(slots, crowded, headLatency));
    }
    const paced = slots === schedule.slots ? schedule : { ...schedule, slots };
    return latencyAt(paced, headLatency, { own: core, common, full });
  };
}
