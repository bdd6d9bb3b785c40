import { parentPort, workerData } from "node:worker_threads";
import { evaluateBatch } from "./batch-evaluation.ts";
import type { Batch, EvaluatorModule, WorkerSetting } from "./point-task.ts";

/** The setting, and a cell of shared memory that says which point of the batch is under way. */
const { setting, progress } = workerData as { setting: WorkerSetting; progress: Int32Array };
const port = parentPort;
if (port === null) throw new RangeError("point worker: expected to be started as a worker thread");

const { createEvaluator } = (await import(setting.evaluator)) as EvaluatorModule;
const evaluate = await createEvaluator(setting.data);

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
port.postMessage("ready");
