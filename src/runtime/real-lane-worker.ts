import { parentPort, workerData } from "node:worker_threads";
import { ConfigError } from "#base";
import { LaneStopped, stopLanes } from "#transformer";
import type { EngineJob } from "../language-model/engine/engine.ts";
import { configAgain } from "./config-again.ts";
import { type LaneAnswer, type LaneData, laneOn } from "./real-engine.ts";

const { config, ...data } = workerData as LaneData;

/** Makes this thread's lane at the first job; an error here is that job's failure. */
async function makeLane(): Promise<(job: EngineJob) => void> {
  const { design, workload, selectors } = await configAgain(config, { anySelector: true });
  return laneOn(data, { design, attention: workload.attention }, selectors);
}

let lane: Promise<(job: EngineJob) => void> | null = null;

parentPort?.on("message", async (job: EngineJob) => {
  const answer = (message: LaneAnswer): void => parentPort?.postMessage(message);
  try {
    lane ??= makeLane();
    (await lane)(job);
    answer({ kind: "done" });
  } catch (error) {
    if (error instanceof LaneStopped) return answer({ kind: "stopped" });
    // The others wait for this lane.
    stopLanes(data.control);
    answer({
      kind: "failed",
      message: error instanceof Error ? error.message : String(error),
      issues: error instanceof ConfigError ? error.issues : null,
    });
  }
});
