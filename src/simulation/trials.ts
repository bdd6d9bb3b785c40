import type { AttentionUnits } from "../attention/lsh-attention.ts";
import { computedPairs, type LshPlan, nearSlots } from "../attention/plan.ts";
import type { Rng } from "../base/rng.ts";
import type { Design } from "../design/design.ts";
import { hashCodeOf, planOf, type Workload } from "../design/workload.ts";
import { expectedLoad } from "../mapping/candidate-load.ts";
import { hasherFactory } from "./arms.ts";
import type { Kernels } from "./kernels.ts";
import { measureTrial, type PreparedHead, type TrialQuality } from "./quality.ts";
import type { SimulatedHash } from "./variants.ts";

/** What every trial of a simulation shares. */
export interface Job {
  readonly design: Design;
  /** The workload at the length and width of the activations. */
  readonly measured: Workload;
  readonly heads: readonly PreparedHead[];
  readonly rng: Rng;
  /** What solves the arrays' circuits; the plain one where none is given. */
  readonly kernels?: Kernels;
}

/** One variant on one array sample. */
export interface Trial {
  readonly arm: SimulatedHash | "local-window";
  readonly sample: number;
}

/** Runs trials, here or on worker threads; results in the order of the trials, `onDone` after each. */
export type RunTrials = (job: Job, trials: readonly Trial[], onDone: () => void) => Promise<TrialQuality[]>;

/** One trial. Streams are named by arm and sample, so trials can run alone, in any order, anywhere. */
export function runTrial(
  { design, measured, heads, rng, kernels }: Job,
  { arm, sample }: Trial,
): TrialQuality {
  const plan = planOf(measured);
  const units = unitsOf(design);
  if (arm === "local-window")
    return measureTrial(heads, localWindowPlan(plan, measured), units, () => () => new Int32Array(0));
  const code = hashCodeOf(measured.attention, measured.length);
  const factory = hasherFactory(
    arm,
    design,
    code,
    measured.headWidth,
    rng,
    kernels === undefined ? {} : { kernels },
  );
  return measureTrial(heads, plan, units, (head) => factory(sample, head));
}

/** One trial after another on this thread. */
export const runTrialsInTurn: RunTrials = async (job, trials, onDone) =>
  trials.map((trial) => {
    const quality = runTrial(job, trial);
    onDone();
    return quality;
  });

/** The digital units that attention runs on. */
export function unitsOf({ digital }: Design): AttentionUnits {
  const { exponential, unnormalised } = digital.softmax.behaviour;
  return {
    sort: digital.sorter.behaviour.order,
    exponential,
    ...(unnormalised === undefined ? {} : { unnormalised }),
  };
}

/** A window that computes as many pairs a query as the LSH plan, or as a decode is expected to. */
function localWindowPlan(plan: LshPlan, measured: Workload): LshPlan {
  const { length } = measured;
  const perQuery = Math.round(
    plan.lists === undefined
      ? computedPairs(length, plan) / length
      : expectedLoad(measured).distinct + nearSlots(length, plan),
  );
  return { ...plan, rounds: 0, localWindow: Math.max(1, Math.min(length, perQuery - plan.sink)) };
}
