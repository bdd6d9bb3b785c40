// Event-driven simulation of the schedule: heads pass through stages, banks and servers, cycle by cycle.

import TinyQueue from "tinyqueue";
import type { Rng } from "#base";
import type { ComponentName } from "../mapping/action-counts.ts";
import type { Schedule, StageName } from "../mapping/schedule.ts";
import type { StageDemand } from "./latency.ts";

/** One service of a component for a head in a stage, s. */
export interface ServiceSpan extends StageSpan {
  readonly component: ComponentName;
  /** Which of the component's instances: its core's, or one of those that cores share. */
  readonly instance: number;
}

/** First come, first served: tracks when each instance of each component is free again. */
export interface Servers {
  /** End of a service of `time` seconds that a head on a core requests at `now`, s. */
  serve(component: ComponentName, core: number, head: number, now: number, time: number): number;
  /** The instance that serves a head on a core. */
  instanceOf(component: ComponentName, core: number, head: number): number;
}

/**
 * A component of a core serves only that core. A component that cores share has as many instances as it
 * serves cores, and a head uses one of them: its set of arrays.
 */
export function createServers({ cores, shared }: Schedule): Servers {
  const free = new Map<ComponentName, Float64Array>();
  const instanceOf = (component: ComponentName, core: number, head: number): number => {
    const sets = shared[component];
    return sets === undefined ? core : head % sets;
  };
  return {
    instanceOf,
    serve(component, core, head, now, time) {
      const sets = shared[component];
      let instances = free.get(component);
      if (instances === undefined) {
        instances = new Float64Array(sets ?? cores);
        free.set(component, instances);
      }
      const instance = instanceOf(component, core, head);
      const end = Math.max(now, instances[instance]) + time;
      instances[instance] = end;
      return end;
    },
  };
}

export interface SimulatedSchedule {
  /** Time from the first input to the last output of the whole workload, s. */
  readonly latency: number;
  /** Simulated heads of one layer; later ones continue at the pace of the second half. */
  readonly heads: number;
}

export interface EventOptions {
  readonly rng: Rng;
  /** Banks of the buffer, for the conflicts of gathers; null ignores them. */
  readonly banks: Banks | null;
  /** Called when a head finishes a stage. */
  readonly observe?: (span: StageSpan) => void;
  /** Called for each service of a component. */
  readonly serviced?: (span: ServiceSpan) => void;
}

/** One head in one stage: from the first service of its first piece to the result of its last one, s. */
export interface StageSpan {
  readonly head: number;
  readonly core: number;
  readonly stage: StageName;
  readonly from: number;
  readonly to: number;
}

/** Most heads of a layer that are simulated. */
const MOST_HEADS = 4096;

/** The demands of each head of a layer, one an entry of its stages. */
export type DemandsOf = (head: number) => readonly StageDemand[];

/**
 * Simulates the heads of one layer on the cores. A head enters a core when one of its slots is free. A stage
 * of a core works on one head at a time, in order, in pieces, each piece on all of its components at once; a
 * component serves first come, first served, and unfinished work blocks the work behind it. Nothing of the
 * closed form in `timing` is used. Returns null where more cores work than heads can be simulated.
 */
export function simulateSchedule(
  demandsOf: DemandsOf,
  schedule: Schedule,
  options: EventOptions,
): SimulatedSchedule | null {
  const active = Math.min(schedule.cores, schedule.heads);
  if (active > MOST_HEADS) return null;
  const played = Math.min(schedule.heads, MOST_HEADS, Math.max(64, 4 * active * schedule.slots));
  const ends = createLayer(demandsOf, schedule, played, options).play();
  const half = Math.floor(played / 2);
  const pace = half > 0 ? (ends[played - 1] - ends[played - 1 - half]) / half : 0;
  return {
    latency: schedule.layers * (ends[played - 1] + (schedule.heads - played) * pace),
    heads: played,
  };
}

