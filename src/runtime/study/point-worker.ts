import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import { ConfigError } from "../../base/errors.ts";
import { ownThread } from "./point-clock.ts";
import type { WorkerState } from "./point-pool.ts";
import {
  type Batch,
  type EvaluateCodes,
  type EvaluatorModule,
  evaluateBatch,
  type WorkerSetting,
} from "./point-task.ts";

/** The setting, and a cell of shared memory that says which point of the batch is under way. */
const { setting, progress } = workerData as { setting: WorkerSetting; progress: Int32Array };
const port = parentPort;
if (port === null) throw new RangeError("point worker: expected to be started as a worker thread");

const { createEvaluator } = (await import(setting.evaluator)) as EvaluatorModule;

/** The evaluation of points; null after saying why there is none: a class does not survive the way between threads. */
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
