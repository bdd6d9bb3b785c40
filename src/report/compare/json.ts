import type { Estimate } from "../../base/statistics.ts";
import type { CalibrationCost } from "../../cost/calibration.ts";
import type { CostReport } from "../../cost/cost-report.ts";
import type { DieCost } from "../../cost/die-cost.ts";
import type { Rewriting } from "../../cost/lifetime.ts";
import type { Workload } from "../../design/workload.ts";
import type { FeasibleRung, RungResult } from "../../ladder/comparison-design.ts";
import { shareLaws } from "../../ladder/floors.ts";
import { judgeRatio, TIE } from "../../ladder/judgement.ts";
import { PRICE_METRICS, valuesOf } from "../../ladder/metrics/index.ts";
import { type Metric, pricedSource } from "../../ladder/metrics/metric.ts";
import {
  area,
  energy,
  latency,
  peakPower,
  power,
  powerDensity,
  throughput,
} from "../../ladder/metrics/prices.ts";
import type { Comparison } from "../../questions/compare.ts";
import type { Quality } from "../../simulation/quality.ts";
import type { SearchedQuality } from "../../simulation/searched-quality.ts";
import type { Fidelity } from "../../simulation/simulate.ts";
import { loadsJson } from "../overloads.ts";
import { disturbJson } from "../read-disturb.ts";
import { energyByClass, largestClass } from "./energy.ts";
import { findingsOf } from "./findings.ts";
import { mappingJson } from "./mapping.ts";

/** The JSON answer of `compare`: SI numbers, unit in the key; no time, host or path. */
export function compareJson(comparison: Comparison): Record<string, unknown> {
  const { workload } = comparison;
  const assumed = comparison.provenance.filter((item) => item.source === "assumed");
  return {
    schemaVersion: 1,
    name: comparison.name,
    seed: comparison.seed,
    versions: { crosshash: comparison.version, kernels: comparison.kernels },
    workload,
    design: comparison.design,
    findings: findingsOf(comparison),
    rungs: comparison.rungs.map((rung) => rungJson(rung, comparison)),
    ratios: ratiosJson(comparison),
    tie: TIE,
    bands: bandsJson(comparison),
    offCentre: comparison.offCentre,
    alternatives: comparison.alternatives,
    equalNodes: comparison.equalNodes.map(({ node, ...energy }) => ({ node_nm: node, energy })),
    bestChange: comparison.bestChange,
    flips: comparison.flips,
    lines: loadsJson(comparison.loads),
    latencyCheck: comparison.latencyChecks.map(({ id, closedForm, simulated, heads, reason }) => ({
      id,
      closed_form_s: closedForm,
      simulated_s: simulated,
      heads,
      reason,
    })),
    hashRivals: comparison.hashRivals.map(
      ({ name, logicNode, hashEnergy, moveEnergy, hashTime, hashArea, energy: whole }) => ({
        name,
        logicNode_m: logicNode,
        hash_energy_J: hashEnergy,
        move_energy_J: moveEnergy,
        hash_time_per_head_s: hashTime,
        hash_area_m2: hashArea,
        energy_J: whole,
      }),
    ),
    isoQuality: isoQualityJson(comparison),
    crossover: comparison.crossover,
    why: comparison.why.map(({ excess, remedy, ...line }) => ({
      ...line,
      excess_J: excess,
      buffer_B: remedy,
    })),
    curves: comparison.curves.map(({ length, rungs }) => ({
      length,
      rungs: rungs.map((rung) =>
        rung.feasible
          ? { id: rung.id, [energy.key]: rung.cost.energy, [latency.key]: rung.cost.timing.latency }
          : { id: rung.id, [energy.key]: null, [latency.key]: null },
      ),
    })),
    fidelity: fidelityJson(comparison.fidelity, comparison.margin),
    searchedFidelity: Object.fromEntries(
      Object.entries(comparison.searched).map(([id, quality]) => [id, quality && searchedJson(quality)]),
    ),
    readDisturb: disturbJson(comparison.readDisturb),
    provenance: comparison.provenance,
    assumed: assumed.length,
  };
}

