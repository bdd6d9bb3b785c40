// The design that a comparison or a study's point is about, in the form that deltas compare.

import { type ComparisonDesign, feasibleOf } from "../../../../comparison/comparison-design.ts";
import { askedDesign, SUBJECT } from "../../../../comparison/comparison-designs.ts";
import {
  area,
  energy,
  latency,
  outputError,
  recallInterval,
  recall as recallMetric,
  tokensOf,
} from "../../../../comparison/metrics/prices.ts";
import type { Workload } from "../../../../design/workload.ts";
import type { MeasuredDesign, PricedWorkload, Sampled } from "../../../../runtime/report-manifest.ts";
import type { StoredStudy, StudyRow } from "../../../shared/studies/stored.ts";
import type { Comparison } from "../comparison.ts";

/** Measured values of a comparison; null where the config's own design has no price. */
export function measuredOf(comparison: Comparison): MeasuredDesign | null {
  const { contenders, workload, fidelity, seed, activations } = comparison;
  const asked = askedDesign(workload);
  const contender = feasibleOf(contenders, asked);
  if (contender === null) return null;
  return {
    design: asked.id,
    model: fidelity.model,
    length: fidelity.length,
    seed,
    level: "simulate",
    activations,
    workload: pricedWorkload(workload),
    energy_J: contender.cost.energy,
    latency_s: contender.cost.timing.latency,
    area_m2: contender.cost.area,
    ...qualityOf(asked, comparison),
  };
}

const pricedWorkload = (workload: Workload): PricedWorkload => {
  const { preset, phase, pass, layers, heads, kvHeads, headWidth, length, batch } = workload;
  return {
    preset,
    phase,
    pass,
    layers,
    heads,
    kvHeads,
    headWidth,
    length,
    batch,
    tokens: tokensOf(workload),
  };
};

/** Quality per array where the design hashes with arrays; a search of codes keeps only its means. */
function qualityOf(
  { id, variant }: ComparisonDesign,
  { fidelity, searched }: Comparison,
): Pick<MeasuredDesign, "recall" | "outputError"> {
  if (variant !== null && variant !== "exact") {
    const { trials } = fidelity.variants[variant];
    const sampled = (key: "recall" | "outputError"): Sampled => {
      const { mean, interval, samples } = fidelity.variants[variant][key];
      return { mean, interval95: interval, samples, values: trials.map((trial) => trial[key]) };
    };
    return { recall: sampled("recall"), outputError: sampled("outputError") };
  }
  const found = searched[id];
  if (!found) return { recall: null, outputError: null };
  const meansOf = ({ mean, interval, samples }: typeof found.recall): Sampled => ({
    mean,
    interval95: interval,
    samples,
    values: null,
  });
  return { recall: meansOf(found.recall), outputError: meansOf(found.outputError) };
}

const isLevel = (level: string): level is NonNullable<MeasuredDesign["level"]> =>
  level === "price" || level === "estimate" || level === "simulate";

/** A point of a study by its row; null where it has no price. Its store keeps means, not single arrays. */
export function measuredPoint(
  { index: _, level, metrics }: StudyRow,
  { manifest, metrics: names }: StoredStudy,
  {
    model,
    length,
    arrays,
    seed,
    workload,
  }: { model: string; length: number; arrays: number; seed: number; workload: Workload },
): MeasuredDesign | null {
  const of = ({ key }: { readonly key: string }): number | null => metrics[names.indexOf(key)] ?? null;
  const [joules, seconds, squareMetres] = [of(energy), of(latency), of(area)];
  if (joules === null || seconds === null || squareMetres === null) return null;
  const recall = of(recallMetric);
  const interval = of(recallInterval);
  const error = of(outputError);
  // An estimate has no arrays, and an error is stored without its interval.
  const single = (mean: number): Sampled => ({ mean, interval95: 0, samples: 1, values: null });
  return {
    design: SUBJECT.id,
    model,
    length,
    seed: manifest.identity.seed ?? seed,
    ...(isLevel(level) ? { level } : {}),
    workload: pricedWorkload(workload),
    energy_J: joules,
    latency_s: seconds,
    area_m2: squareMetres,
    recall:
      recall === null
        ? null
        : interval === null || arrays < 2
          ? single(recall)
          : { mean: recall, interval95: interval, samples: arrays, values: null },
    outputError: error === null ? null : single(error),
  };
}
