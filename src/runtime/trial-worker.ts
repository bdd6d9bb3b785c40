import { workerData } from "piscina";
import { projectingOn } from "../design/digital-projection.ts";
import type { Workload } from "../design/workload.ts";
import type { PreparedHead, TrialQuality } from "../simulation/quality.ts";
import { type Job, runTrial, simulationRng, type Trial } from "../simulation/trials.ts";
import { configAgain } from "./config-again.ts";
import { loadKernels } from "./kernels.ts";
import { type ConfigSource, taskOrFault } from "./pools.ts";

interface Shared {
  readonly config: ConfigSource;
  readonly seed: number;
  readonly measured: Workload;
  /** The digital projection: a config may leave it open, and it was then chosen by price. */
  readonly projection: string;
  readonly heads: readonly PreparedHead[];
}

const { config: source, seed, measured, projection, heads } = workerData as Shared;

/** Runs one trial on this thread. */
export default await taskOrFault<Trial, TrialQuality>(async () => {
  const config = await configAgain(source);
  const design = projectingOn(config.design, projection, measured.headWidth);
  const job: Job = { design, measured, heads, rng: simulationRng(seed), kernels: loadKernels() };
  return (trial) => runTrial(job, trial);
});
