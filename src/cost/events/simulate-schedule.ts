import TinyQueue from "tinyqueue";
import type { Rng } from "../../base/rng.ts";
import type { Schedule, StageName } from "../../mapping/schedule.ts";
import type { StageDemand } from "../stage-demand.ts";
import { type Banks, gatherTime } from "./bank-play.ts";
import { type HeadRun, isDone, isServed, mayStart, type StageRun, shareOf, startHead } from "./head-run.ts";
import { createServers, type Servers } from "./servers.ts";

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
