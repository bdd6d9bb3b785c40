import { csvText } from "#base";
import type { CostBands } from "../../../comparison/bands.ts";
import type { FeasibleResult } from "../../../comparison/comparison-design.ts";
import { shareLaws } from "../../../comparison/floors.ts";
import { judgeRatio, TIE } from "../../../comparison/judgement.ts";
import { type Metric, pricedSource } from "../../../comparison/metrics/metric.ts";
import {
  energy,
  energy as energyMetric,
  latency,
  peakPower,
  power,
} from "../../../comparison/metrics/prices.ts";
import { distinctNumbers } from "../../../cost/price-list.ts";
import type { Workload } from "../../../design/workload.ts";
import { outward, STORED_KEYS } from "../../../report/outward.ts";
import type { Quality } from "../../../simulation/quality.ts";
import type { Fidelity } from "../../../simulation/simulate.ts";
import { loadsJson } from "../../shared/overloads.ts";
import { disturbJson } from "../../shared/read-disturb.ts";
import { recallsOfChanges } from "../run/changed-recall.ts";
import type { Comparison } from "../run/comparison.ts";
import { designJson } from "./design-json.ts";
import { findingsOf } from "./findings.ts";
import { movementJson } from "./movement.ts";
import { COMPARISON_METRICS } from "./tables.ts";

/** Fields that hold ratios or lengths here, and so have no unit in their keys. */
const RATIOS_OR_LENGTHS = { energy: "energy", latency: "latency", area: "area" };

/** The JSON answer of `compare`: SI numbers, unit in the key; no time, host or path. */
export function compareJson(comparison: Comparison): Record<string, unknown> {
  const { workload } = comparison;
  const { numbers, assumed } = distinctNumbers(comparison.provenance);
  return {
    schemaVersion: 1,
    name: comparison.name,
    seed: comparison.seed,
    versions: { crosshash: comparison.version, kernels: comparison.kernels },
    workload,
    design: comparison.design,
    findings: findingsOf(comparison),
    [STORED_KEYS.contenders]: comparison.contenders.map((contender) => designJson(contender, comparison)),
    ratios: ratiosJson(comparison),
    tie: TIE,
    bands: bandsJson(comparison.bands),
    constantBands: bandsJson(comparison.constantBands),
    ownRanges: comparison.ownRanges,
    offCentre: comparison.offCentre,
    alternatives: comparison.alternatives,
    equalNodes: comparison.equalNodes.map(({ node, ...energy }) => ({ node_nm: node, energy })),
    bestChange: outward(comparison.bestChange, RATIOS_OR_LENGTHS),
    changedRecall: outward(recallsOfChanges(comparison)),
    flips: comparison.flips,
    lines: loadsJson(comparison.loads),
    latencyCheck: outward(comparison.latencyChecks),
    hashRivals: outward(comparison.hashRivals, { hashTime: "hash_time_per_head_s" }),
    isoQuality: isoQualityJson(comparison),
    crossover: outward(comparison.crossover, RATIOS_OR_LENGTHS),
    why: outward(comparison.why, { remedy: "buffer_B" }),
    curves: comparison.curves.map(({ length, contenders }) => ({
      length,
      [STORED_KEYS.contenders]: contenders.map((contender) =>
        contender.feasible
          ? {
              id: contender.id,
              [energy.key]: contender.cost.energy,
              [latency.key]: contender.cost.timing.latency,
            }
          : { id: contender.id, [energy.key]: null, [latency.key]: null },
      ),
    })),
    ...movementJson(comparison),
    fidelity: fidelityJson(comparison.fidelity, comparison.margin),
    searchedFidelity: outward(comparison.searched, { attended: "attendedKeys" }),
    readDisturb: disturbJson(comparison.readDisturb),
    provenance: comparison.provenance,
    numbers,
    assumed,
    assumedReach: comparison.assumedReach,
    inLibrary: comparison.inLibrary,
  };
}

/** Ratios with their bands, the share of draws in which the numerator costs less, and the law of shares. */
const ratiosJson = ({ ratios, bands, constantBands, contenders }: Comparison): Record<string, unknown> => {
  const laws = shareLaws(contenders);
  return Object.fromEntries(
    Object.keys(ratios).map((name) => {
      const drawn = bands.ratios[name];
      return [
        name,
        {
          ...ratios[name],
          outcome: judgeRatio(ratios[name]),
          band: drawn?.band ?? null,
          constantBand: constantBands.ratios[name]?.band ?? null,
          probabilityLower: drawn?.probabilityLower ?? null,
          floor: laws[name]?.energy.floor ?? null,
          law: laws[name] ?? null,
        },
      ];
    }),
  );
};

/** Costs of each design over the draws. */
const bandsJson = ({ draws, contenders, inputs }: CostBands): Record<string, unknown> => ({
  inputs,
  draws,
  [STORED_KEYS.contenders]: outward(contenders),
});

/** The comparison at equal quality, with the rounds that each design takes. */
function isoQualityJson(comparison: Comparison): Record<string, unknown> | null {
  if (comparison.isoQuality === null) return null;
  const { reference, target, rounds, contenders } = comparison.isoQuality;
  return {
    ...outward({ reference, target, rounds }),
    [STORED_KEYS.contenders]: contenders.map((contender) =>
      designJson(contender, { ...comparison, tokenTimes: new Map() }),
    ),
  };
}

function fidelityJson(fidelity: Fidelity, margin: number): Record<string, unknown> {
  const { variants, massLoss, exactDigital, ...rest } = fidelity;
  const qualities = Object.entries(variants).map(([name, quality]) => [name, qualityJson(quality)]);
  return outward({ ...rest, margin, exactDigital, variants: Object.fromEntries(qualities), massLoss });
}

const qualityJson = ({ outputError, recall, computedPairs, usefulPairs, trials, keys }: Quality) => ({
  outputError,
  recall,
  pairs: { computed: computedPairs, useful: usefulPairs },
  perArray: {
    recall: trials.map((trial) => trial.recall),
    outputError: trials.map((trial) => trial.outputError),
  },
  ...(keys === undefined ? {} : { keys }),
});

/** The tables' metrics without powers: the average is energy over latency. */
const COLUMNS: readonly Metric[] = COMPARISON_METRICS.filter(
  (metric) => metric !== power && metric !== peakPower,
);

function valuesAt(contender: FeasibleResult, workload: Workload): number[] {
  const source = pricedSource(contender, workload);
  return COLUMNS.map(({ of }) => of(source));
}

/** Every design at every length: SI, units in the header; infeasible designs have empty cells. */
export const curvesCsv = ({ curves, workload }: Comparison): string =>
  csvText(
    ["length", STORED_KEYS.contender, "status", ...COLUMNS.map(({ key }) => key)],
    curves.flatMap(({ length, contenders }) =>
      contenders.map((contender) =>
        contender.feasible
          ? [length, contender.id, "ok", ...valuesAt(contender, { ...workload, length })]
          : [length, contender.id, "infeasible", ...COLUMNS.map(() => "")],
      ),
    ),
  );

/** Every energy item of every design. */
export const breakdownCsv = ({ contenders }: Comparison): string =>
  csvText(
    [STORED_KEYS.contender, "operation", "component", "action", "count", energyMetric.key],
    contenders.flatMap((contender) =>
      (contender.feasible ? contender.cost.breakdown : []).map((item) => [
        contender.id,
        item.operation,
        item.component,
        item.action,
        item.count,
        item.energy,
      ]),
    ),
  );
