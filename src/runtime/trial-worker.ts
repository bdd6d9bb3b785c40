import { workerData } from "piscina";
import { shippedCatalogue } from "../design/catalogue.ts";
import { parseConfig } from "../design/config.ts";
import { projectingOn } from "../design/digital-projection.ts";
import type { Workload } from "../design/workload.ts";
import type { PreparedHead, TrialQuality } from "../simulation/quality.ts";
import { type Job, runTrial, type Trial } from "../simulation/trials.ts";
import { loadKernels } from "./kernels.ts";
import { simulationRng } from "./trial-pool.ts";

interface Shared {
  readonly configValue: unknown;
  readonly seed: number;
  readonly measured: Workload;
  /** What projects digitally: a config may leave it open, and the choice was made by price. */
  readonly projection: string;
  readonly heads: readonly PreparedHead[];
}

const { configValue, seed, measured, projection, heads } = workerData as Shared;
const place = (): string => "worker";
const config = parseConfig({ file: "worker", value: configValue, place, keyPlace: place }, shippedCatalogue);
const design = projectingOn(config.design, projection, measured.headWidth);
const job: Job = { design, measured, heads, rng: simulationRng(seed), kernels: loadKernels() };

/** One trial on this thread. */
export default (trial: Trial): TrialQuality => runTrial(job, trial);
