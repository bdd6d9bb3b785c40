import type { ModelWidths } from "./shape-presets.ts";
import type { Workload } from "./workload.ts";

type Heads = Pick<Workload, "heads" | "kvHeads" | "headWidth">;

/** Weights of one layer outside the products of attention, each one multiply-accumulate a token. */
export interface LayerWeights {
  /** D·Hd for the queries, D·H_k d each for keys and values, Hd·D for the output. */
  readonly projections: number;
  /** 2DF, or 3DF with a gate. */
  readonly feedForward: number;
}

export const layerWeights = (
  { heads, kvHeads, headWidth }: Heads,
  { modelWidth, hiddenWidth, gated }: ModelWidths,
): LayerWeights => ({
  projections: 2 * modelWidth * (heads + kvHeads) * headWidth,
  feedForward: (gated ? 3 : 2) * modelWidth * hiddenWidth,
});

/** Weights of all layers of the workload's model; 0 where its widths are not known. */
export function modelWeights(workload: Workload): number {
  if (workload.model === null) return 0;
  const { projections, feedForward } = layerWeights(workload, workload.model);
  return workload.layers * (projections + feedForward);
}

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
