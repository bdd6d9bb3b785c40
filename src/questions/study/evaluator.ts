// Evaluates a point of a study: its config, price and quality.

import { memoised } from "../../base/canonical.ts";
import type { Catalogue } from "../../base/catalogue.ts";
import type { Located } from "../../base/document.ts";
import { ConfigError } from "../../base/errors.ts";
import { createRng, type Rng } from "../../base/rng.ts";
import { compileConfig } from "../../design/compiled-config.ts";
import { type Config, parseConfig } from "../../design/config.ts";
import type { Design } from "../../design/design.ts";
import { planOf, type Workload } from "../../design/workload.ts";
import { type CostTotals, totals } from "../../evaluate.ts";
import type { ComparisonDesign } from "../../ladder/comparison-design.ts";
import { metricOfKey } from "../../ladder/metrics/index.ts";
import {
  type MeasuredQuality,
  type Metric,
  type MetricSource,
  UNMEASURED,
} from "../../ladder/metrics/metric.ts";
import { SUBJECT } from "../../ladder/rungs.ts";
import type { OperatingPoint } from "../../mapping/action-counts.ts";
import { loadKernels } from "../../runtime/kernels.ts";
import { loadModelsAgain, type Plugin } from "../../runtime/plugins.ts";
import type { EvaluateCodes } from "../../runtime/study/point-task.ts";
import type { Activations } from "../../simulation/activations.ts";
import { checkBytes, shapeOfActivations } from "../../simulation/byte-budget.ts";
import type { Kernels } from "../../simulation/kernels.ts";
import { prepareHeads, referenceKey, sampleQueries, summarise } from "../../simulation/quality.ts";
import { rememberedPoints } from "../../simulation/remembered-point.ts";
import { exactDigitalError, measuredWorkload } from "../../simulation/simulate.ts";
import { createQualityEstimator } from "../../simulation/surrogate/quality-estimate.ts";
import { runTrial, type Trial, unitsOf } from "../../simulation/trials.ts";
import { checkWork } from "../../simulation/work-budget.ts";
import { outcomeOf } from "../../study/outcome.ts";
import { type Assignment, type AxisValue, assignmentOf } from "../../study/space.ts";
import type { Level, LevelMetrics, LevelPlan } from "../../study/study.ts";
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
    checkWork(config, shape, activations.length, study.base);
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

/**
 * What the metrics of the memristor design are computed from: its totals, and those of other comparison designs when a
 * metric asks for them. Throws InfeasibleError where one of them has no price.
 */
function pricedPoint({ design, workload }: Config, point: OperatingPoint): MetricSource {
  const known = new Map<ComparisonDesign, CostTotals>();
  const costOf = (rung: ComparisonDesign): CostTotals => {
    const cost = known.get(rung) ?? totals(rung.design(design), rung.workload(workload), point);
    known.set(rung, cost);
    return cost;
  };
  return { design, workload, cost: costOf(SUBJECT), costOf, quality: UNMEASURED };
}

/** The metrics of some columns. Throws ConfigError for one that this version does not compute. */
const metricsNamed = (keys: readonly string[], place: string): Metric[] =>
  keys.map((key) => {
    const metric = metricOfKey(key);
    if (metric === null)
      throw new ConfigError([
        { place, path: key, message: "expected a metric that this version computes, received another" },
      ]);
    return metric;
  });

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
