// How a comparison's designs move data: under their roofs, in the loops of their plans, and over time.

import type { Rng } from "#base";
import type { StageSpan } from "../cost/events.ts";
import type { Workload } from "../design/workload.ts";
import type { OperatingPoint } from "../mapping/action-counts.ts";
import {
  type DataName,
  type DataPlace,
  type DataPlaces,
  dataPlacesOf,
} from "../mapping/flows/data-places.ts";
import { chipBuffer, type Schedule } from "../mapping/schedule.ts";
import type { DesignId, DesignResult } from "./comparison-design.ts";
import { contenderOf } from "./comparison-designs.ts";
import { checkLatencies, type LatencyCheck, type PlayedLoads, type Player } from "./latency-check.ts";
import { type Roofline, rooflineOf } from "./roofline.ts";

/** What lies in a buffer from a time on, B by kind of data. */
export interface OccupancyStep {
  /** s from the start of the head. */
  readonly at: number;
  readonly kept: Readonly<Partial<Record<DataName, number>>>;
}

/** A core's buffer while one head passes through the core; in a decode the buffers of the chip. */
export interface Occupancy {
  /** B */
  readonly capacity: number;
  /** Number of the head in its layer, and the time from its first service to its last output, s. */
  readonly head: number;
  readonly time: number;
  /** Heads that are on the core in that time, this one included. */
  readonly heads: number;
  readonly steps: readonly OccupancyStep[];
}

/** Data movement of the designs on the chip's own units, by id. */
export interface DataMovement {
  readonly rooflines: Readonly<Record<DesignId, Roofline>>;
  readonly places: Readonly<Record<DesignId, DataPlaces>>;
  readonly occupancies: Readonly<Record<DesignId, Occupancy>>;
}

/** The checks of latencies, and the movement of data in the schedules that they simulate. */
export interface PlayedMovement {
  readonly latencyChecks: readonly LatencyCheck[];
  readonly movement: DataMovement;
}

/** Simulates the schedules once for both; arguments as of `checkLatencies`. */
export function playedMovement(
  contenders: readonly DesignResult[],
  workload: Workload,
  point: OperatingPoint,
  rng: Rng,
  loads?: PlayedLoads,
  player?: Player | null,
): PlayedMovement {
  const spans = new Map<DesignId, StageSpan[]>();
  const latencyChecks = checkLatencies(contenders, workload, point, rng, loads, player, (id, span) => {
    const own = spans.get(id);
    if (own === undefined) spans.set(id, [span]);
    else own.push(span);
  });
  const rooflines: Record<DesignId, Roofline> = {};
  const places: Record<DesignId, DataPlaces> = {};
  const occupancies: Record<DesignId, Occupancy> = {};
  for (const one of contenders) {
    if (!one.feasible || one.design.platform !== "digital") continue;
    const { id, design, mapping } = one;
    const roofline = rooflineOf(one, point);
    if (roofline !== null) rooflines[id] = roofline;
    const own = dataPlacesOf(design, contenderOf(id).workload(workload), mapping);
    if (own === null) continue;
    places[id] = own;
    const buffer = workload.phase === "decode" ? chipBuffer(design) : design.digital.buffer.behaviour;
    const data = own.data.filter(({ kept }) => kept > 0);
    const occupancy = occupancyOf(data, mapping.schedule, spans.get(id) ?? [], buffer.capacity);
    if (occupancy !== null) occupancies[id] = occupancy;
  }
  return { latencyChecks, movement: { rooflines, places, occupancies } };
}

/**
 * Data in the first core's buffer while the middle one of its heads passes. A plan reserves a share of each kind
 * of data; it counts from the first to the last stage that uses it, as the model knows nothing finer.
 */
function occupancyOf(
  data: readonly DataPlace[],
  { stages }: Schedule,
  all: readonly StageSpan[],
  capacity: number,
): Occupancy | null {
  const heads = new Map<number, StageSpan[]>();
  for (const span of all) if (span.core === 0) heads.set(span.head, [...(heads.get(span.head) ?? []), span]);
  const numbers = [...heads.keys()].sort((a, b) => a - b);
  const head = numbers[Math.floor(numbers.length / 2)];
  if (head === undefined || data.length === 0) return null;
  const [start, end] = ends(heads.get(head) ?? []);
  const order = stages.map(({ name }) => name);
  const lives = [...heads.values()].flatMap((spans) =>
    data.flatMap(({ name, kept, stages: used }) => {
      if (used === null) return [];
      const [first, last] = used.map((stage) => order.indexOf(stage));
      const own = spans.filter(({ stage }) => order.indexOf(stage) >= first && order.indexOf(stage) <= last);
      const [from, to] = ends(own);
      return from < end && to > start ? [{ name, kept, from, to }] : [];
    }),
  );
  const times = new Set([start, ...lives.flatMap(({ from, to }) => [from, to])]);
  const steps = [...times]
    .filter((at) => at >= start && at < end)
    .sort((a, b) => a - b)
    .map((at): OccupancyStep => {
      const kept: Partial<Record<DataName, number>> = {};
      for (const { name, kept: bytes, stages: used } of data) if (used === null) kept[name] = bytes;
      for (const { name, kept: bytes, from, to } of lives)
        if (from <= at && at < to) kept[name] = (kept[name] ?? 0) + bytes;
      return { at: at - start, kept };
    });
  const present = [...heads.values()].filter((spans) => ends(spans)[0] < end && ends(spans)[1] > start);
  return { capacity, head, time: end - start, heads: present.length, steps };
}

/** First start and last end of spans, s. */
const ends = (spans: readonly StageSpan[]): readonly [from: number, to: number] => [
  spans.reduce((least, { from, to }) => Math.min(least, from, to), Number.POSITIVE_INFINITY),
  spans.reduce((most, { to }) => Math.max(most, to), Number.NEGATIVE_INFINITY),
];
