// The ask-and-tell interface of a search, and searches whose points are all planned beforehand.

import type { Rng } from "#base";

/** A point of a search: one coordinate in [0, 1) an axis. */
export interface SearchPoint {
  readonly index: number;
  readonly coordinates: readonly number[];
}

/** Minimised objectives; violation 0 if all constraints hold, else summed shortfalls; null: no numbers. */
export interface Outcome {
  readonly objectives: readonly number[];
  readonly violation: number;
}

/**
 * Deterministic given its seed: neither the order of tells, the size of batches nor the number of workers
 * changes a point. Throws RangeError for an outcome of a point that was not issued, or already has a result.
 */
export interface Search {
  /** Up to `count` next points in order of index; empty while it waits for outcomes or when it is done. */
  ask(count: number): readonly SearchPoint[];
  /** Outcomes may come in any order; next points depend only on the set of a whole generation's outcomes. */
  tell(index: number, outcome: Outcome | null): void;
  /** Whether every point was issued and has its outcome. */
  readonly isDone: boolean;
}

/** A plan independent of outcomes: the coordinates of point i, in any order of i. */
export type Plan = (index: number) => readonly number[];

/** `count` points of a plan as a search. Memory: a byte a point. */
export function plannedSearch(count: number, plan: Plan): Search {
  if (!Number.isSafeInteger(count) || count < 0)
    throw new RangeError(`search: expected a number of points, received ${count}`);
  const told = new Uint8Array(count);
  let asked = 0;
  let open = count;
  return {
    ask(most) {
      const points: SearchPoint[] = [];
      for (; points.length < most && asked < count; asked++)
        points.push({ index: asked, coordinates: plan(asked) });
      return points;
    },
    tell(index) {
      if (!(index >= 0 && index < asked && Number.isInteger(index)))
        throw new RangeError(`search: expected an outcome of an issued point, received index ${index}`);
      if (told[index] === 1)
        throw new RangeError(`search: expected one outcome a point, received another for ${index}`);
      told[index] = 1;
      open--;
    },
    get isDone() {
      return open === 0;
    },
  };
}

/** Points that share one stream: forking costs a SHA-256, drawing does not. */
const BLOCK = 256;

/** `count` independent uniform points on [0, 1)^axes; the first n points are the same for any count. */
export const randomSearch = (axes: number, count: number, rng: Rng): Search =>
  plannedSearch(count, randomPlan(axes, rng));

/** Coordinates of point i from its block's own stream, so that no earlier block is needed. */
export function randomPlan(axes: number, rng: Rng): Plan {
  let held = -1;
  let block: number[][] = [];
  return (index) => {
    const wanted = Math.floor(index / BLOCK);
    if (wanted !== held) {
      const stream = rng.fork("random").fork(wanted);
      block = Array.from({ length: BLOCK }, () => Array.from({ length: axes }, () => stream.uniform()));
      held = wanted;
    }
    return block[index % BLOCK];
  };
}

/**
 * A Latin hypercube of `count` points: on every single axis, each slice [k/count, (k+1)/count) holds exactly
 * one point, uniform within it; the axes' orders are independent. A list of m levels therefore gets each
 * level ⌊count/m⌋ or ⌈count/m⌉ times, one more or fewer where m does not divide count. Only the whole set is
 * stratified: its first n points are not, and another count gives another set. Memory: 4 bytes a point and
 * axis. Source: [mckay-1979].
 */
export function latinHypercubeSearch(axes: number, count: number, rng: Rng): Search {
  const orders = Array.from({ length: axes }, (_, axis) =>
    shuffled(count, rng.fork("latin hypercube").fork(axis)),
  );
  const within = randomPlan(axes, rng.fork("latin hypercube within a slice"));
  return plannedSearch(count, (index) => {
    const offsets = within(index);
    return orders.map((order, axis) => sliceCoordinate(order[index], offsets[axis], count));
  });
}

/** (slice + offset) / count; where the sum rounds up to the next slice, the slice's middle is used. */
function sliceCoordinate(slice: number, offset: number, count: number): number {
  const coordinate = (slice + offset) / count;
  return Math.floor(coordinate * count) === slice ? coordinate : (slice + 0.5) / count;
}

/** 0 … count − 1 in random order (Fisher–Yates). */
function shuffled(count: number, rng: Rng): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = rng.integer(i + 1);
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}
