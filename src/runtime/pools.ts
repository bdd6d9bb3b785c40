// Worker pools for trials of arrays, and functions that run on their own thread.

import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { ConfigError, type Dense, type Issue } from "#base";
import { projectionNameOf } from "../design/digital-projection.ts";
import type { TrialQuality } from "../simulation/quality.ts";
import { BYTE_BUDGET } from "../simulation/run-budget.ts";
import { type RunTrials, runTrialsInTurn } from "../simulation/trials.ts";
import type { Plugin } from "./plugins.ts";
import { shareHeads } from "./shared-arrays.ts";

const TRIAL_WORKER = new URL("./trial-worker.js", import.meta.url);

/** Multiply-accumulates of a trial below which starting threads costs more than it saves. */
const WORTH_A_THREAD = 2e7;

/** What a worker derives a config from: its value, checked before, and its plugins. */
export interface ConfigSource {
  readonly value: unknown;
  readonly plugins: readonly Plugin[];
}

/**
 * Runs trials on worker threads: `workers` of them, or one per core, but no more than fit a run's memory
 * budget at `bytes` each. A worker gets the config's value and the seed, and derives the design and its
 * streams, so results are byte-identical for any number of workers. Activations are shared, not copied.
 * Threads need the built package; from source, and with one worker, trials run in turn on this thread.
 * `isLong` marks trials that are worth a thread even with small heads.
 */
export function trialRunner(
  config: ConfigSource,
  seed: number,
  asked = availableParallelism(),
  { bytes = 0, isLong = false }: { readonly bytes?: number; readonly isLong?: boolean } = {},
): RunTrials {
  const workers = Math.min(asked, Math.max(1, Math.floor(BYTE_BUDGET / bytes)));
  if (!hasThreads(workers)) return runTrialsInTurn;
  return async (job, trials, onDone, onStart = () => {}) => {
    if (trials.length < 2 || (!isLong && !isWorthThreads(job.heads)))
      return runTrialsInTurn(job, trials, onDone);
    // Imported only when threads are wanted: most commands finish sooner than the import.
    const { Piscina } = await import("piscina");
    const threads = Math.min(workers, trials.length);
    const pool = new Piscina({
      filename: fileURLToPath(TRIAL_WORKER),
      minThreads: threads,
      maxThreads: threads,
      // Workers get all their trials at once, so that they continue while this thread is busy.
      concurrentTasksPerWorker: Math.ceil(trials.length / threads),
      workerData: {
        config,
        seed,
        measured: job.measured,
        projection: projectionNameOf(job.design),
        heads: shareHeads(job.heads),
      },
    });
    // Variants take different times; in the order of samples every worker gets trials of all variants.
    const order = trials.map((_, n) => n).sort((a, b) => trials[a].sample - trials[b].sample || a - b);
    const results: TrialQuality[] = [];
    try {
      const running = order.map(async (n) => {
        results[n] = resultOrFault(await pool.run(trials[n]));
        onDone();
      });
      onStart();
      await Promise.all(running);
      return results;
    } finally {
      await pool.destroy();
    }
  };
}

/** Whether threads may start: the package is built and more than one worker is wanted. */
export const hasThreads = (workers = availableParallelism()): boolean =>
  import.meta.url.endsWith(".js") && workers > 1;

/** Whether heads are large enough for threads; elements times width approximates the work of a trial. */
export const isWorthThreads = (heads: readonly { readonly q: Dense }[]): boolean =>
  heads.reduce((sum, { q }) => sum + q.data.length * q.columns, 0) >= WORTH_A_THREAD;

/** Answer of a worker that failed to start: error classes are lost between threads. */
export interface Unfit {
  readonly unfit: readonly Issue[];
}

/** A worker's task, or one that returns the issues if making it threw a ConfigError. */
export async function taskOrFault<Task, Result>(
  make: () => Promise<(task: Task) => Result>,
): Promise<(task: Task) => Result | Unfit> {
  try {
    return await make();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const { issues } = error;
    return () => ({ unfit: issues });
  }
}

/** A worker's result. Throws ConfigError if the worker failed to start. */
export function resultOrFault<Result extends object>(answer: Result | Unfit): Result {
  if ("unfit" in answer) throw new ConfigError(answer.unfit);
  return answer;
}

/** Memory for new objects of a thread: what a search of plans keeps until it ends fills the usual 48 MB in a few ms. */
const YOUNG_MEGABYTES = 192;

/**
 * Runs the default export of a built module, a function of `input`, on its own thread while this one
 * continues. Input and result are copied plain values. `onStart` is called when the thread has its input. An
 * aborted `signal` ends the thread at once.
 */
export async function runApart<Result>(
  module: URL,
  input: unknown,
  onStart = () => {},
  signal?: AbortSignal,
): Promise<Result> {
  const { Piscina } = await import("piscina");
  const pool = new Piscina({
    filename: fileURLToPath(module),
    minThreads: 1,
    maxThreads: 1,
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MEGABYTES },
  });
  try {
    const running = pool.run(input, { signal });
    onStart();
    return (await running) as Result;
  } finally {
    await pool.destroy();
  }
}
