// One comparison design as JSON.

import type { DesignResult, FeasibleResult } from "../../../comparison/comparison-design.ts";
import { contenderOf } from "../../../comparison/comparison-designs.ts";
import { energyByClass, largestClass } from "../../../comparison/energy-classes.ts";
import { PRICE_METRICS, valuesOf } from "../../../comparison/metrics/index.ts";
import { type Metric, pricedSource } from "../../../comparison/metrics/metric.ts";
import {
  area,
  energy,
  latency,
  peakPower,
  power,
  powerDensity,
  throughput,
  wholeThroughputOf,
} from "../../../comparison/metrics/prices.ts";
import type { CostReport } from "../../../cost/cost-report.ts";
import type { Workload } from "../../../design/workload.ts";
import { outward } from "../../../report/outward.ts";
import type { Comparison } from "../run/comparison.ts";
import { mappingJson } from "./mapping.ts";

/** Prices in a design's own fields; those of every other record follow under their keys. */
const NAMED: readonly Metric[] = [area, energy, latency, throughput, power, peakPower, powerDensity];
const OTHERS = PRICE_METRICS.filter((metric) => !NAMED.includes(metric));

const nulls = (...keys: readonly string[]) => Object.fromEntries(keys.map((key) => [key, null]));

const unpricedJson = ({
  id,
  title,
  reason,
}: Exclude<DesignResult, FeasibleResult>): Record<string, unknown> => ({
  id,
  title,
  feasible: false,
  reason,
  ...nulls(area.key, energy.key, latency.key, "interval_s", throughput.key),
  ...nulls("time_to_first_token_s", "time_per_output_token_s", "whole_model"),
  power_W: nulls("average", "peak", "idle"),
  breakdown: [],
  areas: [],
  utilisation: {},
  ...nulls("precision_bits", "rewriting", "lifetime_years", "die", "attentionShare", "pairs"),
  ...nulls("bytes_fetched", "mapping", ...OTHERS.map(({ key }) => key)),
});

/** One design with its breakdown. */
export function designJson(
  contender: DesignResult,
  {
    workload,
    tokenTimes,
    planTies = [],
  }: Pick<Comparison, "workload" | "tokenTimes"> & Partial<Pick<Comparison, "planTies">>,
): Record<string, unknown> {
  const { id, title } = contender;
  const times = tokenTimes.get(id);
  if (!contender.feasible) return unpricedJson(contender);
  const { cost, precision, rewriting, attentionShare } = contender;
  const source = pricedSource(contender, workload);
  const { builtWith } = contenderOf(id);
  return {
    id,
    title,
    // What differs between configs is not in the title, which is one name for all.
    ...(builtWith === undefined ? {} : { built_with: builtWith(contender.design) }),
    feasible: true,
    [area.key]: cost.area,
    [energy.key]: cost.energy,
    [latency.key]: cost.timing.latency,
    interval_s: cost.timing.interval,
    [throughput.key]: cost.timing.interval > 0 ? throughput.of(source) : null,
    time_to_first_token_s: times?.toFirstToken ?? null,
    time_per_output_token_s: times?.perOutputToken ?? null,
    whole_model: {
      tokens_per_s: wholeThroughputOf(workload, contender),
      time_to_first_token_s: times?.wholeToFirstToken ?? null,
      time_per_output_token_s: times?.wholePerOutputToken ?? null,
    },
    power_W: cost.power,
    [powerDensity.key]: cost.area > 0 ? powerDensity.of(source) : null,
    scopes: scopesJson(contender.cost, workload),
    ...mappingJson(contender, workload, planTies),
    classes_J: energyByClass(cost),
    stages: cost.timing.stages.map(({ name, time }) => ({ name, time_s: time })),
    deciding: largestClass(cost),
    breakdown: outward(cost.breakdown),
    areas: outward(cost.areas),
    silicon_K: cost.heat.temperature,
    utilisation: cost.utilisation,
    precision_bits: precision,
    rewriting: outward(rewriting, { years: null }),
    lifetime_years: rewriting === null ? null : rewriting.years,
    die: outward(contender.die),
    attentionShare,
    pairs: pairsJson(contender),
    bytes_fetched: contender.mapping.pairs?.fetchedBytes ?? null,
    ...(contender.calibration === null ? {} : { calibration: outward(contender.calibration) }),
    ...valuesOf(OTHERS, source),
  };
}

/** Keys searched and attended, as query-key pairs of the whole workload; null where nothing is searched. */
const pairsJson = ({ mapping: { pairs } }: FeasibleResult): Record<string, number> | null =>
  pairs === undefined ? null : { searched: pairs.searched, attended: pairs.attended };

/** Energy and latency of one head, of one layer and of all layers, each with all of its sequences. */
function scopesJson(cost: CostReport, { layers, heads, batch }: Workload): Record<string, unknown> {
  const { energy: whole, timing } = cost;
  return outward({
    head: { energy: whole / (layers * heads * batch), latency: timing.headLatency },
    layer: { energy: whole / layers, latency: timing.latency / layers },
    model: { energy: whole, latency: timing.latency },
  });
}
