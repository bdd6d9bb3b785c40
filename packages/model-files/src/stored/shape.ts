import { power } from "#base";
import type { Dimensions } from "../dimensions.ts";
import type { RealFamily, RealModel } from "./model.ts";

/** Shape of a published decoder, known before its weights are read. */
export interface RealShape
  extends Pick<RealModel, "name" | "dimensions" | "epsilon" | "rotary" | "slidingWindow"> {
  readonly family: RealFamily;
  /** Which projections have biases; null: those with a bias in the file. */
  readonly biases: Readonly<Record<"inputs" | "output" | "feedForward", boolean>> | null;
}

/** Families with an RMSNorm over each head of the queries and keys. */
export const normsHeads = (family: RealFamily): boolean => family === "qwen3";

/** Radians per position of a head's pairs: base^(−2i / width). */
export const standardFrequencies = (width: number, base: number): Float64Array =>
  Float64Array.from({ length: width / 2 }, (_, i) => power(base, (-2 * i) / width));

/** Sizes of a model that define a workload; no weight is read. */
export interface ModelWorkload {
  readonly name: string;
  readonly layers: number;
  readonly heads: number;
  readonly kvHeads: number;
  readonly headWidth: number;
  /** Most positions; default length of the workload. */
  readonly context: number;
  readonly modelWidth: number;
  readonly hiddenWidth: number;
  /** Whether the feed-forward layer has a gate. */
  readonly gated: boolean;
  readonly causal: boolean;
}

/** Workload of a model that is run. */
export const workloadOfShape = (
  name: string,
  { layers, heads, keyValueHeads, headWidth, context, width, hidden }: Dimensions,
): ModelWorkload => ({
  name,
  layers,
  heads,
  kvHeads: keyValueHeads,
  headWidth,
  context,
  modelWidth: width,
  hiddenWidth: hidden,
  gated: true,
  causal: true,
});
