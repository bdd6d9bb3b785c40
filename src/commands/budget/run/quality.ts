import { createRng, type Estimate, groupDigits } from "#base";
import type { DesignId } from "../../../comparison/comparison-design.ts";
import { ANALOG, contenderOf, SUBJECT } from "../../../comparison/comparison-designs.ts";
import type { Metric } from "../../../comparison/metrics/metric.ts";
import { outputError, recall } from "../../../comparison/metrics/prices.ts";
import { priceContender } from "../../../comparison/priced-comparison.ts";
import { settledProjection } from "../../../cost/least-energy.ts";
import type { Config } from "../../../design/config.ts";
import { behaviourKey } from "../../../design/config-key.ts";
import type { OperatingPoint } from "../../../mapping/action-counts.ts";
import type { Activations } from "../../../simulation/activations.ts";
import type { Kernels } from "../../../simulation/kernels.ts";
import type { SearchedQuality } from "../../../simulation/searched-quality.ts";
import { isProxy, measuredWorkload } from "../../../simulation/simulate.ts";
import { simulationRng } from "../../../simulation/trials.ts";
import { createQualityMetrics, type MeasuredVariant } from "../../../study/point-metrics.ts";
import { searchedFidelity } from "../../compare/run/searched-fidelity.ts";
import type { FamilyChoice } from "./family.ts";
import type { ChoiceQuality } from "./result.ts";

/** Metrics of quality that a condition may name. */
export const QUALITY_METRICS: readonly Metric[] = [recall, outputError];

export const isQuality = (column: string): boolean => QUALITY_METRICS.some(({ key }) => key === column);

const isAnalog = (contender: DesignId): boolean => ANALOG.some(({ id }) => id === contender);

const measuredVariantOf = (contender: DesignId): MeasuredVariant | null => contenderOf(contender).variant;

export interface QualityMeter {
  /** A metric of a design by its key; NaN where it is not known. */
  of(contender: DesignId, config: Config, metric: string): number;
  /** Attention recall of a hash at the config's own rounds. */
  captured(variant: MeasuredVariant, config: Config): Estimate;
  /** Quality of a design that weighs keys in analog arrays; null where nothing simulates it. */
  analog(contender: DesignId, config: Config): SearchedQuality | null;
  readonly activations: Activations;
}

/** Terms of a quality measurement. */
export interface MeterSetting {
  readonly activations: Activations;
  readonly seed: number;
  readonly kernels: Kernels;
}

/** Quality of designs, simulated on first request, once for all that differ only in price. */
export function createQualityMeter(
  { activations, seed, kernels }: MeterSetting,
  pointOf: (config: Config) => OperatingPoint,
  onRun: (runs: number) => void,
): QualityMeter {
  const known = new Map<string, readonly number[]>();
  const measure = createQualityMetrics(activations, createRng(seed), kernels);
  // Cached by config: keys are texts, and the digital design's choices need prices.
  const byConfig = new WeakMap<Config, Map<MeasuredVariant, readonly number[]>>();
  const metricsOf = (variant: MeasuredVariant, config: Config): readonly number[] => {
    const own = byConfig.get(config) ?? new Map<MeasuredVariant, readonly number[]>();
    byConfig.set(config, own);
    const metrics = own.get(variant) ?? sharedMetrics(variant, config);
    own.set(variant, metrics);
    return metrics;
  };
  const sharedMetrics = (variant: MeasuredVariant, config: Config): readonly number[] => {
    const { design, workload } = config;
    // Prices decide the projection that the digital design uses.
    const settled =
      variant === "digital"
        ? { ...config, design: settledProjection(design, workload, pointOf(config)) }
        : config;
    // Sizes of the activations replace the workload's own.
    const key = `${variant} ${behaviourKey({ ...settled, workload: measuredWorkload(workload, activations) })}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    const metrics = measure(settled, variant);
    known.set(key, metrics);
    onRun(known.size);
    return metrics;
  };
  const analogs = new Map<string, SearchedQuality | null>();
  const analog: QualityMeter["analog"] = (contender, config) => {
    const { design, workload, fidelity } = config;
    const own = priceContender(contenderOf(contender), design, workload, pointOf(config));
    if (!own.feasible) return null;
    // Cells decay with time: latencies within a factor of two share a simulation.
    const age = Math.round(Math.log2(own.cost.timing.latency));
    const { analog: arrays } = own.design.baselines;
    const key = `${contender} ${arrays.keyWithout()} ${own.design.temperature} ${age} ${workload.phase} ${workload.preset}`;
    const found = analogs.get(key);
    if (found !== undefined) return found;
    // The stream of a comparison, so that both find the same recall.
    const rng = simulationRng(seed);
    const quiet = { update: () => {}, done: () => {} };
    const measured = searchedFidelity([own], workload, activations, fidelity, rng, quiet, kernels);
    analogs.set(key, measured[contender] ?? null);
    return measured[contender] ?? null;
  };
  return {
    analog,
    of: (contender, config, metric) => {
      const variant = measuredVariantOf(contender);
      const isMass = metric === recall.key;
      if (isAnalog(contender)) {
        const quality = analog(contender, config);
        return (isMass ? quality?.recall : quality?.outputError)?.mean ?? Number.NaN;
      }
      if (isMass && (variant === null || variant === "exact")) return 1;
      if (variant === null) return Number.NaN;
      const [mass, , error] = metricsOf(variant, config);
      return isMass ? mass : error;
    },
    captured: (variant, config) => {
      const [mean, interval] = metricsOf(variant, config);
      return { mean, interval, samples: config.fidelity.arrays };
    },
    activations,
  };
}

/** Model and length of activations, in words. */
export const measuredOn = ({ model, length, headWidth }: Activations): string =>
  `measured on ${model} at L = ${groupDigits(length)}, heads of ${headWidth}`;

const EXACT: Estimate = { mean: 1, interval: 0, samples: 0 };

/** Quality of a choice, from simulations of its own hash and of random buckets at the same rounds only. */
export function meteredQuality({ contender, config }: FamilyChoice, meter: QualityMeter): ChoiceQuality {
  const variant = measuredVariantOf(contender);
  const isHashed = variant !== null && variant !== "exact";
  const analog = isAnalog(contender) ? meter.analog(contender, config) : null;
  const error = meter.of(contender, config, outputError.key);
  return {
    recall: isHashed
      ? meter.captured(variant, config)
      : isAnalog(contender)
        ? (analog?.recall ?? null)
        : EXACT,
    controls: isHashed ? { randomBuckets: meter.captured("random-buckets", config) } : {},
    outputError: Number.isNaN(error) ? null : error,
    proxy: isHashed && isProxy(config.workload, meter.activations),
    origin:
      analog !== null
        ? measuredOn(meter.activations)
        : isHashed || variant === "exact"
          ? `${measuredOn(meter.activations)}, ${config.workload.attention.rounds} rounds`
          : "not simulated: all pairs are visited",
  };
}

/** Quality of a design's best; for the memristor design also that of the software hash and both controls. */
export function chosenQuality(best: FamilyChoice, meter: QualityMeter): ChoiceQuality {
  const quality = meteredQuality(best, meter);
  if (best.contender !== SUBJECT.id) return quality;
  return {
    ...quality,
    controls: {
      ...quality.controls,
      software: meter.captured("software", best.config),
      localWindow: meter.captured("local-window", best.config),
    },
  };
}