interface Event {
  readonly time: number;
  readonly kind: "served" | "ready";
  readonly run: HeadRun;
  readonly stage: number;
}

/** Simulation of one layer. */
interface Layer {
  /** Times at which heads finish, ascending. */
  play(): number[];
}

function createLayer(
  demandsOf: DemandsOf,
  schedule: Schedule,
  heads: number,
  { rng, banks, observe, serviced }: EventOptions,
): Layer {
  const servers = createServers(schedule);
  const events = new TinyQueue<Event>([], (a, b) => a.time - b.time);
  const cores = Array.from({ length: Math.min(schedule.cores, heads) }, (): HeadRun[] => []);
  const ends: number[] = [];
  let next = 0;

  /** Starts the pieces that a core's stage may start, of the first head that it has not finished. */
  const send = (core: number, stage: number, now: number): void => {
    const run = cores[core].find((candidate) => !isServed(candidate, stage));
    if (run === undefined) return;
    while (mayStart(run, stage)) {
      const of = run.stages[stage] as StageRun;
      const served = serve(of, run, servers, now, serviced);
      events.push({ time: served, kind: "served", run, stage });
      events.push({ time: served + of.demand.fill, kind: "ready", run, stage });
    }
  };
  const admit = (core: number, now: number): void => {
    if (next === heads) return;
    const workOf = (demand: StageDemand): StageRun["work"] => playedWork(demand, banks, rng);
    const run = startHead(next, core, demandsOf(next), workOf);
    next++;
    cores[core].push(run);
    if (isDone(run)) leave(run, now);
    else for (let stage = 0; stage < run.stages.length; stage++) send(core, stage, now);
  };
  const leave = (run: HeadRun, now: number): void => {
    cores[run.core].splice(cores[run.core].indexOf(run), 1);
    ends.push(now);
    admit(run.core, now);
  };

  return {
    play() {
      for (let slot = 0; slot < schedule.slots; slot++)
        for (let core = 0; core < cores.length; core++) admit(core, 0);
      for (let event = events.pop(); event !== undefined; event = events.pop()) {
        const { time, kind, run, stage } = event;
        const of = run.stages[stage] as StageRun;
        of[kind]++;
        if (kind === "ready" && of.ready === of.pieces)
          observe?.({
            head: run.head,
            core: run.core,
            stage: of.demand.stage.name,
            from: of.began,
            to: time,
          });
        if (kind === "served") send(run.core, stage, time);
        else if (isDone(run)) leave(run, time);
        else for (let later = stage + 1; later < run.stages.length; later++) send(run.core, later, time);
      }
      return ends;
    },
  };
}

/** End of the service of a stage's next piece on all of its components, s. */
function serve(
  of: StageRun,
  { core, head }: HeadRun,
  servers: Servers,
  now: number,
  serviced: EventOptions["serviced"],
): number {
  const share = shareOf(of, of.sent++);
  let end = now;
  for (const [component, time] of of.work) {
    const own = servers.serve(component, core, head, now, time * share);
    const from = own - time * share;
    if (time > 0) of.began = Math.min(of.began, from);
    if (time > 0 && serviced !== undefined) {
      const instance = servers.instanceOf(component, core, head);
      serviced({ component, instance, core, head, stage: of.demand.stage.name, from, to: own });
    }
    end = Math.max(end, own);
  }
  return end;
}

/** Times of a stage on its components; buffer gathers are simulated bank by bank, without their mean wait. */
function playedWork({ busy, gathered }: StageDemand, banks: Banks | null, rng: Rng): StageRun["work"] {
  return [...busy].map(([component, time]) => {
    if (component !== "buffer" || gathered === null || banks === null) return [component, time];
    const played = gatherTime(gathered.accesses, banks, rng) * gathered.interval;
    return [component, time - gathered.time + played];
  });
}

/** Pieces of a stage with few parts, so that stages that share a component take turns. */
const PIECES = 32;

