import type { ComponentName, Operation } from "../mapping/action-counts.ts";
import type { Mapping } from "../mapping/mapping.ts";
import type { Schedule, Stage, StageName } from "../mapping/schedule.ts";
import type { PriceList } from "./price-list.ts";

export interface Timing {
  /** Time from the first input to the last output of the whole workload, s. */
  readonly latency: number;
  /** Time from the start of one workload to the start of the next, s. */
  readonly interval: number;
  /** Time from first input to last output of a head with its core and share of the chip to itself, s. */
  readonly headLatency: number;
  /** Time from one head to the next on a core in the steady state, s. */
  readonly headInterval: number;
  /** Time of each stage for one head, s, and the component that sets it; null for a stage without work. */
  readonly stages: readonly {
    readonly name: StageName;
    readonly time: number;
    readonly busiest: ComponentName | null;
  }[];
  /** Busy time of all instances of a component over the whole workload, summed, s. */
  readonly busy: Readonly<Partial<Record<ComponentName, number>>>;
  /** What limits the interval of heads: a component, or the number of heads that the buffer holds. */
  readonly bottleneck: ComponentName | "slots" | null;
}

/**
 * Latency in closed form. The components of a stage overlap, so a stage takes as long as its busiest one and
 * one pass of latency; stages that stream into one another overlap but for their first parts. With n active
 * cores, a component that serves v takes n/v times as long. A core's stages work on one head each, so heads
 * follow at the time of the slowest stage or of the component that all stages keep busiest, and no faster
 * than the buffer's slots allow: latency of a head / slots. The event-driven simulator is the check.
 */
export function timing(demands: readonly StageDemand[], schedule: Schedule): Timing {
  const { layers, heads, cores, slots, shared } = schedule;
  const active = Math.min(cores, heads);
  const crowd = (component: ComponentName): number => Math.max(1, active / (shared[component] ?? active));
  const stages = demands.map((demand) => ({ demand, time: stageTime(demand, crowd) }));
  const headLatency = runs(stages).reduce((sum, run) => sum + runTime(run, contention(run, crowd)), 0);
  const total = totalBusy(demands);
  let own = Math.max(0, ...stages.map(({ demand, time }) => time - (time > 0 ? demand.fill : 0)));
  let common = 0;
  // Interval of heads when all slots are occupied.
  let full = headLatency / slots;
  for (const [component, time] of total) {
    const crowded = time * crowd(component);
    if (shared[component] === undefined) own = Math.max(own, time);
    else common = Math.max(common, crowded);
    if (isVisitedAgain(component, demands)) full = Math.max(full, intervalAt(slots, crowded, headLatency));
  }
  const waves = Math.ceil(heads / active);
  const latency = latencyAt(schedule, headLatency, { own, common, full });
  const headInterval = Math.max(own, common, full);
  const paced = waves * Math.max(own, full);
  return {
    latency,
    interval: schedule.autoregressive
      ? latency
      : Math.min(latency, layers * Math.max(paced, (heads / active) * common)),
    headLatency,
    headInterval,
    stages: stages.map(({ demand, time }) => ({
      name: demand.stage.name,
      time,
      busiest: busiestOf(demand, crowd)[0],
    })),
    busy: scaled(total, layers * heads),
    bottleneck: heads > active ? bottleneckOf(headInterval, total, crowd) : null,
  };
}

/** Lower limits of the interval of heads, s: a core's own parts, shared parts, the buffer's slots. */
export interface Pace {
  readonly own: number;
  readonly common: number;
  readonly full: number;
}

/** Time from first input to last output of all layers, s, where each head takes `headLatency`. */
export function latencyAt(
  { layers, heads, cores, slots }: Schedule,
  headLatency: number,
  { own, common, full }: Pace,
): number {
  const active = Math.min(cores, heads);
  const waves = Math.ceil(heads / active);
  const followers = Math.max(behind(waves - 1, own, full, slots), (heads / active - 1) * common);
  return layers * (headLatency + followers);
}

/**
 * Times of two passes, the second of which starts when the first ends. The bottleneck is that of the longer
 * pass.
 */
