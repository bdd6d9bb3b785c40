import { layerWeights } from "../design/model-weights.ts";
import type { ModelWidths } from "../design/shape-presets.ts";
import type { Workload } from "../design/workload.ts";

/** Work of all layers of the workload outside attention: multiply-accumulates, and weights that pass by once a pass. */
export interface RestOfModel {
  readonly projectionMacs: number;
  readonly feedForwardMacs: number;
  readonly weights: number;
}

/**
 * A prefill passes every token of the batch through the weights, a decode one token a sequence. Training takes three
 * such passes: forward, gradients of the inputs and of the weights, each with the weights or their gradients on the
 * way. What an optimiser does with them is left out.
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
