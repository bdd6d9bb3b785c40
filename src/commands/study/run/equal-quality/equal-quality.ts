import { createRng, fault, type Located } from "#base";
import type { Progress } from "#local-io";
import { MEMORIES } from "../../../../comparison/cache-memory.ts";
import { type EqualPoint, equalPoints } from "../../../../comparison/equal-quality.ts";
import { parseConfig } from "../../../../design/config.ts";
import type { Phase } from "../../../../design/workload.ts";
import { loadKernels } from "../../../../runtime/kernels.ts";
import type { Models } from "../../../../runtime/plugins.ts";
import { kernelNames } from "../../../../simulation/kernels.ts";
import { rememberedPoints } from "../../../../simulation/remembered-point.ts";
import { measure } from "../../../shared/activations.ts";
import { type ChosenRow, fewestKeys, type MeasuredModel, readMeasured } from "./measured.ts";

export interface EqualQualityQuery {
  /** Files `result.json` of `lm --out`, one per length. */
  readonly reports: readonly string[];
  /** Loss of perplexity that counts as equal, a fraction. */
  readonly margin: number;
  /** Setup of the reports' rows to use. */
  readonly setup: string;
  readonly phase: Phase;
  /** nm */
  readonly nodes: readonly number[];
}

/** A model at one length: each design's need for equal quality, and its cost. */
export interface EqualModel extends MeasuredModel {
  readonly chosen: readonly ChosenRow[];
  readonly points: readonly EqualPoint[];
}

export interface EqualQualityReport {
  readonly name: string;
  readonly kernels: string;
  readonly margin: number;
  readonly phase: Phase;
  readonly models: readonly EqualModel[];
}

/**
 * Takes from reports of `lm` the fewest keys with which each selector keeps perplexity within a margin, and
 * prices its design in the model's shape, over nodes and memories. Throws ConfigError for other files.
 */
export async function equalQuality(
  documentOf: (settings: readonly string[]) => Located,
  { catalogue }: Models,
  { reports, margin, setup, phase, nodes }: EqualQualityQuery,
  progress: Progress,
): Promise<EqualQualityReport> {
  const measured = reports.map((file) => readMeasured(file, setup));
  const twice = measured.find(({ length, model }, n) =>
    measured.slice(0, n).some((other) => other.length === length && other.model.name === model.name),
  );
  if (twice !== undefined)
    throw fault(
      twice.file,
      "plan.parts",
      `expected one report a model and length, received ${twice.model.name} at ${twice.length} tokens twice`,
    );
  const kernels = loadKernels();
  const models: EqualModel[] = [];
  let name = "";
  for (const found of measured) {
    const document = documentOf(shapeSettings(found));
    const { config, activations } = await measure(document, parseConfig(document, catalogue), {});
    const chosen = fewestKeys(found.rows, margin);
    const space = { phase, nodes, memories: MEMORIES, needs: chosen };
    const solve = rememberedPoints(activations, kernels);
    const rng = createRng(config.seed).fork("equal quality");
    const points: EqualPoint[] = [];
    for (const point of equalPoints(config.design, config.workload, space, solve, rng)) {
      points.push(point);
      progress.update(`${found.model.name}, L = ${found.length}: priced ${points.length} points`);
    }
    models.push({ ...found, chosen, points });
    name = config.name;
  }
  progress.done();
  return { name, kernels: kernelNames(kernels), margin, phase, models };
}

/** Config settings of the model's attention. */
const shapeSettings = ({ model, length, sink, window }: MeasuredModel): string[] => [
  `workload.layers=${model.layers}`,
  `workload.heads=${model.heads}`,
  `workload.kvHeads=${model.keyValueHeads}`,
  `workload.headWidth=${model.headWidth}`,
  `workload.modelName=${JSON.stringify(model.name)}`,
  `workload.length=${length}`,
  // The activations only set the currents of the arrays.
  `fidelity.length=${Math.min(length, 1024)}`,
  `workload.attention.sink=${sink}`,
  `workload.attention.localWindow=${window}`,
];
