import { Worker } from "node:worker_threads";
import { ConfigError, fault, type Issue } from "../../base/errors.ts";
import type { PointOutcome } from "../../study/outcome.ts";
import type { StudyPoint } from "../../study/point-source.ts";
import { PointClock, RunningClock } from "./point-clock.ts";
import { type Batch, type BatchResult, resultOf, type WorkerSetting } from "./point-task.ts";

export interface PoolOptions {
  readonly workers: number;
  /** Longest time of one point, ms. */
  readonly timeout: number;
  /** Most megabytes of a worker's heap; typed arrays are outside it and have a budget of their own. */
  readonly heap: number;
}

/** Gives up to `most` points of the study, or none for now. */
export type TakePoints = (most: number) => Batch | null;

const WORKER = new URL("./point-worker.js", import.meta.url);
const WATCH_MILLISECONDS = 20;
/** Most that an interrupt waits for batches under way. */
const GRACE_MILLISECONDS = 100;
/** Longest time in which a worker loads the package and the plugins, ms. Usual are 500. */
const LOAD_MILLISECONDS = 45_000;

/** A worker thread, and what it is doing. */
interface Slot {
  readonly worker: Worker;
  readonly progress: Int32Array;
  isReady: boolean;
  batch: Batch | null;
  size: number;
  /** Place of the point under way when it was last looked at, and its clock. */
  place: number;
  clock: PointClock;
}

/** What a worker says of itself: ready, with the number of its thread, or why it cannot be. */
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
 * Evaluates points on worker threads. A point that throws is its worker's business; one that takes too long, fills the heap or ends
 * the thread costs the thread: the rest of its batch is evaluated again, and the point itself once more, alone, unless its
 * time was up. `run` resolves when there are no more points, or after `stop`.
 */
export class PointPool {
  readonly #setting: WorkerSetting;
  readonly #options: PoolOptions;
  readonly #take: TakePoints;
  readonly #deliver: (result: BatchResult) => void;
  readonly #slots = new Set<Slot>();
  /** Batches that a lost worker left behind. */
  readonly #again: Batch[] = [];
  /** Level and index of points that cost a worker. */
  readonly #suspects = new Set<string>();
  readonly #running = new RunningClock(performance.now());
  /** Time on the running clock, ms. */
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

  /** Until all points have results. Rejects where a worker cannot start, or `deliver` throws. */
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

  /** Gives out nothing more, and ends when the batches under way do, or soon without them. */
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
      // What a poisoned point prints is no part of the answer.
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

  /** Work for every idle worker; the end where there is none, and none under way. */
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

  /** The point's time is up: what takes too long once does so again. */
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

  /** The point gets its outcome from outside; the rest of the batch is evaluated elsewhere. */
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

/** Work that a batch should hold: a worker that is sent a point at a time spends its time on messages. */
const TARGET_MILLISECONDS = 50;
const MOST_POINTS = 512;

/**
 * Points of a worker's next batch after one of `points` that took so long; at most four times as many as before, so that one
 * quick batch (of infeasible points) does not bring an hour's work. A batch left over from another worker says little
 * about size and is counted all the same.
 */
export function nextBatchSize(size: number, points: number, milliseconds: number): number {
  const wanted = Math.round((TARGET_MILLISECONDS * points) / Math.max(milliseconds, 1e-3));
  return Math.max(1, Math.min(wanted, 4 * size, MOST_POINTS));
}
