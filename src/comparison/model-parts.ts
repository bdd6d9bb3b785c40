// What the parts of a whole model are, wherever its weights are.

import { dynamicEnergy } from "../cost/cost-report.ts";
import type { PriceList } from "../cost/price-list.ts";
import type { Workload } from "../design/workload.ts";
import type { ActionCount, OperatingPoint } from "../mapping/action-counts.ts";
import type { FeasibleResult } from "./comparison-design.ts";
import type { LayerPart, LayerPartName, WeightArrays } from "./layer-parts.ts";
import { tokensOf } from "./metrics/prices.ts";

/**
 * Parts of a model. `vectors`: what layers hand on through the memory; `waiting`: the static power of each part while
 * others work.
 */
export type ModelPartName = LayerPartName | "vectors" | "weight store" | "waiting";

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

/** Weights of the output head: a logit of each word for the last token of a sequence. */
export const headWeights = ({ model }: Workload, vocabulary: number): number =>
  vocabulary * (model?.modelWidth ?? 0);

/**
 * What layers of a prompt hand on through the memory, as a buffer holds the vectors of a few tokens: queries, keys and
 * values to attention, its outputs from there, and the residual stream there and back. The memory is free for it for
 * `free` s while other parts work; what it takes longer is time of its own. A decode's one token stays on the chip.
 */
export function handedOn(
  { design, mapping }: Pick<FeasibleResult, "design" | "mapping">,
  prices: PriceList,
  workload: Workload,
  free: number,
): ModelPart {
  const name = "vectors";
  if (workload.phase === "decode") return { name, energy: 0, time: 0, area: 0, idle: 0 };
  const { heads, kvHeads, headWidth, layers, model } = workload;
  const { memory, digital } = design;
  const stream = model?.modelWidth ?? 0;
  const bits = tokensOf(workload) * layers * digital.mac.behaviour.wordBits;
  const written = bits * ((heads + 2 * kvHeads) * headWidth + stream);
  const read = bits * (heads * headWidth + stream);
  const perBuffer = digital.buffer.behaviour.bits;
  const counts: ActionCount[] = [
    { operation: "output", component: "buffer", action: "read", count: written / perBuffer },
    { operation: "output", component: "memory", action: "write", count: written / memory.behaviour.bits },
    { operation: "input", component: "memory", action: "read", count: read / memory.behaviour.bits },
    { operation: "input", component: "buffer", action: "write", count: read / perBuffer },
  ];
  const { actions } = prices.memory;
  const taken = (written * actions.write.interval + read * actions.read.interval) / memory.behaviour.bits;
  const energy = dynamicEnergy({ ...mapping, counts }, prices);
  return { name, energy, time: Math.max(0, taken - Math.max(0, free)), area: 0, idle: 0 };
}

/** A part of a layer as one of a model, with its static power, W. */
export const drawing = ({ name, energy, time, area }: LayerPart, idle: number): ModelPart => ({
  name,
  energy,
  time,
  area,
  idle,
});