export function inSequence(first: Timing, second: Timing): Timing {
  const busy: Partial<Record<ComponentName, number>> = { ...first.busy };
  for (const component in second.busy) {
    const name = component as ComponentName;
    busy[name] = (busy[name] ?? 0) + (second.busy[name] ?? 0);
  }
  return {
    latency: first.latency + second.latency,
    interval: first.interval + second.interval,
    headLatency: first.headLatency + second.headLatency,
    headInterval: first.headInterval + second.headInterval,
    stages: [...first.stages, ...second.stages],
    busy,
    bottleneck: (second.latency > first.latency ? second : first).bottleneck,
  };
}

/**
 * Time from the first head of a core to its last, `count` heads later: `slots` heads are in flight at
 * intervals of `own`, and the next one waits until the first of them ends.
 */
const behind = (count: number, own: number, full: number, slots: number): number =>
  Math.floor(count / slots) * slots * Math.max(full, own) + (count % slots) * own;

/** Whether a component has work in more than one stage, so that heads in different stages meet at it. */
const isVisitedAgain = (component: ComponentName, demands: readonly StageDemand[]): boolean =>
  demands.filter(({ busy }) => (busy.get(component) ?? 0) > 0).length > 1;

/**
 * Interval of heads that repeatedly use a component for `busy` and are elsewhere for the rest of their
 * `latency`, `slots` at a time: mean-value analysis of one queue and a delay. An arriving head meets the
 * queue of n − 1 heads, the one in service half done on average, as services are of equal length.
 */
export function intervalAt(slots: number, busy: number, latency: number): number {
  const elsewhere = Math.max(0, latency - busy);
  let ahead = 0;
  let interval = latency;
  for (let n = 1; n <= slots; n++) {
    const there = busy * (1 + ahead);
    interval = (elsewhere + there) / n;
    ahead = Math.max(0, there / interval - busy / interval / 2);
  }
  return interval;
}

/** The component that is busy throughout the interval; the slots, where there is none. */
function bottleneckOf(
  interval: number,
  total: ReadonlyMap<ComponentName, number>,
  crowd: Crowd,
): Timing["bottleneck"] {
  for (const [component, time] of total)
    if (time * crowd(component) >= interval * (1 - 1e-9)) return component;
  return "slots";
}

function scaled(times: ReadonlyMap<ComponentName, number>, factor: number): Timing["busy"] {
  const result: Partial<Record<ComponentName, number>> = {};
  for (const [component, time] of times) result[component] = time * factor;
  return result;
}

/** Busy time of each component over the stages of one head, s. */
function totalBusy(demands: readonly StageDemand[]): Map<ComponentName, number> {
  const total = new Map<ComponentName, number>();
  for (const { busy } of demands)
    for (const [component, time] of busy) total.set(component, (total.get(component) ?? 0) + time);
  return total;
}

/** Time of the stages that hash one head, forward and backward, s. */
export const hashTime = ({ stages }: Pick<Timing, "stages">): number =>
  stages.reduce((sum, { name, time }) => sum + (name === "hash" || name === "backward-hash" ? time : 0), 0);

/** A stage with its time; functions that need more of its demand take it from the busy times. */
export interface TimedStage<D extends Pick<StageDemand, "stage" | "fill"> = StageDemand> {
  readonly demand: D;
  readonly time: number;
}

type AnyStage = TimedStage<Pick<StageDemand, "stage" | "fill">>;

type Crowd = (component: ComponentName) => number;

/** Time of a stage that has its core to itself; 0 where it has no work. */
function stageTime(demand: StageDemand, crowd: Crowd): number {
  const [, longest] = busiestOf(demand, crowd);
  return longest === 0 ? 0 : longest + demand.fill;
}

/** The component that works longest in a stage and its time, s; the first of those that take as long. */
function busiestOf({ busy }: StageDemand, crowd: Crowd): [ComponentName | null, number] {
  let [name, longest]: [ComponentName | null, number] = [null, 0];
  for (const [component, time] of busy) {
    const own = time * crowd(component);
    if (own > longest) [name, longest] = [component, own];
  }
  return [name, longest];
}

/** Groups stages with work: those that stream into one another are together. */
export function runs<S extends AnyStage>(stages: readonly S[]): S[][] {
  const grouped: S[][] = [];
  let joins = false;
  for (const stage of stages) {
    if (stage.time === 0) continue;
    if (joins) grouped[grouped.length - 1].push(stage);
    else grouped.push([stage]);
    joins = stage.demand.stage.next === "stream";
  }
  return grouped;
}

