import { layerWeights } from "../design/model-weights.ts";
import type { ModelWidths } from "../design/shape-presets.ts";
import type { Workload } from "../design/workload.ts";

/** Work outside attention over all layers: multiply-accumulates, and weights streamed once a pass. */
export interface RestOfModel {
  readonly projectionMacs: number;
  readonly feedForwardMacs: number;
  readonly weights: number;
}

/**
 * A prefill runs every token of the batch through the weights, a decode one token per sequence. Training
 * takes three such passes: forward, gradients of the inputs and of the weights, each of which streams the
 * weights or their gradients. The optimiser's work is left out.
 */
export function restOfModel(workload: Workload, widths: ModelWidths): RestOfModel {
  const { layers, batch, length, phase, pass } = workload;
  const { projections, feedForward } = layerWeights(workload, widths);
  const passes = pass === "training" ? 3 : 1;
  const tokens = passes * batch * (phase === "decode" ? 1 : length);
  return {
    projectionMacs: layers * tokens * projections,
    feedForwardMacs: layers * tokens * feedForward,
    weights: passes * layers * (projections + feedForward),
  };
}

/** Share of attention in all multiply-accumulates. */
export const shareOfAttention = (attention: number, rest: RestOfModel): number =>
  attention / (attention + rest.projectionMacs + rest.feedForwardMacs);
