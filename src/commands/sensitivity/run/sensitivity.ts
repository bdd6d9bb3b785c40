import { createRng, type Located, rankCorrelation } from "#base";
import type { Progress } from "#local-io";
import { type SobolIndex, sobolIndices } from "#search";
import {
  type CostDraws,
  costDraws,
  metricsAt,
  metricsAtShares,
  type PricedComparison,
  pricedComparison,
  probabilityBelowOne,
} from "../../../comparison/cost-sensitivity.ts";
import { RATIO_METRICS } from "../../../comparison/metrics/index.ts";
import { bandOf } from "../../../cost/three-point.ts";
import { type Config, parseConfig } from "../../../design/config.ts";
import { workloadText } from "../../../design/workload.ts";
import { loadKernels } from "../../../runtime/kernels.ts";
import type { Models } from "../../../runtime/plugins.ts";
import { kernelNames } from "../../../simulation/kernels.ts";
import { rememberedPoints } from "../../../simulation/remembered-point.ts";
import { createConfigs } from "../../../study/point-configs.ts";
import { measure } from "../../shared/activations.ts";
import { readConfigFor } from "../../shared/config-of-model.ts";
import type { SensitivityReport } from "../../shared/sensitivity-result.ts";
import { storedStudy } from "../../shared/studies/stored.ts";
import { isStudy, readStudy, type Study } from "../../shared/studies/study.ts";
import { constantSwings, parameterSwings } from "../../shared/swings.ts";
import { gridPoints, robustStudyFront, type StudyPoints, storedPoints } from "./robust-study.ts";

export interface SensitivityQuery {
  readonly metric: string;
  readonly draws: number;
  /** Rows of the Saltelli matrices; 0 for no Sobol indices. */
  readonly samples: number;
  readonly parameters: boolean;
  readonly seed: number | null;
}

/** The varied config, which may be a study's base, and the study's points if any. */
interface Subject {
  readonly models: Models;
  readonly base: Study["base"];
  readonly config: Config;
  readonly study: Study | null;
  readonly points: () => StudyPoints | null;
}

/** Reads a config, a study or its store. Throws ConfigError. */
export function readSubject(
  source: string,
  settings: readonly string[],
  isStore: boolean,
  models: Models,
  workloadFrom?: string,
): Subject {
  if (isStore) {
    const stored = storedStudy(source, models);
    const { study } = stored;
    return {
      models,
      base: study.base,
      config: study.config,
      study,
      points: () => storedPoints(source, stored),
    };
  }
  return subjectOf(readConfigFor(workloadFrom, source, settings), models);
}

/** Subject of a config, or of a study with the points of its grid. Throws ConfigError. */
export function subjectOf(document: Located, models: Models): Subject {
  if (!isStudy(document))
    return {
      models,
      base: document,
      config: parseConfig(document, models.catalogue),
      study: null,
      points: () => null,
    };
  const study = readStudy(document, models.catalogue);
  return { models, base: study.base, config: study.config, study, points: () => gridPoints(study) };
}

/** Sensitivity of a memristor design's metric to constants and parameters, and of a front to constants. */
export async function sensitivity(
  subject: Subject,
  { metric, draws: count, samples, parameters, seed: given }: SensitivityQuery,
  progress: Progress,
): Promise<SensitivityReport> {
  // Invalid questions are refused before any slow step.
  const { catalogue } = subject.models;
  const points = subject.study === null ? null : subject.points();
  const { config, activations } = await measure(subject.base, subject.config, {});
  const seed = given ?? config.seed;
  const kernels = loadKernels();
  const remembered = rememberedPoints(activations, kernels);
  const pointOf = ({ design, workload }: Config) => remembered(design, workload);
  const comparison = pricedComparison(config.design, config.workload, pointOf(config));
  const nominal = metricsAt(comparison, {})[metric];
  progress.update(`drawing: ${count} draws`);
  const draws = costDraws(comparison, count, createRng(seed).fork("three-point costs"));
  const values = draws.metrics.map((own) => own[metric]);
  progress.update(`importance: ${samples * (comparison.groups.length + 2)} prices`);
  const run = (shares: readonly number[]): number[] => [metricsAtShares(comparison, shares)[metric]];
  const indices =
    samples === 0
      ? null
      : sobolIndices(run, comparison.groups.length, samples, createRng(seed).fork("importance"))[0];
  const { sharedQK } = config.workload.attention;
  const configAt = createConfigs(subject.base, catalogue, sharedQK);
  const metricOf = (own: Config): number =>
    metricsAt(pricedComparison(own.design, own.workload, pointOf(own)), {})[metric];
  const report: SensitivityReport = {
    name: config.name,
    workload: workloadText(config.workload),
    kernels: kernelNames(kernels),
    metric,
    nominal,
    draws: count,
    samples,
    band: bandOf(values),
    probabilities: Object.fromEntries(RATIO_METRICS.map(({ key }) => [key, probabilityBelowOne(draws, key)])),
    constants: constantRows(comparison, metric, draws, indices),
    parameters: parameters ? parameterSwings(subject.base.value, catalogue, configAt, metricOf) : null,
    front:
      subject.study === null || points === null
        ? null
        : robustStudyFront(
            subject.study,
            points,
            { catalogue, sharedQK, pointOf, draws: count, seed },
            progress,
          ),
  };
  progress.done();
  return report;
}

/** Tornado of the constants, each with rank correlation over the draws and share of the variance. */
function constantRows(
  comparison: PricedComparison,
  metric: string,
  draws: CostDraws,
  indices: readonly SobolIndex[] | null,
): SensitivityReport["constants"] {
  const values = draws.metrics.map((own) => own[metric]);
  return constantSwings(comparison, metric).map((row, n) => ({
    ...row,
    rank: rankCorrelation(
      draws.shares.map((own) => own[n]),
      values,
    ),
    index: indices?.[n] ?? null,
  }));
}
