import { createProgress } from "#local-io";
import { priceAll } from "../../../comparison/priced-comparison.ts";
import type { Workload } from "../../../design/workload.ts";
import type { OperatingPoint } from "../../../mapping/action-counts.ts";
import { configAgain } from "../../../runtime/config-again.ts";
import { loadKernels } from "../../../runtime/kernels.ts";
import type { ConfigSource } from "../../../runtime/pools.ts";
import type { Activations } from "../../../simulation/activations.ts";
import { simulationRng } from "../../../simulation/trials.ts";
import { type ChangedRecalls, changedRecalls } from "./changed-recall.ts";
import { type SearchedFidelity, searchedFidelity } from "./searched-fidelity.ts";

/** What a thread can measure: designs that search codes, and single changes of the hash. */
export interface MeasuredApart {
  readonly searched: SearchedFidelity;
  readonly changed: ChangedRecalls;
}

/** Plain values from which a thread makes the designs again. */
export interface QualityInput {
  readonly part: keyof MeasuredApart;
  readonly source: ConfigSource;
  readonly seed: number;
  readonly workload: Workload;
  readonly point: OperatingPoint;
  readonly activations: Activations;
}

/** One part of the quality on a thread: designs are functions, which it cannot receive, so it makes them again. */
export default async function qualityOnThread(
  input: QualityInput,
): Promise<MeasuredApart[keyof MeasuredApart]> {
  const { part, source, seed, workload, point, activations } = input;
  const config = { ...(await configAgain(source)), seed, workload };
  const [quiet, kernels] = [createProgress("quiet"), loadKernels()];
  if (part === "changed") return changedRecalls(config, activations, quiet, kernels);
  const contenders = priceAll(config.design, workload, point);
  return searchedFidelity(
    contenders,
    workload,
    activations,
    config.fidelity,
    simulationRng(seed),
    quiet,
    kernels,
  );
}
