import { workerData } from "piscina";
import { shippedCatalogue } from "../design/catalogue.ts";
import { parseConfig } from "../design/config.ts";
import { type LmJob, lmTrials } from "../language-model/lm-trial.ts";
import { loadKernels } from "./kernels.ts";
import { lmRng } from "./lm-pool.ts";

type Shared = Omit<LmJob, "design" | "rng" | "kernels"> & {
  readonly configValue: unknown;
  readonly seed: number;
};

const { configValue, seed, ...shared } = workerData as Shared;
const place = (): string => "worker";
const { design } = parseConfig(
  { file: "worker", value: configValue, place, keyPlace: place },
  shippedCatalogue,
);

/** One trial on this thread. */
export default lmTrials({ ...shared, design, rng: lmRng(seed), kernels: loadKernels() });
