import type { Catalogue } from "../base/catalogue.ts";
import type { Located } from "../base/document.ts";
import { createRng } from "../base/rng.ts";
import { compileConfig } from "../design/compiled-config.ts";
import { type Config, parseConfig } from "../design/config.ts";
import type { AxisValue } from "../explore/axis.ts";
import { outcomeOf } from "../explore/outcome.ts";
import { type Assignment, assignmentOf } from "../explore/space.ts";
import type { Level, LevelMetrics, LevelPlan } from "../explore/study.ts";
import { type MeasuredQuality, type Metric, UNMEASURED } from "../ladder/metrics/metric.ts";
import { loadKernels } from "../runtime/kernels.ts";
import { loadModelsAgain, type Plugin } from "../runtime/plugins.ts";
import type { EvaluateCodes } from "../runtime/study/point-task.ts";
import type { Activations } from "../simulation/activations.ts";
import { checkBytes, shapeOfActivations } from "../simulation/byte-budget.ts";
import { rememberedPoints } from "../simulation/remembered-point.ts";
import { createQualityEstimator } from "../simulation/surrogate/quality-estimate.ts";
import { metricsNamed, pricedPoint } from "./price-metrics.ts";
import { createQualityMetrics } from "./quality-metrics.ts";
import { documentAt, readStudy, type Study } from "./study.ts";

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
  const kernels = loadKernels();
  const pointOf = rememberedPoints(activations, kernels);
  const shape = shapeOfActivations(activations);
  const qualityOf = createQualityMetrics(activations, createRng(seed), kernels);
  const estimateOf = createQualityEstimator(activations, createRng(seed), kernels);
  const qualityAt = (level: Level, config: Config): MeasuredQuality => {
    if (level === "estimate") return { ...UNMEASURED, capturedMass: estimateOf(config).capturedMass };
    const [capturedMass, interval, outputError] = qualityOf(config);
    return { capturedMass, interval, outputError };
  };
  const evaluate = (level: number, codes: readonly number[]): number[] => {
    const config = configAt(level, codes);
    checkBytes(config, shape, activations.length, study.base);
    const source = pricedPoint(config, pointOf(config.design, config.workload));
    const isQuality = ({ kind }: Metric): boolean => kind === "quality";
    // A design without a price is not simulated.
    const prices = wanted[level].map((metric) => (isQuality(metric) ? Number.NaN : metric.of(source)));
    if (!wanted[level].some(isQuality)) return prices;
    const quality = qualityAt(levels[level].level, config);
    return wanted[level].map((metric, n) =>
      isQuality(metric) ? metric.of({ ...source, quality }) : prices[n],
    );
  };
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

/** Configs of points. Throws ConfigError for a point whose values do not go together. */
export function createConfigs(
  base: Located,
  catalogue: Catalogue,
  sharedQK: boolean,
): (assignment: Assignment) => Config {
  const compiled = compileConfig(catalogue);
  return (assignment) => {
    const value = assignment.reduce(
      (tree, [path, own]) => assigned(tree, path.split("."), 0, own),
      base.value,
    );
    const config = compiled(value) ?? parseConfig(documentAt(base, assignment), catalogue);
    const { workload } = config;
    return { ...config, workload: { ...workload, attention: { ...workload.attention, sharedQK } } };
  };
}

/** The tree with a value at a path; what is beside the path stays the same objects. */
function assigned(tree: unknown, keys: readonly string[], from: number, value: AxisValue): unknown {
  if (from === keys.length) return value;
  const own = typeof tree === "object" && tree !== null ? (tree as Record<string, unknown>) : {};
  return { ...own, [keys[from]]: assigned(own[keys[from]], keys, from + 1, value) };
}
