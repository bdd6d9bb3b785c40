import type { Rng } from "../base/rng.ts";
import type { FidelityPlan } from "../design/config.ts";
import type { Design } from "../design/design.ts";
import { planOf, type Workload } from "../design/workload.ts";
import type { Activations } from "./activations.ts";
import { prepareHeads, type Quality, sampleQueries, summarise } from "./quality.ts";
import { measuredWorkload, type SimulationOptions } from "./simulate.ts";
import { runTrialsInTurn } from "./trials.ts";
import type { SimulatedHash } from "./variants.ts";

/** Quality of one arm at a number of rounds, over the plan's array samples. */
export type ArmMeter = (arm: SimulatedHash, rounds: number) => Promise<Quality>;

/**
 * Measures arms at other rounds than the workload's, on the queries and with the streams of `simulate`: at the
 * workload's own rounds the results are the same.
 */
export function createArmMeter(
  design: Design,
  workload: Workload,
  activations: Activations,
  plan: FidelityPlan,
  rng: Rng,
  { runTrials = runTrialsInTurn, onStep = () => {}, kernels }: SimulationOptions = {},
): ArmMeter {
  const measured = measuredWorkload(workload, activations);
  const queries = sampleQueries(measured.length, plan.queries, rng.fork("queries"));
  const mac = design.digital.mac.behaviour;
  const heads = prepareHeads(activations, planOf(measured), mac, workload.attention, queries);
  let done = 0;
  return async (arm, rounds) => {
    const attention = { ...measured.attention, rounds };
    const job = { design, measured: { ...measured, attention }, heads, rng };
    const trials = Array.from({ length: plan.arrays }, (_, sample) => ({ arm, sample }));
    return summarise(
      await runTrials(kernels === undefined ? job : { ...job, kernels }, trials, () =>
        onStep(++done, Number.NaN),
      ),
    );
  };
}
