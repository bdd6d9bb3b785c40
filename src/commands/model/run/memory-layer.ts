import { createRng, fault, type Located } from "#base";
import type { Progress } from "#local-io";
import { ON_CHIP } from "../../../comparison/comparison-designs.ts";
import { type LayerBands, layerBands } from "../../../comparison/layer-bands.ts";
import { mappedLayer, type PricedLayer, pricedLayers } from "../../../comparison/memory-layer.ts";
import { parseConfig } from "../../../design/config.ts";
import type { Workload } from "../../../design/workload.ts";
import { loadKernels } from "../../../runtime/kernels.ts";
import type { Models } from "../../../runtime/plugins.ts";
import { rememberedPoints } from "../../../simulation/remembered-point.ts";
import { measure } from "../../shared/activations.ts";

/** One transformer layer in memory, with the on-chip attention of each comparison design. */
export interface MemoryLayerReport {
  readonly name: string;
  readonly workload: Workload;
  readonly layers: readonly PricedLayer[];
  /** Over the ranges of constants. */
  readonly bands: LayerBands;
}
/** Energy, latency and area of one transformer layer with all weights in tuned arrays. Throws ConfigError. */
export async function memoryLayer(
  document: Located,
  { catalogue }: Models,
  progress: Progress,
): Promise<MemoryLayerReport> {
  const parsed = parseConfig(document, catalogue);
  const { design, workload, name, seed } = parsed;
  const fail = (path: string, message: string): never => {
    throw fault(document.place(path.split(".")), path, message);
  };
  if (workload.model === null)
    fail("workload", "expected a model whose widths are known (--model or --workload-from), received none");
  if (workload.pass === "training")
    fail("workload.pass", 'expected "forward", as tuned arrays are written once, received "training"');
  progress.update("reading activations …");
  const { activations } = await measure(document, parsed, {});
  const point = rememberedPoints(activations, loadKernels())(design, workload);
  progress.update("pricing a layer …");
  const layer = mappedLayer(ON_CHIP, design, workload, point);
  const layers = pricedLayers(layer);
  progress.update("drawing constants …");
  const bands = layerBands(layer, createRng(seed).fork("three-point costs"));
  progress.done();
  return { name, workload, layers, bands };
}
