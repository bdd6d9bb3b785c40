// The schedule as events: heads run through stages, on banks and servers, to the cycle.

import TinyQueue from "tinyqueue";
import type { Rng } from "../base/rng.ts";
import type { ComponentName } from "../mapping/action-counts.ts";
import type { Schedule, StageName } from "../mapping/schedule.ts";
import type { StageDemand } from "./latency.ts";

/** First come, first served: when each instance of each component is free again. */
export interface Servers {
  /** End of a service of `time` seconds asked for at `now` by a head on a core, s. */
  serve(component: ComponentName, core: number, head: number, now: number, time: number): number;
}

/**
 * A component of a core serves that core alone. One that cores share has as many instances as it serves cores, and a
 * head belongs to one of them: its set of arrays.
 */
export function createServers({ cores, shared }: Schedule): Servers {
  const free = new Map<ComponentName, Float64Array>();
  return {
    serve(component, core, head, now, time) {
      const sets = shared[component];
      let instances = free.get(component);
      if (instances === undefined) {
        instances = new Float64Array(sets ?? cores);
        free.set(component, instances);
      }
      const instance = sets === undefined ? core : head % sets;
      const end = Math.max(now, instances[instance]) + time;
      instances[instance] = end;
      return end;
    },
  };
}

export interface SimulatedSchedule {
  /** From the first input to the last output of the whole workload, s. */
  readonly latency: number;
  /** Heads of one layer that were played; later ones go on at the pace of the second half. */
  readonly heads: number;
}

export interface EventOptions {
  readonly rng: Rng;
  /** Banks of the buffer, where gathers meet in them. */
  readonly banks: Banks | null;
  /** Called as a head is through with a stage. */
  readonly observe?: (span: StageSpan) => void;
}

/** One head in one stage: from the first service of its first piece to the result of its last one, s. */
export interface StageSpan {
  readonly head: number;
  readonly core: number;
  readonly stage: StageName;
  readonly from: number;
  readonly to: number;
}

/** Most heads of a layer that are played. */
const MOST_HEADS = 4096;

/** The demands of each head of a layer, one an entry of its stages. */
export type DemandsOf = (head: number) => readonly StageDemand[];

/**
 * Plays the heads of one layer through the cores. A head enters a core when one of the core's slots is free. A stage of
 * a core works on one head at a time, in order, in pieces, each piece on all of its components at once; a component
 * serves who comes first, and what is not through holds back what comes behind it. Nothing of the closed form in
 * `timing` is used. Returns null where more cores are at work than heads can be played.
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

/** One layer in play. */
interface Layer {
  /** Times at which heads are through, ascending. */
  play(): number[];
}

function createLayer(
  demandsOf: DemandsOf,
  schedule: Schedule,
  heads: number,
  { rng, banks, observe }: EventOptions,
): Layer {
  const servers = createServers(schedule);
  const events = new TinyQueue<Event>([], (a, b) => a.time - b.time);
  const cores = Array.from({ length: Math.min(schedule.cores, heads) }, (): HeadRun[] => []);
  const ends: number[] = [];
  let next = 0;

  /** Sends what may be sent of a stage of a core: work of the first head that is not through with it. */
  const send = (core: number, stage: number, now: number): void => {
    const run = cores[core].find((candidate) => !isServed(candidate, stage));
    if (run === undefined) return;
    while (mayStart(run, stage)) {
      const of = run.stages[stage] as StageRun;
      const served = serve(of, run, servers, now);
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
function serve(of: StageRun, run: HeadRun, servers: Servers, now: number): number {
  const share = shareOf(of, of.sent++);
  let end = now;
  for (const [component, time] of of.work) {
    const own = servers.serve(component, run.core, run.head, now, time * share);
    if (time > 0) of.began = Math.min(of.began, own - time * share);
    end = Math.max(end, own);
  }
  return end;
}

/** Times of a stage on its components, with its gathers from the buffer played bank by bank in place of their mean wait. */
function playedWork({ busy, gathered }: StageDemand, banks: Banks | null, rng: Rng): StageRun["work"] {
  return [...busy].map(([component, time]) => {
    if (component !== "buffer" || gathered === null || banks === null) return [component, time];
    const played = gatherTime(gathered.accesses, banks, rng) * gathered.interval;
    return [component, time - gathered.time + played];
  });
}

/** Pieces into which a stage of few parts is cut, so that stages that share a component take turns. */
const PIECES = 32;

/** A head's way through one stage. */
interface StageRun {
  readonly demand: StageDemand;
  readonly work: readonly (readonly [ComponentName, number])[];
  readonly pieces: number;
  /** Pieces that are sent to the components, that the components are through with, and whose results are there. */
  sent: number;
  served: number;
  ready: number;
  /** When a component first began to serve it, s. */
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

/** Share of a stage's work that a piece has. */
function shareOf({ demand, pieces }: StageRun, piece: number): number {
  const { parts, grows } = demand.stage;
  const perPart = pieces / parts;
  const part = Math.floor(piece / perPart);
  return (grows ? (2 * part + 1) / parts ** 2 : 1 / parts) / perPart;
}

/** The stage with work before stage n, or null. */
const before = ({ stages }: HeadRun, n: number): StageRun | null => {
  for (let m = n - 1; m >= 0; m--) if (stages[m] !== null) return stages[m];
  return null;
};

/** Whether what the next piece of stage n works on is there, and no more than one piece waits behind the one at work. */
function mayStart(run: HeadRun, n: number): boolean {
  const own = run.stages[n];
  if (own === null || own.sent === own.pieces || own.sent - own.served >= 2) return false;
  const source = before(run, n);
  if (source === null) return true;
  if (source.demand.stage.next === "barrier") return source.ready === source.pieces;
  const part = Math.floor((own.sent * own.demand.stage.parts) / own.pieces);
  // Part i of p works on the first (i + 1)/p of what comes in.
  return source.ready >= Math.ceil((source.pieces * (part + 1)) / own.demand.stage.parts - 1e-9);
}

/** Whether the components are through with a head's work in stage n. */
const isServed = ({ stages }: HeadRun, n: number): boolean =>
  stages[n] === null || stages[n].served === stages[n].pieces;

const isDone = ({ stages }: HeadRun): boolean =>
  stages.every((stage) => stage === null || stage.ready === stage.pieces);

/** Banks of a memory, and accesses of a gather that are on their way at once. */
export interface Banks {
  readonly count: number;
  readonly outstanding: number;
}

/** Accesses that are played; every gather goes at the pace of these. */
const PLAYED = 4096;

/**
 * Time in which `accesses` accesses to banks by chance are served, in accesses' times of the whole memory. Played turn by
 * turn: a bank takes `count` of them for an access, and for every access that comes back another one is sent. Other
 * gathers' accesses follow behind the last ones, so a short gather pays its share of the pace and no wait for
 * empty banks.
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
