// One comparison design as JSON.

import type { CalibrationCost } from "../../../cost/calibration.ts";
import type { CostReport } from "../../../cost/cost-report.ts";
import type { DieCost } from "../../../cost/die-cost.ts";
import type { Rewriting } from "../../../cost/lifetime.ts";
import type { Workload } from "../../../design/workload.ts";
import type { FeasibleRung, RungResult } from "../../../ladder/comparison-design.ts";
import { energyByClass, largestClass } from "../../../ladder/energy-classes.ts";
import { PRICE_METRICS, valuesOf } from "../../../ladder/metrics/index.ts";
import { type Metric, pricedSource } from "../../../ladder/metrics/metric.ts";
import {
  area,
  energy,
  latency,
  peakPower,
  power,
  powerDensity,
  throughput,
  wholeThroughputOf,
} from "../../../ladder/metrics/prices.ts";
import type { Comparison } from "../run/compare.ts";
import { mappingJson } from "./mapping.ts";

/** Prices that a rung's own fields say; those of every other record follow under their keys. */
const NAMED: readonly Metric[] = [area, energy, latency, throughput, power, peakPower, powerDensity];
const OTHERS = PRICE_METRICS.filter((metric) => !NAMED.includes(metric));

const unpricedJson = ({ id, title, reason }: Exclude<RungResult, FeasibleRung>): Record<string, unknown> => ({
  id,
  title,
  feasible: false,
  reason,
  [area.key]: null,
  [energy.key]: null,
  [latency.key]: null,
  interval_s: null,
  [throughput.key]: null,
  time_to_first_token_s: null,
  time_per_output_token_s: null,
  whole_model: null,
  power_W: { average: null, peak: null, idle: null },
  breakdown: [],
  areas: [],
  utilisation: {},
  precision_bits: null,
  rewriting: null,
  lifetime_years: null,
  die: null,
  attentionShare: null,
  pairs: null,
  bytes_fetched: null,
  ...Object.fromEntries(["mapping", ...OTHERS.map(({ key }) => key)].map((key) => [key, null])),
});

/** One rung with its breakdown. */
export function rungJson(
  rung: RungResult,
  { workload, tokenTimes }: Pick<Comparison, "workload" | "tokenTimes">,
): Record<string, unknown> {
  const { id, title } = rung;
  const times = tokenTimes.get(id);
  if (!rung.feasible) return unpricedJson(rung);
  const { cost, precision, rewriting, attentionShare } = rung;
  const source = pricedSource(rung, workload);
  return {
    id,
    title,
    feasible: true,
    [area.key]: cost.area,
    [energy.key]: cost.energy,
    [latency.key]: cost.timing.latency,
    interval_s: cost.timing.interval,
    [throughput.key]: cost.timing.interval > 0 ? throughput.of(source) : null,
    time_to_first_token_s: times?.toFirstToken ?? null,
    time_per_output_token_s: times?.perOutputToken ?? null,
    whole_model: {
      tokens_per_s: wholeThroughputOf(workload, rung),
      time_to_first_token_s: times?.wholeToFirstToken ?? null,
      time_per_output_token_s: times?.wholePerOutputToken ?? null,
    },
    power_W: cost.power,
    [powerDensity.key]: cost.area > 0 ? powerDensity.of(source) : null,
    scopes: scopesJson(rung.cost, workload),
    ...mappingJson(rung, workload),
    classes_J: energyByClass(cost),
    stages: cost.timing.stages.map(({ name, time }) => ({ name, time_s: time })),
    deciding: largestClass(cost),
    breakdown: cost.breakdown.map(({ energy: joules, ...item }) => ({ ...item, energy_J: joules })),
    areas: cost.areas.map(({ area: own, ...item }) => ({ ...item, area_m2: own })),
    silicon_K: cost.heat.temperature,
    utilisation: cost.utilisation,
    precision_bits: precision,
    rewriting: rewriting === null ? null : rewritingJson(rewriting),
    lifetime_years: rewriting === null ? null : rewriting.years,
    die: dieJson(rung.die),
    attentionShare,
    pairs: pairsJson(rung),
    bytes_fetched: rung.mapping.pairs?.fetchedBytes ?? null,
    ...(rung.calibration === null ? {} : { calibration: calibrationJson(rung.calibration) }),
    ...valuesOf(OTHERS, source),
  };
}

/** Keys searched and attended, as query-key pairs of the whole workload; null where nothing is searched. */
const pairsJson = ({ mapping: { pairs } }: FeasibleRung): Record<string, number> | null =>
  pairs === undefined ? null : { searched: pairs.searched, attended: pairs.attended };

const calibrationJson = (calibration: CalibrationCost): Record<string, number | string> => ({
  probes: calibration.probes,
  arrays: calibration.arrays,
  time_s: calibration.time,
  energy_J: calibration.energy,
  fitEnergy_J: calibration.fitEnergy,
  mapBits: calibration.mapBits,
  storedBits: calibration.storedBits,
  queryProducts: calibration.queryProducts,
  timeShare: calibration.timeShare,
  lifetime_years: calibration.years,
});

/** Cost of a good die, US$. */
export const dieJson = (die: DieCost | null): Record<string, number> | null =>
  die === null
    ? null
    : {
        dies: die.dies,
        largestDie_m2: die.dieArea,
        wafer_USD: die.waferPrice,
        diesPerWafer: die.diesPerWafer,
        defectYield: die.defectYield,
        arrayYield: die.arrayYield,
        goodDie_USD: die.goodDie,
      };

const rewritingJson = (rewriting: Rewriting): Record<string, number> => ({
  energy_J: rewriting.energy,
  share: rewriting.share,
  latency_s: rewriting.latency,
  rate_per_s: rewriting.rate,
});
/** Energy and latency of one head, of one layer and of all layers, each with all of its sequences. */
function scopesJson(cost: CostReport, { layers, heads, batch }: Workload): Record<string, unknown> {
  const { energy: whole, timing } = cost;
  return {
    head: { energy_J: whole / (layers * heads * batch), latency_s: timing.headLatency },
    layer: { energy_J: whole / layers, latency_s: timing.latency / layers },
    model: { energy_J: whole, latency_s: timing.latency },
  };
}
