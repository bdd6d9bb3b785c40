import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import { ConfigError } from "#base";
import { ownThread } from "./point-clock.ts";
import type { WorkerState } from "./point-pool.ts";
import {
  type Batch,
  type EvaluateCodes,
  type EvaluatorModule,
  evaluateBatch,
  type WorkerSetting,
} from "./point-task.ts";

/** The setting, and a cell of shared memory with the position of the current point in the batch. */
const { setting, progress } = workerData as { setting: WorkerSetting; progress: Int32Array };
const port = parentPort;
if (port === null) throw new RangeError("point worker: expected to be started as a worker thread");

const { createEvaluator } = (await import(setting.evaluator)) as EvaluatorModule;

/** Makes the evaluation; null after reporting a ConfigError, whose class is lost between threads. */
async function evaluation(to: MessagePort): Promise<EvaluateCodes | null> {
  try {
    return await createEvaluator(setting.data);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    say(to, { state: "unfit", issues: error.issues });
    return null;
  }
}

const say = (to: MessagePort, state: WorkerState): void => to.postMessage(state);

const evaluate = await evaluation(port);
if (evaluate !== null) {
  port.on("message", (batch: Batch) => {
    const { level } = batch;
    const started = performance.now();
    const result = evaluateBatch(
      batch,
      setting.judgements[level],
      (codes) => evaluate(level, codes),
      (place) => Atomics.store(progress, 0, place),
    );
    Atomics.store(progress, 0, batch.points.length);
    const { lines, outcomes, counts } = result;
    port.postMessage({ lines, outcomes, counts, milliseconds: performance.now() - started });
  });
  say(port, { state: "ready", thread: ownThread() });
}
