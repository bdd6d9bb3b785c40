import { readFileSync, readlinkSync } from "node:fs";

/** Most that two looks at a clock, every 20 ms, are apart while the process runs; beyond that it was paused. */
const MOST_STEP = 40;

/** Time that passed while the process ran: a stopped process, a sleeping laptop and a paused machine do not count. */
export class RunningClock {
  #last: number;
  #passed = 0;

  constructor(now: number) {
    this.#last = now;
  }

  /** ms so far; to be asked every 20 ms. */
  tick(now: number): number {
    this.#passed += Math.min(now - this.#last, MOST_STEP);
    this.#last = now;
    return this.#passed;
  }
}

/** What one point has taken of its time. */
export class PointClock {
  readonly #thread: number | null;
  readonly #times: typeof timesOf;
  #since = 0;
  #before: ThreadTimes | null = null;

  constructor(thread: number | null, times: typeof timesOf = timesOf) {
    this.#thread = thread;
    this.#times = times;
  }

  /** A point begins; `passed` is the running clock. */
  start(passed: number): void {
    this.#since = passed;
    this.#before = this.#times(this.#thread);
  }

  /**
   * Whether the point has had longer than `limit` ms: what passed without the time that its thread waited for a core
   * on a busy machine, or what the thread ran. A thread that sleeps, waiting for something, has its time.
   */
  isOver(limit: number, passed: number): boolean {
    const spent = passed - this.#since;
    if (spent <= limit) return false;
    const now = this.#times(this.#thread);
    if (now === null || this.#before === null) return true;
    return Math.max(spent - (now.waited - this.#before.waited), now.ran - this.#before.ran) > limit;
  }
}

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
