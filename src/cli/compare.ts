import type { Catalogue } from "../base/catalogue.ts";
import type { Located } from "../base/document.ts";
import { createRng } from "../base/rng.ts";
import { provenance } from "../cost/provenance.ts";
import { type Config, parseConfig } from "../design/config.ts";
import { resolveInSi } from "../design/resolved.ts";
import { operatingPoint } from "../evaluate.ts";
import { crossovers, curves } from "../ladder/curves.ts";
import { climb, ratios } from "../ladder/ladder.ts";
import type { Comparison } from "../report/comparison.ts";
import { packageVersion } from "../runtime/package-files.ts";
import type { Progress } from "../runtime/progress.ts";
import { simulate } from "../simulation/simulate.ts";
import { loadActivations, type ModelChoice } from "./workload-activations.ts";

/** The main job: capture, simulate, price, climb the ladder. */
export async function compare(
  document: Located,
  catalogue: Catalogue,
  choice: ModelChoice & { readonly seed?: number },
  progress: Progress,
): Promise<Comparison> {
  const config = withSeed(parseConfig(document, catalogue), choice.seed);
  const { design, workload, fidelity: plan } = config;
  progress.update(`reading the model and attending over ${plan.length ?? workload.length} tokens …`);
  const activations = await loadActivations(config, choice, document);
  const point = operatingPoint(design, workload, activations);
  const rungs = climb(design, workload, point);
  const fidelity = simulate(
    design,
    workload,
    activations,
    plan,
    createRng(config.seed).fork("simulate"),
    (done, total) => progress.update(`simulating: ${done} of ${total} runs`),
  );
  progress.update("pricing every length …");
  const comparison: Comparison = {
    name: config.name,
    seed: config.seed,
    version: packageVersion(),
    workload,
    design: (resolveInSi(document.value, catalogue) as { design: unknown }).design,
    rungs,
    ratios: ratios(rungs),
    crossover: crossovers(design, workload, point),
    curves: curves(design, workload, point),
    fidelity,
    margin: plan.margin,
    provenance: provenance(design),
  };
  progress.done();
  return comparison;
}

const withSeed = (config: Config, seed: number | undefined): Config =>
  seed === undefined ? config : { ...config, seed };
