import { workerData } from "piscina";
import { parseConfig } from "../design/config.ts";
import { type LmJob, lmTrials } from "../language-model/lm-trial.ts";
import { loadKernels } from "./kernels.ts";
import { lmRng } from "./lm-pool.ts";
import { loadModelsAgain } from "./plugins.ts";
import { type ConfigSource, taskOrFault } from "./pools.ts";

type Shared = Omit<LmJob, "design" | "rng" | "kernels"> & {
  readonly config: ConfigSource;
  readonly seed: number;
};

const { config, seed, ...shared } = workerData as Shared;

/** Runs one trial on this thread. */
export default await taskOrFault(async () => {
  const place = (): string => "worker";
  const { catalogue } = await loadModelsAgain(config.plugins);
  const { design } = parseConfig({ file: "worker", value: config.value, place, keyPlace: place }, catalogue);
  return lmTrials({ ...shared, design, rng: lmRng(seed), kernels: loadKernels() });
});
