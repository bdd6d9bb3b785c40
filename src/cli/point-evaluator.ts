import type { Located } from "../base/document.ts";
import { InfeasibleError } from "../base/errors.ts";
import type { Rng } from "../base/rng.ts";
import { shippedCatalogue } from "../design/catalogue.ts";
import { parseConfig } from "../design/config.ts";
import { planOf } from "../design/workload.ts";
import type { EvaluatePoint, Metrics } from "../explore/sweep.ts";
import { climb, ratios } from "../ladder/ladder.ts";
import { loadKernels } from "../runtime/kernels.ts";
import type { Activations } from "../simulation/activations.ts";
import { checkBytes, shapeOfActivations } from "../simulation/byte-budget.ts";
import { solveOperatingPoint } from "../simulation/operating-point.ts";
import { type PreparedHead, prepareHeads, sampleQueries, summarise } from "../simulation/quality.ts";
import { measuredWorkload } from "../simulation/simulate.ts";
import { runTrial } from "../simulation/trials.ts";
import { override } from "./config-file.ts";

/** Columns of a sweep, SI with the unit in the name. */
export const METRICS = [
  "energy_J",
  "latency_s",
  "area_m2",
  "energy_vs_exact",
  "energy_vs_lsh_digital",
  "captured_mass",
  "captured_mass_interval95",
  "output_error",
] as const;

/** Prices a point's memristor design and measures its quality; activations are those of the study's base. */
export function createPointEvaluator(base: Located, activations: Activations, rng: Rng): EvaluatePoint {
  const prepared = preparedHeads(activations);
  const kernels = loadKernels();
  return (assignment): Metrics => {
    const document = assignment.reduce(
      (under, [path, value]) => override(under, `${path}=${JSON.stringify(value)}`),
      base,
    );
    const config = parseConfig(document, shippedCatalogue);
    const { design, workload, fidelity } = config;
    checkBytes(config, shapeOfActivations(activations), activations.length, document);
    const simulation = rng.fork("simulate");
    const point = solveOperatingPoint(design, workload, activations, kernels);
    const rungs = climb(design, workload, point);
    const chip = rungs.find(({ id }) => id === "lsh-memristor");
    if (chip === undefined || !chip.feasible) throw new InfeasibleError(chip?.reason ?? "no memristor rung");
    const measured = measuredWorkload(workload, activations);
    const queries = sampleQueries(measured.length, fidelity.queries, rng.fork("queries"));
    const heads = prepared(planOf(measured), design.digital.mac, workload.attention, queries);
    const job = { design, measured, heads, rng: simulation, kernels };
    const quality = summarise(
      Array.from({ length: fidelity.arrays }, (_, sample) => runTrial(job, { arm: "memristor", sample })),
    );
    const quotient = ratios(rungs);
    return {
      energy_J: chip.cost.energy,
      latency_s: chip.cost.timing.latency,
      area_m2: chip.cost.area,
      energy_vs_exact: quotient["lsh-memristor/exact-digital"].energy ?? Number.NaN,
      energy_vs_lsh_digital: quotient["lsh-memristor/lsh-digital"].energy ?? Number.NaN,
      captured_mass: quality.capturedMass.mean,
      captured_mass_interval95: quality.capturedMass.interval,
      output_error: quality.outputError.mean,
    };
  };
}

/** Exact references are the dear part and depend on few parameters: points that share those share them. */
function preparedHeads(activations: Activations) {
  const known = new Map<string, PreparedHead[]>();
  type Prepare = typeof prepareHeads;
  return (
    plan: Parameters<Prepare>[1],
    mac: { model: string; params: unknown; behaviour: Parameters<Prepare>[2] },
    attention: Parameters<Prepare>[3],
    queries: Int32Array,
  ) => {
    const key = JSON.stringify([
      plan.causal,
      plan.self,
      plan.scale,
      mac.model,
      mac.params,
      attention.centreKeys,
      attention.scale,
      queries.length,
    ]);
    const heads = known.get(key) ?? prepareHeads(activations, plan, mac.behaviour, attention, queries);
    known.set(key, heads);
    return heads;
  };
}
