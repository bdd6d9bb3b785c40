import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { createRng, type Rng } from "../base/rng.ts";
import { projectionNameOf } from "../design/digital-projection.ts";
import type { PreparedHead } from "../simulation/quality.ts";
import { type RunTrials, runTrialsInTurn } from "../simulation/trials.ts";
import type { Plugin } from "./plugins.ts";
import { shareHeads } from "./shared-heads.ts";
import { resultOrFault } from "./unfit-worker.ts";

const WORKER = new URL("./trial-worker.js", import.meta.url);

/** Below this many multiply-accumulates a trial, starting threads costs more than it saves. */
const WORTH_A_THREAD = 2e7;

/** A config as a worker makes it again: its value, checked before, and the plugins that it may name models of. */
export interface ConfigSource {
  readonly value: unknown;
  readonly plugins: readonly Plugin[];
}

/** The stream of a simulation; workers make the same one from the seed. */
export const simulationRng = (seed: number): Rng => createRng(seed).fork("simulate");

/**
 * Runs trials on worker threads: `workers` of them, or as many as the machine has. A worker gets the config's
 * value and the seed, and makes the design and its streams from them again, so results are the same bytes for
 * any number of workers. Activations are shared, not copied. Threads need the built package; from the
 * source, and for one worker, trials run in turn on this thread.
 */
export function trialRunner(config: ConfigSource, seed: number, workers = availableParallelism()): RunTrials {
  const isBuilt = import.meta.url.endsWith(".js");
  if (!isBuilt || workers < 2) return runTrialsInTurn;
  return async (job, trials, onDone) => {
    if (trials.length < 2 || workOf(job.heads) < WORTH_A_THREAD) return runTrialsInTurn(job, trials, onDone);
    // Loaded where threads are wanted alone: most commands are done before it would be.
    const { Piscina } = await import("piscina");
    const pool = new Piscina({
      filename: fileURLToPath(WORKER),
      minThreads: Math.min(workers, trials.length),
      maxThreads: Math.min(workers, trials.length),
      workerData: {
        config,
        seed,
        measured: job.measured,
        projection: projectionNameOf(job.design),
        heads: shareHeads(job.heads),
      },
    });
    try {
      return await Promise.all(
        trials.map(async (trial) => {
          const quality = resultOrFault(await pool.run(trial));
          onDone();
          return quality;
        }),
      );
    } finally {
      await pool.destroy();
    }
  };
}

/** Rough size of a trial: elements of the heads times their width. */
const workOf = (heads: readonly PreparedHead[]): number =>
  heads.reduce((sum, { q }) => sum + q.data.length * q.columns, 0);
