// Evaluates a point of a study: its config, price and quality.

import type { Catalogue } from "../../../base/catalogue.ts";
import { fault } from "../../../base/errors.ts";
import { metricOfKey } from "../../../comparison/metrics/index.ts";
import type { Metric } from "../../../comparison/metrics/metric.ts";
import type { Config } from "../../../design/config.ts";
import { loadKernels } from "../../../runtime/kernels.ts";
import { loadModelsAgain, type Plugin } from "../../../runtime/plugins.ts";
import type { EvaluateCodes } from "../../../runtime/study/point-task.ts";
import type { Activations } from "../../../simulation/activations.ts";
import { outcomeOf } from "../../../study/outcome.ts";
import { createConfigs } from "../../../study/point-configs.ts";
import { createPointMetrics } from "../../../study/point-metrics.ts";
import { type Assignment, assignmentOf } from "../../../study/space.ts";
import type { LevelMetrics, LevelPlan } from "../../../study/study.ts";
import { readStudy, type Study } from "../../shared/studies/study.ts";

/** What a worker needs to evaluate points of a study. */
export interface StudyData {
  /** The study's value, its places lost: it was checked before. */
  readonly value: unknown;
  readonly seed: number;
  /** Those of the study's base, whatever a point sets. */
  readonly activations: Activations;
  /** Columns of each level, which a store keeps when later versions have more. */
  readonly metrics: LevelMetrics;
  /** Whether the model attends with one vector for query and key. */
  readonly sharedQK: boolean;
  readonly plugins: readonly Plugin[];
}

/** Evaluates points of a study by their codes; a worker loads this module by its name. */
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

/** Configs of a study's points on its levels. They throw ConfigError for values that do not go together. */
export function configsOf(
  { plan, base }: Study,
  catalogue: Catalogue,
  sharedQK: boolean,
): (level: number, codes: readonly number[]) => Config {
  const configAt = createConfigs(base, catalogue, sharedQK);
  return (level, codes) => configAt([...assignmentOf(plan.space, codes), ...settingsOf(plan.levels[level])]);
}

/** What a level sets over the config: on the circuit level every tile is solved, whatever the config says. */
export function settingsOf({ level, trials }: LevelPlan): Assignment {
  const arrays: Assignment = trials === null ? [] : [["fidelity.arrays", trials]];
  return level === "circuit" ? [...arrays, ["design.hashing.array.wires", "solved"]] : arrays;
}

/** The metrics of some columns. Throws ConfigError for one that this version does not compute. */
const metricsNamed = (keys: readonly string[], place: string): Metric[] =>
  keys.map((key) => {
    const metric = metricOfKey(key);
    if (metric === null)
      throw fault(place, key, "expected a metric that this version computes, received another");
    return metric;
  });
