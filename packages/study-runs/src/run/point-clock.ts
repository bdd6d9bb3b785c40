import { readFileSync, readlinkSync } from "node:fs";

/** Longest step, ms, between the clock's readings every 20 ms; a longer one means a paused process. */
const MOST_STEP = 40;

/** Time while the process runs, without stops of the process, a laptop's sleep or a paused machine. */
export class RunningClock {
  #last: number;
  #passed = 0;

  constructor(now: number) {
    this.#last = now;
  }

  /** Running time so far, ms; to be called every 20 ms. */
  tick(now: number): number {
    this.#passed += Math.min(now - this.#last, MOST_STEP);
    this.#last = now;
    return this.#passed;
  }
}

/** Time spent on one point. */
export class PointClock {
  readonly #thread: number | null;
  readonly #times: typeof timesOf;
  #since = 0;
  #before: ThreadTimes | null = null;

  constructor(thread: number | null, times: typeof timesOf = timesOf) {
    this.#thread = thread;
    this.#times = times;
  }

  /** Starts a point; `passed` is the running clock's time. */
  start(passed: number): void {
    this.#since = passed;
    this.#before = this.#times(this.#thread);
  }

  /**
   * Whether the point has taken longer than `limit` ms: elapsed time minus its thread's waits for a core on a
   * busy machine, or the thread's time on a core if that is longer. Sleep of the thread counts.
   */
  isOver(limit: number, passed: number): boolean {
    const spent = passed - this.#since;
    if (spent <= limit) return false;
    const now = this.#times(this.#thread);
    if (now === null || this.#before === null) return true;
    return Math.max(spent - (now.waited - this.#before.waited), now.ran - this.#before.ran) > limit;
  }
}

/** System id of the calling thread; null where the system does not give it. */
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
  /** Waiting for a core, ready to run. */
  readonly waited: number;
}

/** Times of a thread of this process; null where the system does not give them. */
function timesOf(thread: number | null): ThreadTimes | null {
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
