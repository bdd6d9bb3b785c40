import { exactDigital } from "../designs/exact-digital.ts";
import { lshDigital } from "../designs/lsh-digital.ts";
import { type Metric, type MetricLevel, type MetricSource, versus } from "./metric.ts";
import { modelArea, modelRate, perplexityRise, tokensPerJoule, weightError } from "./model.ts";
import {
  area,
  bandwidth,
  energy,
  latency,
  lineCurrentLoad,
  outputError,
  peakPower,
  power,
  powerDensity,
  recall,
  recallInterval,
  throughput,
} from "./prices.ts";

/** Every metric, in the order of a study's columns. A new one is a record in a file here and an entry. */
export const METRICS: readonly Metric[] = [
  energy,
  latency,
  area,
  versus(energy, exactDigital),
  versus(energy, lshDigital),
  throughput,
  power,
  peakPower,
  powerDensity,
  bandwidth,
  lineCurrentLoad,
  // No columns of a study: it has latencies, and most of its designs share one baseline.
  versus(latency, exactDigital, []),
  versus(latency, lshDigital, []),
  recall,
  recallInterval,
  outputError,
  tokensPerJoule,
  modelRate,
  modelArea,
  weightError,
  perplexityRise,
];

const byKey = new Map(METRICS.map((metric) => [metric.key, metric]));
const byQuantity = new Map(METRICS.map((metric) => [metric.quantity, metric]));

if (byKey.size < METRICS.length || byQuantity.size < METRICS.length)
  throw new RangeError("metrics: expected each key and each quantity once");

/** The metric of a column; null for another column. */
export const metricOfKey = (key: string): Metric | null => byKey.get(key) ?? null;

/** The metric of a short name; null for another name. */
export const metricOfQuantity = (quantity: string): Metric | null => byQuantity.get(quantity) ?? null;

const ofKind = (...kinds: readonly Metric["kind"][]): readonly Metric[] =>
  METRICS.filter(({ kind }) => kinds.includes(kind));

/** Metrics that a price gives; those that move with its constants; those that a budget weighs. */
export const PRICE_METRICS = ofKind("price");
export const COST_METRICS = ofKind("price", "ratio");
export const BUDGET_METRICS = ofKind("price", "given");
export const RATIO_METRICS = ofKind("ratio");

/** Metrics that a budget may bound, the chip's limits first. */
export const LIMITED_METRICS = (["chip", "workload"] as const).flatMap((bounds) =>
  METRICS.filter(({ budget }) => budget?.bounds === bounds),
);

/** Columns of a study's level. */
export const levelMetrics = (level: MetricLevel): readonly Metric[] =>
  METRICS.filter(({ levels }) => levels.includes(level));

/** Numbers by the keys of their metrics. */
export type MetricValues = Readonly<Record<string, number>>;

export const valuesOf = (metrics: readonly Metric[], source: MetricSource): MetricValues =>
  Object.fromEntries(metrics.map(({ key, of }) => [key, of(source)]));
