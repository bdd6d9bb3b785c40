import { fault, type Located } from "#base";
import type { Progress } from "#local-io";
import type { WeightSettings } from "../../../arrays/weights/settings.ts";
import { ON_CHIP } from "../../../comparison/comparison-designs.ts";
import { layerPrices, type WeightArrays, weightArrays } from "../../../comparison/layer-parts.ts";
import { type WrittenArrays, writtenArrays } from "../../../comparison/model-on-arrays.ts";
import { type ModelOnChip, wholeModels } from "../../../comparison/whole-model.ts";
import { parseConfig } from "../../../design/config.ts";
import { type PresetName, SHAPE_PRESETS, VOCABULARIES } from "../../../design/shape-presets.ts";
import type { Workload } from "../../../design/workload.ts";
import { loadKernels } from "../../../runtime/kernels.ts";
import type { Models } from "../../../runtime/plugins.ts";
import { rememberedPoints } from "../../../simulation/remembered-point.ts";
import { measure } from "../../shared/activations.ts";

/** Arrays that the weights of a published model take. */
export interface ModelCapacity extends WrittenArrays {
  readonly name: string;
}

/** A whole model on one chip, for each home of its weights and each design of its attention. */
export interface WholeModelReport {
  readonly name: string;
  readonly workload: Workload;
  /** Words of the output head; 0 without one. */
  readonly vocabulary: number;
  readonly chips: readonly ModelOnChip[];
  /** The model's own arrays, and those of models of about 0.1, 1 and 8 billion weights. */
  readonly own: WrittenArrays;
  readonly others: readonly ModelCapacity[];
  readonly endurance: number;
  readonly settings: WeightSettings;
}

/** Models whose arrays are listed with the config's own. */
const LISTED = ["smollm2-135m", "llama-3.2-1b", "llama-3-8b"] as const satisfies readonly PresetName[];

/** Energy, time, power and area of the whole model on one chip; `words`: its vocabulary, if known. Throws ConfigError. */
export async function wholeModel(
  document: Located,
  { catalogue }: Models,
  progress: Progress,
  words?: number,
): Promise<WholeModelReport> {
  const parsed = parseConfig(document, catalogue);
  const { design, workload, name } = parsed;
  const fail = (path: string, message: string): never => {
    throw fault(document.place(path.split(".")), path, message);
  };
  const { model } = workload;
  if (model === null)
    return fail(
      "workload",
      "expected a model whose widths are known (--model or --workload-from), received none",
    );
  if (workload.pass === "training")
    fail("workload.pass", 'expected "forward", as weights in arrays are written once, received "training"');
  progress.update("reading activations …");
  const { activations } = await measure(document, parsed, {});
  const point = rememberedPoints(activations, loadKernels())(design, workload);
  progress.update("pricing the model …");
  const vocabulary = words ?? VOCABULARIES[workload.preset as PresetName] ?? 0;
  const chips = wholeModels(ON_CHIP, design, workload, point, vocabulary);
  const weights: WeightArrays = weightArrays(design.weights);
  const prices = layerPrices(design, weights, point);
  const others = LISTED.map((preset) => ({
    name: preset,
    ...writtenArrays(
      { ...SHAPE_PRESETS[preset], model: SHAPE_PRESETS[preset] },
      VOCABULARIES[preset] ?? 0,
      weights,
      prices,
    ),
  }));
  progress.done();
  return {
    name,
    workload,
    vocabulary,
    chips,
    own: writtenArrays({ ...workload, model }, vocabulary, weights, prices),
    others,
    endurance: weights.behaviour.endurance,
    settings: design.weights,
  };
}
