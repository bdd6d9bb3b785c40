import type { Rng } from "../../base/rng.ts";
import { type Plan, plannedSearch } from "./planned-search.ts";
import type { Search } from "./search.ts";

/** Points that share one stream: forking costs a SHA-256, drawing does not. */
const BLOCK = 256;

/** `count` independent uniform points on [0, 1)^axes; the first n points are the same for any count. */
export const randomSearch = (axes: number, count: number, rng: Rng): Search =>
  plannedSearch(count, randomPlan(axes, rng));

/** Coordinates of point i by its block's own stream, so that any point can be had without those before its block. */
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
