import { workerData } from "piscina";
import { type LmJob, lmTrials } from "../language-model/lm-trial.ts";
import { configAgain } from "./config-again.ts";
import { loadKernels } from "./kernels.ts";
import { lmRng } from "./lm-pool.ts";
import { type ConfigSource, taskOrFault } from "./pools.ts";

type Shared = Omit<LmJob, "design" | "rng" | "kernels"> & {
  readonly config: ConfigSource;
  readonly seed: number;
};

const { config, seed, ...shared } = workerData as Shared;

/** Runs one trial on this thread. */
export default await taskOrFault(async () => {
  const { design } = await configAgain(config);
  return lmTrials({ ...shared, design, rng: lmRng(seed), kernels: loadKernels() });
});
