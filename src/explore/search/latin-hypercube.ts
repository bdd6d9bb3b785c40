import type { Rng } from "../../base/rng.ts";
import { plannedSearch } from "./planned-search.ts";
import { randomPlan } from "./random.ts";
import type { Search } from "./search.ts";

/**
 * A Latin hypercube of `count` points: on every axis alone, each of the slices [k/count, (k+1)/count) holds exactly one
 * point, uniform within it; the axes' orders are independent. A list of m levels therefore gets each level
 * ⌊count/m⌋ or ⌈count/m⌉ times, one more or fewer where m does not divide count. Only the whole set is stratified: the
 * first n of it are not, and another count is another set. Memory: 4 bytes a point and axis.
 * Source: [mckay-1979].
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

/** (slice + offset) / count; the sum may round up to the next slice, whose largest predecessor stands in. */
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
