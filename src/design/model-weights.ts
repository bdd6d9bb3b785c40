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
