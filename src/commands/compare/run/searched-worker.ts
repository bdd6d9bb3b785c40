import { priceAll } from "../../../comparison/priced-comparison.ts";
import type { Workload } from "../../../design/workload.ts";
import type { OperatingPoint } from "../../../mapping/action-counts.ts";
import { configAgain } from "../../../runtime/config-again.ts";
import { loadKernels } from "../../../runtime/kernels.ts";
import type { ConfigSource } from "../../../runtime/pools.ts";
import { createProgress } from "../../../runtime/progress.ts";
import type { Activations } from "../../../simulation/activations.ts";
import { simulationRng } from "../../../simulation/trials.ts";
import { type ChangedRecalls, changedRecalls } from "./changed-recall.ts";
import { type SearchedFidelity, searchedFidelity } from "./searched-fidelity.ts";

/** Plain values from which a thread prices the designs again. */
export interface SearchedInput {
  readonly source: ConfigSource;
  readonly seed: number;
  readonly workload: Workload;
  readonly point: OperatingPoint;
  readonly activations: Activations;
}

/** What a thread measures while the trials of the hash and the prices are made. */
export interface MeasuredApart {
  readonly searched: SearchedFidelity;
  readonly changed: ChangedRecalls;
}

/** `searchedFidelity` and `changedRecalls` on a thread: designs are functions, which it cannot receive, so it reprices them. */
export default async function searchedOnThread(input: SearchedInput): Promise<MeasuredApart> {
  const { source, seed, workload, point, activations } = input;
  const config = { ...(await configAgain(source)), seed, workload };
  const contenders = priceAll(config.design, workload, point);
  const [rng, quiet, kernels] = [simulationRng(seed), createProgress("quiet"), loadKernels()];
  return {
    searched: searchedFidelity(contenders, workload, activations, config.fidelity, rng, quiet, kernels),
    changed: changedRecalls(config, activations, quiet, kernels),
  };
}
