// Pools of workers: trials of arrays, and functions that run on a thread of their own.

import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import type { Dense } from "../base/dense.ts";
import { ConfigError, type Issue } from "../base/errors.ts";
import { projectionNameOf } from "../design/digital-projection.ts";
import type { TrialQuality } from "../simulation/quality.ts";
import { BYTE_BUDGET } from "../simulation/run-budget.ts";
import { type RunTrials, runTrialsInTurn } from "../simulation/trials.ts";
import type { Plugin } from "./plugins.ts";
import { shareHeads } from "./shared-arrays.ts";

const TRIAL_WORKER = new URL("./trial-worker.js", import.meta.url);

/** Below this many multiply-accumulates a trial, starting threads costs more than it saves. */
const WORTH_A_THREAD = 2e7;

/** A config as a worker makes it again: its value, checked before, and the plugins that it may name models of. */
export interface ConfigSource {
  readonly value: unknown;
  readonly plugins: readonly Plugin[];
}

/**
 * Runs trials on worker threads: `workers` of them, or as many as the machine has. A worker gets the config's
 * value and the seed, and makes the design and its streams from them again, so results are the same bytes for
 * any number of workers. Activations are shared, not copied. Threads need the built package; from the
 * source, and for one worker, trials run in turn on this thread. Of threads that need so many `bytes` each there are no more than
 * fit a run's budget; `isLong` says that trials are worth a thread whatever their heads.
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
    // Loaded where threads are wanted alone: most commands are done before it would be.
    const { Piscina } = await import("piscina");
    const threads = Math.min(workers, trials.length);
    const pool = new Piscina({
      filename: fileURLToPath(TRIAL_WORKER),
      minThreads: threads,
      maxThreads: threads,
      // Workers are handed all their trials at once, so that they go on while this thread does something else.
      concurrentTasksPerWorker: Math.ceil(trials.length / threads),
      workerData: {
        config,
        seed,
        measured: job.measured,
        projection: projectionNameOf(job.design),
        heads: shareHeads(job.heads),
      },
    });
    // Variants take different times. In the order of samples every worker gets trials of all variants.
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

/** Whether threads may be started: the package is built, and more than one worker is wanted. */
export const hasThreads = (workers = availableParallelism()): boolean =>
  import.meta.url.endsWith(".js") && workers > 1;

/** Whether heads are large enough for threads: their elements times their width are roughly the work of one trial. */
export const isWorthThreads = (heads: readonly { readonly q: Dense }[]): boolean =>
  heads.reduce((sum, { q }) => sum + q.data.length * q.columns, 0) >= WORTH_A_THREAD;

/** What a worker answers that cannot work: a class of errors does not survive the way between threads. */
export interface Unfit {
  readonly unfit: readonly Issue[];
}

/** A worker's task, or one that says why there is none: a ConfigError while it was made. */
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

/** A worker's result. Throws the ConfigError for which there is none. */
export function resultOrFault<Result extends object>(answer: Result | Unfit): Result {
  if ("unfit" in answer) throw new ConfigError(answer.unfit);
  return answer;
}

/**
 * Runs the default export of a built module, a function of `input`, on a thread of its own while this one goes on. Input
 * and result are copied: plain values. `onStart` is called when the thread has its input.
 */
export async function runApart<Result>(module: URL, input: unknown, onStart = () => {}): Promise<Result> {
  const { Piscina } = await import("piscina");
  const pool = new Piscina({ filename: fileURLToPath(module), minThreads: 1, maxThreads: 1 });
  try {
    const running = pool.run(input);
    onStart();
    return (await running) as Result;
  } finally {
    await pool.destroy();
  }
}
