import type { Catalogue } from "../base/catalogue.ts";
import type { Located } from "../base/document.ts";
import { createRng } from "../base/rng.ts";
import { settledProjection } from "../cost/least-energy.ts";
import { provenance } from "../cost/provenance.ts";
import { type Config, parseConfig } from "../design/config.ts";
import { resolveInSi } from "../design/resolved.ts";
import { costBands, settledParts } from "../ladder/bands.ts";
import { crossovers, curves } from "../ladder/curves.ts";
import { climb, ratios } from "../ladder/ladder.ts";
import type { Comparison } from "../report/comparison.ts";
import { loadKernels } from "../runtime/kernels.ts";
import { packageVersion } from "../runtime/package-files.ts";
import type { Progress } from "../runtime/progress.ts";
import { simulationRng, trialRunner } from "../runtime/trial-pool.ts";
import { solveOperatingPoint } from "../simulation/operating-point.ts";
import { simulate } from "../simulation/simulate.ts";
import { type ModelChoice, measure } from "./workload-activations.ts";

/** The main job: capture, simulate, price, climb the ladder. */
export async function compare(
  document: Located,
  catalogue: Catalogue,
  choice: ModelChoice & { readonly seed?: number; readonly workers?: number },
  progress: Progress,
): Promise<Comparison> {
  const parsed = withSeed(parseConfig(document, catalogue), choice.seed);
  progress.update(`attending over ${parsed.fidelity.length ?? parsed.workload.length} tokens …`);
  const { activations, config } = await measure(document, parsed, choice);
  const { design, workload, fidelity: plan } = config;
  const rng = simulationRng(config.seed);
  const kernels = loadKernels();
  const point = solveOperatingPoint(design, workload, activations, kernels);
  const settled = settledProjection(design, workload, point);
  const rungs = climb(design, workload, point);
  const fidelity = await simulate(settled, workload, activations, plan, rng, {
    kernels,
    runTrials: trialRunner(document.value, config.seed, choice.workers),
    onStep: (done, total) => progress.update(`simulating: ${done} of ${total} runs`),
  });
  progress.update("pricing every length …");
  const comparison: Comparison = {
    name: config.name,
    seed: config.seed,
    version: packageVersion(),
    workload,
    design: (resolveInSi(document.value, catalogue) as { design: unknown }).design,
    rungs,
    ratios: ratios(rungs),
    bands: costBands(rungs, design, point, createRng(config.seed).fork("three-point costs")),
    crossover: crossovers(design, workload, point),
    curves: curves(design, workload, point),
    fidelity,
    margin: plan.margin,
    provenance: provenance(settledParts(rungs, settled)),
  };
  progress.done();
  return comparison;
}

const withSeed = (config: Config, seed: number | undefined): Config =>
  seed === undefined ? config : { ...config, seed };
