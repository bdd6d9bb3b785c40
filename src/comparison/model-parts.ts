// What the parts of a whole model are, wherever its weights are.

import type { Workload } from "../design/workload.ts";
import type { OperatingPoint } from "../mapping/action-counts.ts";
import type { LayerPart, LayerPartName, WeightArrays } from "./layer-parts.ts";

/** Parts of a model; `waiting` is the static power of each part while others work. */
export type ModelPartName = LayerPartName | "weight store" | "waiting";

/** A part of a model in all layers: energy (J) and time (s) of a pass of the batch, area (m²). */
export interface ModelPart {
  readonly name: ModelPartName;
  readonly energy: number;
  readonly time: number;
  readonly area: number;
  /** Static power of what belongs to the part, W: spent in `energy` for the part's own time. */
  readonly idle: number;
}

/** What a model's pass is priced from. */
export interface ModelTerms {
  readonly workload: Workload;
  readonly point: OperatingPoint;
  /** Words of the output head; 0 where they are not known, and the head is left out. */
  readonly vocabulary: number;
  readonly weights: WeightArrays;
}

/** Parts of a pass, and the area of what holds the weights, m². */
export interface PricedParts {
  readonly parts: readonly ModelPart[];
  readonly weightArea: number;
}

export const tokensOf = ({ batch, phase, length }: Workload): number =>
  batch * (phase === "decode" ? 1 : length);

/** Weights of the output head: a logit of each word for the last token of a sequence. */
export const headWeights = ({ model }: Workload, vocabulary: number): number =>
  vocabulary * (model?.modelWidth ?? 0);

/** A part of a layer as one of a model, with its static power, W. */
export const drawing = ({ name, energy, time, area }: LayerPart, idle: number): ModelPart => ({
  name,
  energy,
  time,
  area,
  idle,
});