/** Ratios with their band over the draws, the share of draws in which the numerator costs less, and the law of shares. */
const ratiosJson = ({ ratios, bands, rungs }: Comparison): Record<string, unknown> => {
  const laws = shareLaws(rungs);
  return Object.fromEntries(
    Object.keys(ratios).map((name) => {
      const drawn = bands.ratios[name];
      return [
        name,
        {
          ...ratios[name],
          outcome: judgeRatio(ratios[name]),
          band: drawn?.band ?? null,
          probabilityLower: drawn?.probabilityLower ?? null,
          floor: laws[name]?.energy.floor ?? null,
          law: laws[name] ?? null,
        },
      ];
    }),
  );
};

/** Costs of each rung over the draws. */
const bandsJson = ({ bands: { draws, rungs, inputs } }: Comparison): Record<string, unknown> => ({
  inputs,
  draws,
  rungs: Object.fromEntries(
    Object.entries(rungs).map(([id, band]) => [
      id,
      band === null ? null : { energy_J: band.energy, latency_s: band.latency, area_m2: band.area },
    ]),
  ),
});

/** The ladder at equal quality, with the rounds that each rung takes. */
function isoQualityJson(comparison: Comparison): Record<string, unknown> | null {
  if (comparison.isoQuality === null) return null;
  const { reference, target, rounds, rungs } = comparison.isoQuality;
  return {
    reference: estimateJson(reference),
    target,
    rounds: Object.fromEntries(
      Object.entries(rounds).map(([id, found]) => [
        id,
        {
          ...found,
          capturedMass: found.capturedMass === null ? null : estimateJson(found.capturedMass),
        },
      ]),
    ),
    rungs: rungs.map((rung) => rungJson(rung, { ...comparison, tokenTimes: new Map() })),
  };
}

/** Prices that a rung's own fields say; those of every other record follow under their keys. */
const NAMED: readonly Metric[] = [area, energy, latency, throughput, power, peakPower, powerDensity];
const OTHERS = PRICE_METRICS.filter((metric) => !NAMED.includes(metric));

/** One rung with its breakdown. */
export function rungJson(
  rung: RungResult,
  { workload, tokenTimes }: Pick<Comparison, "workload" | "tokenTimes">,
): Record<string, unknown> {
  const { id, title } = rung;
  const times = tokenTimes.get(id);
  if (!rung.feasible)
    return {
      id,
      title,
      feasible: false,
      reason: rung.reason,
      [area.key]: null,
      [energy.key]: null,
      [latency.key]: null,
      interval_s: null,
      [throughput.key]: null,
      time_to_first_token_s: null,
      time_per_output_token_s: null,
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
    };
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

const searchedJson = ({ capturedMass, outputError, attended, searches }: SearchedQuality) => ({
  capturedMass: estimateJson(capturedMass),
  outputError: estimateJson(outputError),
  attendedKeys: attended,
  searches,
});

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

function fidelityJson(fidelity: Fidelity, margin: number): Record<string, unknown> {
  const { arms, massLoss, exactDigital, ...rest } = fidelity;
  return {
    ...rest,
    margin,
    exactDigital: { outputError: estimateJson(exactDigital.outputError) },
    arms: Object.fromEntries(Object.entries(arms).map(([name, quality]) => [name, qualityJson(quality)])),
    massLoss: estimateJson(massLoss),
  };
}

const qualityJson = (quality: Quality): Record<string, unknown> => ({
  outputError: estimateJson(quality.outputError),
  capturedMass: estimateJson(quality.capturedMass),
  pairs: { computed: quality.computedPairs, useful: estimateJson(quality.usefulPairs) },
  perArray: {
    capturedMass: quality.trials.map(({ capturedMass }) => capturedMass),
    outputError: quality.trials.map(({ outputError }) => outputError),
  },
});

const estimateJson = ({ mean, interval, samples }: Estimate): Record<string, number> => ({
  mean,
  interval95: interval,
  samples,
});
