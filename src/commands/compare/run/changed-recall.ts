// Attention recall under the single changes that give the hash another quality.

import { type Estimate, estimate } from "#base";
import type { Progress } from "#local-io";
import { askedDesign, SUBJECT } from "../../../comparison/comparison-designs.ts";
import { arraysOfChange, singleChanges } from "../../../comparison/variations.ts";
import type { Config } from "../../../design/config.ts";
import { planOf } from "../../../design/workload.ts";
import type { Activations } from "../../../simulation/activations.ts";
import type { Kernels } from "../../../simulation/kernels.ts";
import { prepareHeads, sampleQueries } from "../../../simulation/quality.ts";
import { BYTE_BUDGET, runBytes, shapeOfActivations } from "../../../simulation/run-budget.ts";
import { type Fidelity, measuredWorkload } from "../../../simulation/simulate.ts";
import { runTrial, simulationRng } from "../../../simulation/trials.ts";

/** Attention recall of the memristor hash on each of the first arrays, by the change's setting. */
export type ChangedRecalls = Readonly<Record<string, readonly number[]>>;

/**
 * Simulates the memristor hash with each change of quality, with the queries and streams of `simulate`.
 * Changes that take more memory than a run may are left out; none is made where the config's own design does
 * not hash by LSH.
 */
export function changedRecalls(
  config: Config,
  activations: Activations,
  progress: Progress,
  kernels?: Kernels,
): ChangedRecalls {
  const { design, workload, fidelity: plan } = config;
  if (askedDesign(workload) !== SUBJECT) return {};
  const rng = simulationRng(config.seed);
  const queries = sampleQueries(activations.length, plan.queries, rng.fork("queries"));
  const mac = design.digital.mac.behaviour;
  const masking = planOf(measuredWorkload(workload, activations));
  const heads = prepareHeads(activations, masking, mac, workload.attention, queries);
  const found: Record<string, readonly number[]> = {};
  for (const { name, setting, isOtherQuality, ...change } of singleChanges(design, workload)) {
    if (isOtherQuality !== true || setting === undefined) continue;
    const own = { design: change.design(design), workload: change.workload?.(workload) ?? workload };
    const shape = shapeOfActivations(activations);
    if (runBytes({ ...config, ...own }, shape, activations.length) > BYTE_BUDGET) continue;
    progress.update(`simulating ${name} …`);
    const job = { ...own, measured: measuredWorkload(own.workload, activations), heads, rng, kernels };
    found[setting] = Array.from(
      { length: arraysOfChange(plan) },
      (_, sample) => runTrial(job, { variant: "memristor", sample }).recall,
    );
  }
  return found;
}

/** Recall with each of these changes: the design's own plus the mean difference on the arrays that measured both. */
export function recallsOfChanges({
  changed,
  fidelity,
}: {
  readonly changed: ChangedRecalls;
  readonly fidelity: Fidelity;
}): Record<string, Estimate> {
  const { recall, trials } = fidelity.variants.memristor;
  return Object.fromEntries(
    Object.entries(changed).map(([setting, recalls]) => {
      const difference = estimate(recalls.map((own, n) => own - trials[n].recall));
      return [setting, { ...difference, mean: recall.mean + difference.mean }];
    }),
  );
}
