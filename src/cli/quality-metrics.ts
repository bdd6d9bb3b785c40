import { memoised } from "../base/memo.ts";
import type { Rng } from "../base/rng.ts";
import type { Config } from "../design/config.ts";
import type { Design } from "../design/design.ts";
import { planOf, type Workload } from "../design/workload.ts";
import type { Activations } from "../simulation/activations.ts";
import type { Kernels } from "../simulation/kernels.ts";
import { prepareHeads, referenceKey, sampleQueries, summarise } from "../simulation/quality.ts";
import { exactDigitalError, measuredWorkload } from "../simulation/simulate.ts";
import { runTrial, type Trial, unitsOf } from "../simulation/trials.ts";

/** A way to attend; `exact` is exact attention on the design's own digital units. */
export type MeasuredArm = Trial["arm"] | "exact";

/**
 * Captured mass of the memristor design, or with another hash, with the half-width of its 95 % interval over array samples, and the output
 * error. Activations are those of the study's base.
 */
export function createQualityMetrics(
  activations: Activations,
  rng: Rng,
  kernels: Kernels,
): (config: Config, arm?: MeasuredArm) => number[] {
  const prepared = preparedHeads(activations);
  return ({ design, workload, fidelity }, arm = "memristor") => {
    const measured = measuredWorkload(workload, activations);
    const queries = sampleQueries(measured.length, fidelity.queries, rng.fork("queries"));
    const heads = prepared(measured, design, queries);
    if (arm === "exact") return [1, 0, exactDigitalError(heads, planOf(measured), unitsOf(design)).mean];
    const job = { design, measured, heads, rng: rng.fork("simulate"), kernels };
    // A window has no arrays to differ by.
    const samples = arm === "local-window" ? 1 : fidelity.arrays;
    const { capturedMass, outputError } = summarise(
      Array.from({ length: samples }, (_, sample) => runTrial(job, { arm, sample })),
    );
    return [capturedMass.mean, capturedMass.interval, outputError.mean];
  };
}

/** Each takes as much memory as the activations. */
const MOST_KEPT = 4;

/** Exact references are the dear part and depend on few parameters: points that share those share them. */
const preparedHeads = (activations: Activations) =>
  memoised(
    (workload: Workload, { digital }: Design, queries: Int32Array) =>
      prepareHeads(activations, planOf(workload), digital.mac.behaviour, workload.attention, queries),
    (workload, design, queries) => referenceKey(workload, design, queries.length),
    MOST_KEPT,
  );
