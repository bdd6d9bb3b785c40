import { Worker } from "node:worker_threads";
import { ConfigError, fault, type Issue } from "#base";
import type { PointOutcome, StudyPoint } from "#search";
import { PointClock, RunningClock } from "./point-clock.ts";
import { type Batch, type BatchResult, resultOf, type WorkerSetting } from "./point-task.ts";

export interface PoolOptions {
  readonly workers: number;
  /** Time limit of one point, ms. */
  readonly timeout: number;
  /** Most megabytes of a worker's heap; typed arrays are outside it and have their own budget. */
  readonly heap: number;
}

/** Gives up to `most` points of the study; null if there are none now. */
export type TakePoints = (most: number) => Batch | null;

const WORKER = new URL("./point-worker.js", import.meta.url);
const WATCH_MILLISECONDS = 20;
/** Longest wait of an interrupt for running batches. */
const GRACE_MILLISECONDS = 100;
/** Time limit for a worker to load the package and the plugins, ms. 500 is usual. */
const LOAD_MILLISECONDS = 45_000;

/** A worker thread and its current work. */
interface Slot {
  readonly worker: Worker;
  readonly progress: Int32Array;
  isReady: boolean;
  batch: Batch | null;
  size: number;
  /** Position of the running point at the last check, and its clock. */
  place: number;
  clock: PointClock;
}

/** State of a worker: ready, with its thread's id, or unfit with the reasons. */
export type WorkerState =
  | { readonly state: "ready"; readonly thread: number | null }
  | { readonly state: "unfit"; readonly issues: readonly Issue[] };

interface Finished {
  readonly lines: Uint8Array;
  readonly outcomes: Float64Array;
  readonly counts: readonly number[];
  readonly milliseconds: number;
}

/**
 * Evaluates points on worker threads. The worker handles a point that throws. One that takes too long, fills
 * the heap or ends the thread costs the thread: the rest of its batch is evaluated again, and the point once
 * more in its own batch, unless it timed out. `run` resolves when there are no more points, or after `stop`.
 */
export class PointPool {
  readonly #setting: WorkerSetting;
  readonly #options: PoolOptions;
  readonly #take: TakePoints;
  readonly #deliver: (result: BatchResult) => void;
  readonly #slots = new Set<Slot>();
  /** Batches left by a lost worker. */
  readonly #again: Batch[] = [];
  /** Level and index of points that cost a worker. */
  readonly #suspects = new Set<string>();
  readonly #running = new RunningClock(performance.now());
  /** Time of the running clock, ms. */
  #passed = 0;
  #isStopped = false;
  #settle: { resolve: () => void; reject: (error: unknown) => void } | null = null;

  constructor(
    setting: WorkerSetting,
    options: PoolOptions,
    take: TakePoints,
    deliver: (result: BatchResult) => void,
  ) {
    this.#setting = setting;
    this.#options = options;
    this.#take = take;
    this.#deliver = deliver;
  }