/** Progress of a head in one stage. */
interface StageRun {
  readonly demand: StageDemand;
  readonly work: readonly (readonly [ComponentName, number])[];
  readonly pieces: number;
  /** Pieces sent to the components, pieces that the components finished, and pieces whose results arrived. */
  sent: number;
  served: number;
  ready: number;
  /** Start of the first service, s. */
  began: number;
}

interface HeadRun {
  readonly head: number;
  readonly core: number;
  /** Null where the head has no work in a stage. */
  readonly stages: readonly (StageRun | null)[];
}

/** A head before its first piece. `workOf` gives the time of a stage on each component, s. */
const startHead = (
  head: number,
  core: number,
  demands: readonly StageDemand[],
  workOf: (demand: StageDemand) => StageRun["work"],
): HeadRun => ({
  head,
  core,
  stages: demands.map((demand) => {
    if (![...demand.busy.values()].some((time) => time > 0)) return null;
    const { parts } = demand.stage;
    const pieces = parts * Math.ceil(PIECES / parts);
    return {
      demand,
      work: workOf(demand),
      pieces,
      sent: 0,
      served: 0,
      ready: 0,
      began: Number.POSITIVE_INFINITY,
    };
  }),
});

/** A piece's share of its stage's work. */
function shareOf({ demand, pieces }: StageRun, piece: number): number {
  const { parts, grows } = demand.stage;
  const perPart = pieces / parts;
  const part = Math.floor(piece / perPart);
  return (grows ? (2 * part + 1) / parts ** 2 : 1 / parts) / perPart;
}

/** The last stage with work before stage n, or null. */
const before = ({ stages }: HeadRun, n: number): StageRun | null => {
  for (let m = n - 1; m >= 0; m--) if (stages[m] !== null) return stages[m];
  return null;
};

/** Whether the next piece of stage n has its input, and at most one piece waits behind the running one. */
function mayStart(run: HeadRun, n: number): boolean {
  const own = run.stages[n];
  if (own === null || own.sent === own.pieces || own.sent - own.served >= 2) return false;
  const source = before(run, n);
  if (source === null) return true;
  if (source.demand.stage.next === "barrier") return source.ready === source.pieces;
  const part = Math.floor((own.sent * own.demand.stage.parts) / own.pieces);
  // Part i of p works on the first (i + 1)/p of the input.
  return source.ready >= Math.ceil((source.pieces * (part + 1)) / own.demand.stage.parts - 1e-9);
}

/** Whether the components have finished a head's work in stage n. */
const isServed = ({ stages }: HeadRun, n: number): boolean =>
  stages[n] === null || stages[n].served === stages[n].pieces;

const isDone = ({ stages }: HeadRun): boolean =>
  stages.every((stage) => stage === null || stage.ready === stage.pieces);

/** Banks of a memory, and accesses of a gather in flight at once. */
export interface Banks {
  readonly count: number;
  readonly outstanding: number;
}

/** Simulated accesses; every gather continues at their pace. */
const PLAYED = 4096;

/**
 * Time of `accesses` random accesses to banks, in access times of the whole memory. Simulated turn by turn: a
 * bank takes `count` such times for an access, and a new access replaces each that returns. Other gathers'
 * accesses follow the last ones, so a short gather takes its share of the pace and does not wait for empty
 * banks.
 */
export function gatherTime(accesses: number, { count, outstanding }: Banks, rng: Rng): number {
  if (accesses <= 0) return 0;
  const queued = new Int32Array(count);
  for (let n = 0; n < outstanding; n++) queued[rng.integer(count)]++;
  let [turns, served] = [0, 0];
  while (served < PLAYED) {
    let back = 0;
    for (let bank = 0; bank < count; bank++)
      if (queued[bank] > 0) {
        queued[bank]--;
        back++;
      }
    for (let n = 0; n < back; n++) queued[rng.integer(count)]++;
    served += back;
    turns++;
  }
  return (accesses * turns * count) / served;
}
