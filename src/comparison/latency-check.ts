import type { Rng } from "#base";
import { type DemandsOf, type ServiceSpan, type StageSpan, simulateSchedule } from "../cost/events.ts";
import { layOut } from "../cost/floorplan/lay-out.ts";
import { stageDemands, type Timing, timing } from "../cost/latency.ts";
import { priceList } from "../cost/price-list.ts";
import type { Workload } from "../design/workload.ts";
import type { OperatingPoint } from "../mapping/action-counts.ts";
import { mapWorkload, passesOf } from "../mapping/mapping.ts";
import type { Schedule } from "../mapping/schedule.ts";
import { type CandidateLoad, expectedLoad } from "../mapping/sizes.ts";
import type { DesignId, DesignResult } from "./comparison-design.ts";
import { contenderOf } from "./comparison-designs.ts";

/** Closed form and event-driven simulation of one design's schedule. */
export interface LatencyCheck {
  readonly id: DesignId;
  /** s */
  readonly closedForm: number;
  /** s; null where there are more cores than heads that can be simulated. */
  readonly simulated: number | null;
  /** Simulated heads of a layer. */
  readonly heads: number;
  /** Why the two differ by more than `LATENCY_TOLERANCE`; null where they do not. */
  readonly reason: string | null;
}

export const LATENCY_TOLERANCE = 0.1;

/** Loads of real buckets, simulated one after another in place of their mean. */
export type PlayedLoads = readonly CandidateLoad[];

/** One pass of a simulated schedule: a layer's services, which all layers repeat. */
export interface PlayedPass {
  readonly schedule: Schedule;
  /** Of all layers, s; null where it was not simulated. */
  readonly latency: number | null;
  /** Simulated heads of a layer. */
  readonly heads: number;
  /** The first `MOST_SERVICES` of them. */
  readonly services: readonly ServiceSpan[];
}

/** Most services of a layer that are kept, for the memory that they take. */
export const MOST_SERVICES = 50_000;

/** Receives the passes of one design, in sequence. */
export interface Player {
  readonly id: DesignId;
  readonly played: (pass: PlayedPass) => void;
}

/**
 * Simulates the schedule of every feasible design. In a decode, heads get captured bucket loads, scaled so
 * that their mean is the workload's.
 */
export function checkLatencies(
  contenders: readonly DesignResult[],
  workload: Workload,
  point: OperatingPoint,
  rng: Rng,
  loads: PlayedLoads = [],
  player: Player | null = null,
  /** Receives each stage of each head of every design's first pass. */
  observed: (id: DesignId, span: StageSpan) => void = () => {},
): LatencyCheck[] {
  return contenders.flatMap((contender) => {
    if (!contender.feasible) return [];
    const { design } = contender;
    const listed = priceList(design, point);
    const { mapping, prices } = layOut(contender.mapping, listed);
    const own = contenderOf(contender.id).workload(workload);
    const varies = own.phase === "decode" && own.attention.kind === "lsh" && loads.length > 0;
    const checks = passesOf(mapping).map((pass, n): Omit<LatencyCheck, "id"> => {
      const { schedule } = pass;
      const mean = stageDemands(pass, prices);
      const demandsOf: DemandsOf = varies
        ? (head) => {
            const met = layOut(mapWorkload(design, own, scaledLoad(loads, head, own)), listed);
            return stageDemands(met.mapping, met.prices);
          }
        : () => mean;
      const isWatched = player?.id === contender.id;
      const services: ServiceSpan[] = [];
      const played = simulateSchedule(demandsOf, schedule, {
        rng: rng.fork(n === 0 ? contender.id : `${contender.id} backward`),
        banks: design.digital.buffer.behaviour.banks ?? null,
        observe: (span) => n === 0 && observed(contender.id, span),
        ...(isWatched ? { serviced: (span) => services.length < MOST_SERVICES && services.push(span) } : {}),
      });
      if (isWatched)
        player?.played({ schedule, latency: played?.latency ?? null, heads: played?.heads ?? 0, services });
      const closed = timing(mean, schedule);
      return {
        closedForm: closed.latency,
        simulated: played?.latency ?? null,
        heads: played?.heads ?? 0,
        reason: reasonOf(closed, played?.latency ?? null, schedule, varies),
      };
    });
    return { id: contender.id, ...checks.reduce(inSequence) };
  });
}

/** The check of two passes in sequence; the number of heads is that of the first. */
const inSequence = (
  first: Omit<LatencyCheck, "id">,
  second: Omit<LatencyCheck, "id">,
): Omit<LatencyCheck, "id"> => ({
  closedForm: first.closedForm + second.closedForm,
  simulated:
    first.simulated === null || second.simulated === null ? null : first.simulated + second.simulated,
  heads: first.heads,
  reason: first.reason ?? second.reason,
});

/** A captured load relative to the mean of all, scaled to the workload's expected load. */
function scaledLoad(loads: PlayedLoads, head: number, workload: Workload): CandidateLoad {
  const expected = expectedLoad(workload);
  const own = loads[head % loads.length];
  const scaled = (of: keyof CandidateLoad): number => {
    const mean = loads.reduce((sum, load) => sum + load[of], 0) / loads.length;
    return mean > 0 ? (own[of] / mean) * expected[of] : expected[of];
  };
  return { listed: scaled("listed"), distinct: scaled("distinct"), fetched: scaled("fetched") };
}

function reasonOf(
  { latency, headLatency, headInterval, bottleneck }: Timing,
  simulated: number | null,
  { slots, cores, heads }: Schedule,
  varies: boolean,
): string | null {
  if (simulated === null)
    return `more than ${cores} heads at once are not simulated; only the closed form is given`;
  if (simulated === 0 || Math.abs(latency / simulated - 1) <= LATENCY_TOLERANCE) return null;
  const causes: string[] = [];
  if (varies) causes.push("buckets of different sizes make some heads slower than the mean");
  if (bottleneck === "slots" || headLatency / slots > 0.8 * headInterval)
    causes.push(`heads wait for one of the ${slots} that a core has on its way, and the waits add up`);
  if (Math.min(cores, heads) > 1) causes.push("cores that meet at a shared memory do not do so in step");
  if (causes.length === 0)
    causes.push(
      "stages of different heads meet at one component, which the closed form takes as spread evenly",
    );
  return causes.join("; ");
}
