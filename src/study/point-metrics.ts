// Metrics of one point: its price, and measures of its quality on levels that have them.

import { createRng, InfeasibleError, type Located, memoised, type Rng } from "#base";
import { type ComparisonDesign, titleOf } from "../comparison/comparison-design.ts";
import { SUBJECT } from "../comparison/comparison-designs.ts";
import {
  type MeasuredQuality,
  type Metric,
  type MetricLevel,
  type MetricSource,
  type ModelPrice,
  UNMEASURED,
} from "../comparison/metrics/metric.ts";
import { modelInArrays } from "../comparison/whole-model.ts";
import type { Config } from "../design/config.ts";
import type { Design } from "../design/design.ts";
import { planOf, type Workload } from "../design/workload.ts";
import { type CostTotals, rememberedTotals, totals } from "../evaluate.ts";
import type { OperatingPoint } from "../mapping/action-counts.ts";
import type { Activations } from "../simulation/activations.ts";
import type { Kernels } from "../simulation/kernels.ts";
import { prepareHeads, referenceKey, sampleQueries, summarise } from "../simulation/quality.ts";
import { type PointsOf, rememberedPointsOf } from "../simulation/remembered-point.ts";
import { checkBytes, checkWork, shapeOfActivations } from "../simulation/run-budget.ts";
import { exactDigitalError, measuredWorkload } from "../simulation/simulate.ts";
import { createQualityEstimator } from "../simulation/surrogate/quality-estimate.ts";
import { runTrial, type Trial, unitsOf } from "../simulation/trials.ts";

/** A point to be evaluated. */
export interface PointRequest {
  readonly config: Config;
  /** Source of the config, for messages. */
  readonly document: Located;
  readonly level: MetricLevel;
  readonly metrics: readonly Metric[];
  /** Seed of the arrays that a simulation samples. */
  readonly seed: number;
}

/** Most cached prices of a comparison design, some two kilobytes each. */
const MOST_TOTALS = 1 << 14;

/** Caches of prices that are shared under any activations. */
export interface PriceMemory {
  readonly pointsOf: PointsOf;
  readonly totalsOf: (contender: ComparisonDesign) => typeof totals;
}

export const createPriceMemory = (kernels: Kernels): PriceMemory => ({
  pointsOf: rememberedPointsOf(kernels),
  // One cache per design: designs read different keys.
  totalsOf: memoised(
    (_: ComparisonDesign) => rememberedTotals(MOST_TOTALS),
    ({ id }) => id,
  ),
});

/** Most seeds whose streams are cached. */
const MOST_SEEDS = 4;

/**
 * Evaluates points on given activations; work that points share is done once. Metrics are in the requested
 * order. Throws InfeasibleError for a point that cannot be built, UnknownError where a level has no model of
 * it and ConfigError for one that needs too much memory or time.
 */
export function createPointMetrics(
  activations: Activations,
  kernels: Kernels,
  { pointsOf, totalsOf }: PriceMemory = createPriceMemory(kernels),
): (point: PointRequest) => number[] {
  const shape = shapeOfActivations(activations);
  const simulated = memoised(
    (seed: number) => createQualityMetrics(activations, createRng(seed), kernels),
    String,
    MOST_SEEDS,
  );
  const estimated = memoised(
    (seed: number) => createQualityEstimator(activations, createRng(seed), kernels),
    String,
    MOST_SEEDS,
  );
  const qualityOf = ({ level, config, document, seed }: PointRequest): MeasuredQuality => {
    if (level === "estimate") return { ...UNMEASURED, recall: estimated(seed)(config).recall };
    checkWork(config, shape, activations.length, document);
    const [recall, interval, outputError] = simulated(seed)(config);
    return { recall, interval, outputError };
  };
  return (point) => {
    const { config, document, metrics } = point;
    checkBytes(config, shape, activations.length, document);
    const source = pricedPoint(config, pointsOf(activations, config.design, config.workload), totalsOf);
    // A design without a price is not simulated.
    const prices = metrics.map((metric) => (isQuality(metric) ? Number.NaN : metric.of(source)));
    if (!metrics.some(isQuality)) return prices;
    const quality = qualityOf(point);
    return metrics.map((metric, n) => (isQuality(metric) ? metric.of({ ...source, quality }) : prices[n]));
  };
}

const isQuality = ({ kind }: Metric): boolean => kind === "quality";

/**
 * Source of the metrics of the memristor design: its totals, and those of other comparison designs when a
 * metric needs them. Throws InfeasibleError where one of them has no price.
 */
function pricedPoint(
  { design, workload }: Config,
  point: OperatingPoint,
  totalsOf: (contender: ComparisonDesign) => typeof totals = () => totals,
): MetricSource {
  const known = new Map<ComparisonDesign, CostTotals>();
  const costOf = (contender: ComparisonDesign): CostTotals => {
    let cost = known.get(contender);
    if (cost === undefined) {
      cost = named(contender, () =>
        totalsOf(contender)(contender.design(design), contender.workload(workload), point),
      );
      known.set(contender, cost);
    }
    return cost;
  };
  return {
    ...{ design, workload, costOf, quality: UNMEASURED },
    cost: costOf(SUBJECT),
    model: memoised(
      (): ModelPrice => {
        const { area, decode, prefill } = modelInArrays(SUBJECT, design, workload, point);
        return { area, pass: decode ?? prefill };
      },
      () => "",
    ),
  };
}

/** Calls `price`; the reason why a rival has no price says which rival it is. */
function named(contender: ComparisonDesign, price: () => CostTotals): CostTotals {
  try {
    return price();
  } catch (error) {
    if (!(error instanceof InfeasibleError) || contender === SUBJECT) throw error;
    throw new InfeasibleError(`${titleOf(contender)}, which a metric compares with: ${error.message}`);
  }
}

/** A variant of attention; `exact` is exact attention on the design's own digital units. */
export type MeasuredVariant = Trial["variant"] | "exact";

/**
 * Measures the attention recall of the memristor design, or of another variant, with the half-width of its 95 %
 * interval over array samples, and the output error. Activations are those of the study's base.
 */
export function createQualityMetrics(
  activations: Activations,
  rng: Rng,
  kernels: Kernels,
): (config: Config, variant?: MeasuredVariant) => number[] {
  const prepared = preparedHeads(activations);
  return ({ design, workload, fidelity }, variant = "memristor") => {
    const measured = measuredWorkload(workload, activations);
    const queries = sampleQueries(measured.length, fidelity.queries, rng.fork("queries"));
    const heads = prepared(measured, design, queries);
    if (variant === "exact") return [1, 0, exactDigitalError(heads, planOf(measured), unitsOf(design)).mean];
    const job = { design, measured, heads, rng: rng.fork("simulate"), kernels };
    // A window uses no arrays, so samples do not differ.
    const samples = variant === "local-window" ? 1 : fidelity.arrays;
    const { recall, outputError } = summarise(
      Array.from({ length: samples }, (_, sample) => runTrial(job, { variant, sample })),
    );
    return [recall.mean, recall.interval, outputError.mean];
  };
}

/** Each takes as much memory as the activations. */
const MOST_KEPT = 4;

/** Exact references are expensive and depend on few parameters: points that agree in those share them. */
const preparedHeads = (activations: Activations) =>
  memoised(
    (workload: Workload, { digital }: Design, queries: Int32Array) =>
      prepareHeads(activations, planOf(workload), digital.mac.behaviour, workload.attention, queries),
    (workload, design, queries) => referenceKey(workload, design, queries.length),
    MOST_KEPT,
  );
