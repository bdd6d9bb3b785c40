// Pools of workers for the texts of a language model.

import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { createRng, type Rng } from "../base/rng.ts";
import { type RunLmTrials, runLmInTurn } from "../language-model/lm-run.ts";
import { type ConfigSource, hasThreads, resultOrFault } from "./pools.ts";

const LM_WORKER = new URL("./lm-worker.js", import.meta.url);

/** Random stream of a language-model run; workers derive the same one from the seed. */
export const lmRng = (seed: number): Rng => createRng(seed).fork("language model");

/**
 * Runs trials (windows × arrays) on worker threads: `workers` of them, or one per core. A worker gets the
 * config's value, the seed, the model and the texts, and derives the rest, so results are byte-identical for
 * any number of workers. From source, or with one worker, trials run in turn on this thread.
 */
export function lmRunner(config: ConfigSource, seed: number, workers = availableParallelism()): RunLmTrials {
  if (!hasThreads(workers)) return runLmInTurn;
  return async (job, trials, onDone) => {
    if (trials.length < 2) return runLmInTurn(job, trials, onDone);
    const { Piscina } = await import("piscina");
    const { checkpoint, workload, plan, calibration, windows, recall, likelihoodOnly } = job;
    const pool = new Piscina({
      filename: fileURLToPath(LM_WORKER),
      minThreads: Math.min(workers, trials.length),
      maxThreads: Math.min(workers, trials.length),
      workerData: {
        config,
        seed,
        checkpoint,
        workload,
        plan,
        calibration,
        windows,
        recall,
        likelihoodOnly,
      },
    });
    try {
      return await Promise.all(
        trials.map(async (trial) => {
          const score = resultOrFault(await pool.run(trial));
          onDone();
          return score;
        }),
      );
    } finally {
      await pool.destroy();
    }
  };
}