  /** Resolves when all points have results. Rejects if a worker cannot start or `deliver` throws. */
  async run(): Promise<void> {
    const watch = setInterval(() => this.#watch(), WATCH_MILLISECONDS);
    try {
      await new Promise<void>((resolve, reject) => {
        this.#settle = { resolve, reject };
        for (let n = 0; n < this.#options.workers; n++) this.#start();
      });
    } finally {
      clearInterval(watch);
      this.#isStopped = true;
      await Promise.all([...this.#slots].map(({ worker }) => worker.terminate()));
    }
  }

  /** Assigns no more points, and ends with the running batches or after a short grace time. */
  stop(): void {
    this.#isStopped = true;
    this.#assign();
    setTimeout(() => this.#settle?.resolve(), GRACE_MILLISECONDS).unref();
  }

  #start(): void {
    const progress = new Int32Array(new SharedArrayBuffer(4));
    const worker = new Worker(WORKER, {
      workerData: { setting: this.#setting, progress },
      resourceLimits: { maxOldGenerationSizeMb: this.#options.heap },
      // Output of a faulty point must not mix with the answer.
      stdout: true,
      stderr: true,
    });
    const clock = new PointClock(null);
    clock.start(this.#passed);
    const slot: Slot = { worker, progress, isReady: false, batch: null, size: 1, place: 0, clock };
    this.#slots.add(slot);
    let fault: unknown = null;
    worker.on("message", (message: WorkerState | Finished) => {
      try {
        if (!("state" in message)) this.#finish(slot, message);
        else if (message.state === "unfit") throw new ConfigError(message.issues);
        else {
          slot.isReady = true;
          slot.clock = new PointClock(message.thread);
        }
        this.#assign();
      } catch (error) {
        this.#settle?.reject(error);
      }
    });
    worker.on("error", (error) => {
      fault = error;
    });
    worker.on("exit", (code) =>
      this.#lose(slot, fault ?? new Error(`the worker ended with code ${code}`), fault === null),
    );
  }

  #finish(slot: Slot, { lines, outcomes, counts, milliseconds }: Finished): void {
    const batch = slot.batch as Batch;
    slot.batch = null;
    slot.size = nextBatchSize(slot.size, batch.points.length, milliseconds);
    this.#deliver({ ...batch, lines, outcomes, counts });
  }

  /** Gives work to every idle worker; resolves when there is none left and none running. */
  #assign(): void {
    for (const slot of this.#slots) {
      if (this.#isStopped || !slot.isReady || slot.batch !== null) continue;
      const batch = this.#again.pop() ?? this.#take(slot.size);
      if (batch === null) continue;
      slot.batch = batch;
      slot.place = 0;
      slot.clock.start(this.#passed);
      Atomics.store(slot.progress, 0, 0);
      slot.worker.postMessage(batch);
    }
    const isIdle = [...this.#slots].every(
      ({ batch, isReady }) => batch === null && (isReady || this.#isStopped),
    );
    if (isIdle) this.#settle?.resolve();
  }

  #watch(): void {
    this.#passed = this.#running.tick(performance.now());
    for (const slot of this.#slots) {
      if (!slot.isReady && slot.clock.isOver(LOAD_MILLISECONDS, this.#passed)) this.#reportLoad();
      if (slot.batch === null) continue;
      const place = Atomics.load(slot.progress, 0);
      if (place !== slot.place) {
        slot.place = place;
        slot.clock.start(this.#passed);
      } else if (place < slot.batch.points.length && slot.clock.isOver(this.#options.timeout, this.#passed))
        this.#expire(slot, place);
    }
  }

  #reportLoad(): void {
    const message = `is not ready after ${LOAD_MILLISECONDS / 1000} s: expected what it loads to end`;
    this.#settle?.reject(fault("worker thread", "(plugin)", message));
  }

  /** Ends a point that timed out; it is not tried again. */
  #expire(slot: Slot, place: number): void {
    const { batch, worker } = slot;
    if (batch === null || !this.#slots.delete(slot)) return;
    void worker.terminate();
    this.#start();
    const reason = `no result after ${this.#options.timeout / 1000} s`;
    this.#giveUp(batch, place, { status: "timeout", metrics: null, reason });
  }

  #lose(slot: Slot, error: unknown, isEnded = false): void {
    if (!this.#slots.delete(slot)) return;
    if (this.#isStopped) {
      this.#assign();
      return;
    }
    if (!slot.isReady) {
      const message = "ended before it was ready: expected plugins that do not end the program";
      const ended = fault("worker thread", "(plugin)", message);
      this.#settle?.reject(isEnded ? ended : error);
      return;
    }
    this.#start();
    const { batch } = slot;
    if (batch === null) return;
    const place = Math.min(Atomics.load(slot.progress, 0), batch.points.length - 1);
    const point = batch.points[place];
    const key = `${batch.level}:${point.index}`;
    if (this.#suspects.has(key)) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#giveUp(batch, place, { status: "failed", metrics: null, reason });
    } else {
      this.#suspects.add(key);
      this.#putBack(batch.level, [point]);
      this.#putOthersBack(batch, place);
    }
  }

  /** Delivers the given outcome of a point and puts the rest of its batch back. */
  #giveUp(batch: Batch, place: number, outcome: PointOutcome): void {
    const { level } = batch;
    const alone: Batch = { level, points: [batch.points[place]] };
    try {
      this.#deliver({ ...alone, ...resultOf(alone, this.#setting.judgements[level], [outcome]) });
    } catch (error) {
      this.#settle?.reject(error);
    }
    this.#putOthersBack(batch, place);
    this.#assign();
  }

  #putOthersBack({ level, points }: Batch, place: number): void {
    this.#putBack(level, points.slice(0, place));
    this.#putBack(level, points.slice(place + 1));
  }

  #putBack(level: number, points: readonly StudyPoint[]): void {
    if (points.length > 0) this.#again.push({ level, points });
    this.#assign();
  }
}

/** Target duration of a batch: with one point per message a worker would spend its time on messages. */
const TARGET_MILLISECONDS = 50;
const MOST_POINTS = 512;

/**
 * Size of a worker's next batch after `points` points in so many milliseconds. At most four times the
 * previous size, so that one quick batch (of infeasible points) does not lead to an hour's work. A batch
 * taken over from another worker is a weak measure but is counted too.
 */
export function nextBatchSize(size: number, points: number, milliseconds: number): number {
  const wanted = Math.round((TARGET_MILLISECONDS * points) / Math.max(milliseconds, 1e-3));
  return Math.max(1, Math.min(wanted, 4 * size, MOST_POINTS));
}
