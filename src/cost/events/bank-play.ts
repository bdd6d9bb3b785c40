import type { Rng } from "../../base/rng.ts";

/** Banks of a memory, and accesses of a gather that are on their way at once. */
export interface Banks {
  readonly count: number;
  readonly outstanding: number;
}

/** Accesses that are played one by one; every gather goes at the pace of these. */
const PLAYED = 2048;

/**
 * Time in which `accesses` accesses to banks by chance are served, in accesses' times of the whole memory: each takes its
 * bank `count` of them, and access n is sent when access n − outstanding has come back. Other gathers' accesses follow
 * behind the last ones, so that a short gather pays its share of the pace and no wait for empty banks.
 */
export function gatherTime(accesses: number, { count, outstanding }: Banks, rng: Rng): number {
  if (accesses <= 0) return 0;
  const free = new Float64Array(count);
  const done = new Float64Array(PLAYED);
  let end = 0;
  for (let n = 0; n < PLAYED; n++) {
    const bank = rng.integer(count);
    const sent = n < outstanding ? 0 : done[n - outstanding];
    const back = Math.max(sent, free[bank]) + count;
    free[bank] = back;
    done[n] = back;
    if (back > end) end = back;
  }
  return accesses * Math.max(1, end / PLAYED);
}
