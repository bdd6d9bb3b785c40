import type { Estimate } from "../../../base/statistics.ts";
import { shareLaws } from "../../../ladder/floors.ts";
import { judgeRatio, TIE } from "../../../ladder/judgement.ts";
import { energy, latency } from "../../../ladder/metrics/prices.ts";
import type { Quality } from "../../../simulation/quality.ts";
import type { SearchedQuality } from "../../../simulation/searched-quality.ts";
import type { Fidelity } from "../../../simulation/simulate.ts";
import { loadsJson } from "../../shared/overloads.ts";
import { disturbJson } from "../../shared/read-disturb.ts";
import type { Comparison } from "../run/compare.ts";
import { findingsOf } from "./findings.ts";
import { rungJson } from "./rung-json.ts";

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
    ownRanges: comparison.ownRanges,
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

const searchedJson = ({ capturedMass, outputError, attended, searches }: SearchedQuality) => ({
  capturedMass: estimateJson(capturedMass),
  outputError: estimateJson(outputError),
  attendedKeys: attended,
  searches,
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
