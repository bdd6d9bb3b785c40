import {
  type Catalogue,
  ConfigError,
  createRng,
  type Estimate,
  InfeasibleError,
  type Located,
  UnknownError,
} from "#base";
import type { Progress } from "#local-io";
import { type Config, parseConfig } from "../../../design/config.ts";
import { loadKernels } from "../../../runtime/kernels.ts";
import { packageVersion } from "../../../runtime/package-files.ts";
import type { Activations } from "../../../simulation/activations.ts";
import { kernelNames } from "../../../simulation/kernels.ts";
import {
  type Agreement,
  agreementOf,
  CHECKED_AXES,
  type CheckedAxis,
  type Setting,
} from "../../../simulation/surrogate/estimate-agreement.ts";
import { createQualityEstimator } from "../../../simulation/surrogate/quality-estimate.ts";
import { documentAt } from "../../../study/point-configs.ts";
import { createQualityMetrics } from "../../../study/point-metrics.ts";
import { measure } from "../../shared/activations.ts";

/** Activations for checking the axes. */
export interface CheckedSequence {
  readonly activations: Activations;
  readonly catalogue: Catalogue;
  /** Whether one vector is both query and key. */
  readonly sharedQK: boolean;
}

/** Compares estimated with simulated attention recall along every axis, with other values from the config. */
export async function estimateCheck(
  document: Located,
  catalogue: Catalogue,
  choice: { readonly seed?: number },
  progress: Progress,
): Promise<EstimateReport> {
  const base = parseConfig(document, catalogue);
  const seed = choice.seed ?? base.seed;
  const { activations, config } = await measure(document, base, {});
  const { sharedQK } = config.workload.attention;
  const axes = checkAxes(document, { activations, sharedQK, catalogue }, seed, CHECKED_AXES, progress);
  return {
    name: base.name,
    seed,
    version: packageVersion(),
    kernels: kernelNames(loadKernels()),
    model: activations.model,
    length: activations.length,
    arrays: base.fidelity.arrays,
    axes,
  };
}

/** Compares them on given activations along some axes. */
export function checkAxes(
  document: Located,
  { activations, sharedQK, catalogue }: CheckedSequence,
  seed: number,
  axes: readonly CheckedAxis[],
  progress: Progress,
): CheckedAxisReport[] {
  const kernels = loadKernels();
  const estimateOf = createQualityEstimator(activations, createRng(seed), kernels);
  const qualityOf = createQualityMetrics(activations, createRng(seed), kernels);
  const pointOf = (setting: Setting) => {
    const own = configAt(document, catalogue, setting, sharedQK);
    if (typeof own === "string") return { setting, simulated: null, estimated: null, reason: own };
    const [mean, interval] = qualityOf(own);
    const simulated = { mean, interval, samples: own.fidelity.arrays };
    try {
      return { setting, simulated, estimated: estimateOf(own).recall, reason: "" };
    } catch (error) {
      if (!(error instanceof UnknownError)) throw error;
      return { setting, simulated, estimated: null, reason: error.message };
    }
  };
  const reports = axes.map(({ name, points }, n): CheckedAxisReport => {
    progress.update(`${name}: axis ${n + 1} of ${axes.length}`);
    const compared = points.map(pointOf);
    const usable = compared.flatMap(({ simulated, estimated }) =>
      simulated === null ? [] : [{ simulated, estimated }],
    );
    return { name, points: compared, agreement: agreementOf(usable) };
  });
  progress.done();
  return reports;
}

/** The config at a point, or the reason why there is none: an axis may not apply to the design. */
function configAt(
  document: Located,
  catalogue: Catalogue,
  setting: Setting,
  sharedQK: boolean,
): Config | string {
  try {
    const own = parseConfig(documentAt(document, Object.entries(setting)), catalogue);
    const { workload } = own;
    return { ...own, workload: { ...workload, attention: { ...workload.attention, sharedQK } } };
  } catch (error) {
    if (error instanceof ConfigError) return error.issues[0].message;
    if (error instanceof InfeasibleError) return error.message;
    throw error;
  }
}

/** Estimate and simulation along one axis; `simulated` is null if the axis does not apply. */
export interface CheckedAxisReport {
  readonly name: string;
  readonly points: readonly {
    readonly setting: Setting;
    readonly simulated: Estimate | null;
    readonly estimated: number | null;
    readonly reason: string;
  }[];
  readonly agreement: Agreement;
}

/** Result of `hash --estimate`. */
export interface EstimateReport {
  readonly name: string;
  readonly seed: number;
  readonly version: string;
  /** Names of the kernels used. */
  readonly kernels: string;
  readonly model: string;
  readonly length: number;
  readonly arrays: number;
  readonly axes: readonly CheckedAxisReport[];
}
