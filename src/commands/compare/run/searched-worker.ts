import { priceAll } from "../../../comparison/priced-comparison.ts";
import type { Workload } from "../../../design/workload.ts";
import type { OperatingPoint } from "../../../mapping/action-counts.ts";
import { configAgain } from "../../../runtime/config-again.ts";
import { loadKernels } from "../../../runtime/kernels.ts";
import type { ConfigSource } from "../../../runtime/pools.ts";
import { createProgress } from "../../../runtime/progress.ts";
import type { Activations } from "../../../simulation/activations.ts";
import { simulationRng } from "../../../simulation/trials.ts";
import { type SearchedFidelity, searchedFidelity } from "./searched-fidelity.ts";

/** Plain values from which a thread prices the designs again. */
export interface SearchedInput {
  readonly source: ConfigSource;
  readonly seed: number;
  readonly workload: Workload;
  readonly point: OperatingPoint;
  readonly activations: Activations;
}

/** `searchedFidelity` on a thread: designs are functions, which it cannot receive, so it reprices them. */
export default async function searchedOnThread(input: SearchedInput): Promise<SearchedFidelity> {
  const { source, seed, workload, point, activations } = input;
  const { design, fidelity } = await configAgain(source);
  const contenders = priceAll(design, workload, point);
  const [rng, quiet] = [simulationRng(seed), createProgress("quiet")];
  return searchedFidelity(contenders, workload, activations, fidelity, rng, quiet, loadKernels());
}
