import type { Rng } from "../../base/rng.ts";

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
