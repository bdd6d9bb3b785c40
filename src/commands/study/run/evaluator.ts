// Evaluates a point of a study: config, price and quality.

import { type Catalogue, fault } from "#base";
import { type Assignment, assignmentOf, outcomeOf } from "#search";
import type { EvaluateCodes } from "#study-runs";
import { metricOfKey } from "../../../comparison/metrics/index.ts";
import type { Metric } from "../../../comparison/metrics/metric.ts";
import type { Config } from "../../../design/config.ts";
import { loadKernels } from "../../../runtime/kernels.ts";
import { loadModelsAgain, type Plugin } from "../../../runtime/plugins.ts";
import type { Activations } from "../../../simulation/activations.ts";
import { createConfigs } from "../../../study/point-configs.ts";
import { createPointMetrics } from "../../../study/point-metrics.ts";
import type { LevelMetrics, LevelPlan } from "../../../study/study.ts";
import { readStudy, type Study } from "../../shared/studies/study.ts";

/** Data that a worker needs to evaluate points of a study. */
export interface StudyData {
  /** The study's value without places, as it has been checked. */
  readonly value: unknown;
  readonly seed: number;
  /** Activations of the study's base, for all points. */
  readonly activations: Activations;
  /** Columns of each level, which a store keeps even if later versions have more. */
  readonly metrics: LevelMetrics;
  /** Whether the model uses one vector for query and key. */
  readonly sharedQK: boolean;
  readonly plugins: readonly Plugin[];
}

/** Evaluates points of a study by their codes; workers load this module by name. */
export async function createEvaluator(data: unknown): Promise<EvaluateCodes> {
  const { value, seed, activations, metrics: columns, sharedQK, plugins } = data as StudyData;
  const { catalogue } = await loadModelsAgain(plugins);
  const place = (): string => "study";
  const study = readStudy(
    { file: "study", value, place, keyPlace: place },
    catalogue,
    Number.MAX_SAFE_INTEGER,
    columns,
  );
  const { levels, metrics } = study.plan;
  const wanted = levels.map(({ level }) => metricsNamed(metrics[level], place()));
  const configAt = configsOf(study, catalogue, sharedQK);
  const metricsOf = createPointMetrics(activations, loadKernels());
  const evaluate = (level: number, codes: readonly number[]): number[] =>
    metricsOf({
      config: configAt(level, codes),
      document: study.base,
      level: levels[level].level,
      metrics: wanted[level],
      seed,
    });
  return (level, codes) => outcomeOf(() => evaluate(level, codes), metrics[levels[level].level]);
}

/** Configs of a study's points on its levels. Throw ConfigError for incompatible values. */
export function configsOf(
  { plan, base }: Study,
  catalogue: Catalogue,
  sharedQK: boolean,
): (level: number, codes: readonly number[]) => Config {
  const configAt = createConfigs(base, catalogue, sharedQK);
  return (level, codes) => configAt([...assignmentOf(plan.space, codes), ...settingsOf(plan.levels[level])]);
}

/** Settings of a level over the config: the circuit level always solves every tile. */
export function settingsOf({ level, trials }: LevelPlan): Assignment {
  const arrays: Assignment = trials === null ? [] : [["fidelity.arrays", trials]];
  return level === "circuit" ? [...arrays, ["design.hashing.array.wires", "solved"]] : arrays;
}

/** Metrics of some columns. Throws ConfigError for one that this version does not compute. */
const metricsNamed = (keys: readonly string[], place: string): Metric[] =>
  keys.map((key) => {
    const metric = metricOfKey(key);
    if (metric === null)
      throw fault(place, key, "expected a metric that this version computes, received another");
    return metric;
  });