/** Busy time of the busiest component over the stages of a streaming run, s. */
function contention(run: readonly TimedStage[], crowd: Crowd): number {
  if (run.length === 1) return 0;
  let contended = 0;
  for (const [component, time] of totalBusy(run.map(({ demand }) => demand)))
    contended = Math.max(contended, time * crowd(component));
  return contended;
}

/**
 * Time of stages that stream: the longest stage, plus the first or last parts of the others, and at least the
 * busy time of any component.
 */
export function runTime(run: readonly AnyStage[], contended: number): number {
  if (run.length === 1) return run[0].time;
  const longest = run.reduce((a, b) => (b.time > a.time ? b : a));
  let exposed = 0;
  for (const stage of run)
    if (stage !== longest)
      exposed += stage.time / Math.min(stage.demand.stage.parts, longest.demand.stage.parts);
  const growing = run.findIndex(({ demand }) => demand.stage.grows);
  const streamed = growing > 0 ? growingTime(run, growing) : longest.time + exposed;
  const fill = run.reduce((sum, { demand }) => sum + demand.fill, 0);
  return Math.max(streamed, contended + fill);
}

/**
 * Time of a run whose stage `at` has 2i + 1 shares of work in part i. At share x of the way, x² of its work
 * is done, and earlier stages must be at x too: it ends after max over x of x · before + (1 − x²) · own.
 * Later stages delay it equally, since at most one part waits between two stages.
 */
function growingTime(run: readonly AnyStage[], at: number): number {
  const own = run[at].time;
  const parts = run[at].demand.stage.parts;
  const before = Math.max(...run.slice(0, at).map(({ time }) => time));
  const steady = Math.max(before, ...run.slice(at + 1).map(({ time }) => time));
  const meeting = steady < 2 * own ? own + steady ** 2 / (4 * own) : steady;
  const after = run.slice(at + 1).reduce((sum, { time }) => sum + time / parts, 0);
  return meeting + before / parts + after;
}

/** Demand of one head on the components in one stage, mean over heads. */
export interface StageDemand {
  readonly stage: Stage;
  /** Time for which each component is busy, s. */
  readonly busy: ReadonlyMap<ComponentName, number>;
  /** Latency of one item through the stage's chain, s: waiting that occupies no component. */
  readonly fill: number;
  /** Dynamic energy, J. */
  readonly energy: number;
  /** Random accesses to the buffer, s per access without waiting, and their time with it; null for none. */
  readonly gathered: { readonly accesses: number; readonly interval: number; readonly time: number } | null;
}

/** Demands of the stages of a mapping, in order. A stage without work takes no time. */
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
export function stageNumbers(stages: readonly Stage[]): StageNumbers {
  const known = knownNumbers.get(stages);
  if (known !== undefined) return known;
  const numbers: Partial<Record<Operation, number>> = {};
  stages.forEach(({ operations }, n) => {
    for (const operation of operations) numbers[operation] = n;
  });
  knownNumbers.set(stages, numbers);
  return numbers;
}

/** Accesses implied by `stalls` waits: a bank efficiency e causes 1/e − 1 waits an access. */
function gatheredOf(
  stalls: number,
  interval: number,
  efficiency: number,
  others: StageDemand["gathered"],
): StageDemand["gathered"] {
  const accesses = (stalls * efficiency) / (1 - efficiency) + (others?.accesses ?? 0);
  return { accesses, interval, time: (accesses * interval) / efficiency };
}

/** Busy times and fills of one head, s, to be set before each evaluation. */
export interface BusyTimes {
  /** By stage and by component, in the order of `components`. */
  readonly busy: readonly number[][];
  /** Latency of one item through each stage. */
  readonly fill: number[];
}

/** Latency, s, of the times as they are, with `slots` heads in flight. */
export type BusyLatency = (slots: number) => number;

interface NumberedStage {
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
  const timed = stages.map((stage, at): NumberedStage => ({ demand: { stage, fill: 0 }, at, time: 0 }));
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
  const contention = (run: readonly NumberedStage[]): number => {
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
