import { readFileSync, readlinkSync } from "node:fs";

/** The system's number of the thread that asks, null where the system does not tell. */
export function ownThread(): number | null {
  try {
    const [, id] = /\/task\/(\d+)$/.exec(readlinkSync("/proc/thread-self")) ?? [];
    return id === undefined ? null : Number(id);
  } catch {
    return null;
  }
}

/** Times of a thread since its start, ms. */
export interface ThreadTimes {
  /** On a core. */
  readonly ran: number;
  /** Ready to run, and waiting for a core. */
  readonly waited: number;
}

/** Times of a thread of this process, null where the system does not tell. */
export function timesOf(thread: number | null): ThreadTimes | null {
  if (thread === null) return null;
  try {
    const [ran, waited] = readFileSync(`/proc/self/task/${thread}/schedstat`, "latin1")
      .split(" ")
      .map(Number);
    return Number.isFinite(ran) && Number.isFinite(waited) ? { ran: ran / 1e6, waited: waited / 1e6 } : null;
  } catch {
    return null;
  }
}
