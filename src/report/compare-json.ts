import type { Estimate } from "../base/statistics.ts";
import type { Rewriting } from "../cost/lifetime.ts";
import type { Ratios, RungResult } from "../ladder/ladder.ts";
import type { Quality } from "../simulation/quality.ts";
import type { Fidelity } from "../simulation/simulate.ts";
import type { Comparison } from "./comparison.ts";
import { decidingShare } from "./energy-shares.ts";

/** The JSON answer of `compare`: SI numbers, unit in the key; no time, host or path. */
export function compareJson(comparison: Comparison): Record<string, unknown> {
  const { workload } = comparison;
  const tokens = workload.length * workload.batch;
  const assumed = comparison.provenance.filter((item) => item.source === "assumed");
  return {
    schemaVersion: 1,
    name: comparison.name,
    seed: comparison.seed,
    versions: { crosshash: comparison.version, kernels: "typescript" },
    workload,
    design: comparison.design,
    rungs: comparison.rungs.map((rung) => rungJson(rung, tokens)),
    ratios: ratiosJson(comparison),
    bands: bandsJson(comparison),
    crossover: comparison.crossover,
    curves: comparison.curves.map(({ length, rungs }) => ({
      length,
      rungs: rungs.map((rung) =>
        rung.feasible
          ? { id: rung.id, energy_J: rung.cost.energy, latency_s: rung.cost.timing.latency }
          : { id: rung.id, energy_J: null, latency_s: null },
      ),
    })),
    fidelity: fidelityJson(comparison.fidelity, comparison.margin),
    provenance: comparison.provenance,
    assumed: assumed.length,
  };
}

/** Ratios with their band over the draws, and the share of draws in which the numerator costs less. */
const ratiosJson = ({ ratios, bands }: Comparison): Record<string, unknown> =>
  Object.fromEntries(
    (Object.keys(ratios) as (keyof Ratios)[]).map((name) => {
      const drawn = bands.ratios[name];
      return [
        name,
        {
          ...ratios[name],
          band: drawn?.band ?? null,
          probabilityLower: drawn?.probabilityLower ?? null,
        },
      ];
    }),
  );

/** Costs of each rung over the draws. */
const bandsJson = ({ bands: { draws, rungs } }: Comparison): Record<string, unknown> => ({
  draws,
  rungs: Object.fromEntries(
    Object.entries(rungs).map(([id, band]) => [
      id,
      band === null ? null : { energy_J: band.energy, latency_s: band.latency, area_m2: band.area },
    ]),
  ),
});

function rungJson(rung: RungResult, tokens: number): Record<string, unknown> {
  const { id, title } = rung;
  if (!rung.feasible)
    return {
      id,
      title,
      feasible: false,
      reason: rung.reason,
      area_m2: null,
      energy_J: null,
      latency_s: null,
      interval_s: null,
      throughput_tokens_per_s: null,
      time_to_first_token_s: null,
      time_per_output_token_s: null,
      power_W: { average: null, peak: null, idle: null },
      breakdown: [],
      areas: [],
      utilisation: {},
      precision_bits: null,
      rewriting: null,
      lifetime_years: null,
      attentionShare: null,
    };
  const { cost, precision, rewriting, attentionShare } = rung;
  return {
    id,
    title,
    feasible: true,
    area_m2: cost.area,
    energy_J: cost.energy,
    latency_s: cost.timing.latency,
    interval_s: cost.timing.interval,
    throughput_tokens_per_s: cost.timing.interval > 0 ? tokens / cost.timing.interval : null,
    time_to_first_token_s: cost.timing.latency,
    time_per_output_token_s: null,
    power_W: cost.power,
    stages: cost.timing.stages.map(({ name, time }) => ({ name, time_s: time })),
    deciding: decidingShare(cost),
    breakdown: cost.breakdown.map(({ energy, ...item }) => ({ ...item, energy_J: energy })),
    areas: cost.areas.map(({ area, ...item }) => ({ ...item, area_m2: area })),
    utilisation: cost.utilisation,
    precision_bits: precision,
    rewriting: rewriting === null ? null : rewritingJson(rewriting),
    lifetime_years: rewriting === null ? null : rewriting.years,
    attentionShare,
  };
}

const rewritingJson = ({ energy, share, latency, rate }: Rewriting): Record<string, number> => ({
  energy_J: energy,
  share,
  latency_s: latency,
  rate_per_s: rate,
});

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
});

const estimateJson = ({ mean, interval, samples }: Estimate): Record<string, number> => ({
  mean,
  interval95: interval,
  samples,
});
