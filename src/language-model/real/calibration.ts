import type { Dimensions } from "../dimensions.ts";
import { type Calibration, type Captured, type PlacedContext, samplePosition } from "./lane-job.ts";
import { keysAt } from "./memory-plan.ts";

/** Vectors of a head that are kept to set the ranges of converters. */
export const SAMPLES = 256;

/** Key means over all tokens of a context, and evenly spaced keys, with the queries that were captured of it. */
export function calibrationFrom(
  d: Dimensions,
  memory: ArrayBufferLike,
  { address, capacity }: PlacedContext,
  length: number,
  { queries, samples }: Pick<Captured, "queries" | "samples">,
): Calibration {
  const [heads, width] = [d.layers * d.keyValueHeads, d.headWidth];
  const keys = new Float32Array(new SharedArrayBuffer(4 * heads * samples * width));
  const keyMeans = new Float64Array(new SharedArrayBuffer(8 * heads * width));
  for (let h = 0; h < heads; h++) {
    const layer = Math.floor(h / d.keyValueHeads);
    const from = keysAt(d, address, capacity, layer, h % d.keyValueHeads, 0);
    const all = new Float32Array(memory, from, length * width);
    for (let s = 0; s < samples; s++) {
      const at = samplePosition(s, samples, length) * width;
      keys.set(all.subarray(at, at + width), (h * samples + s) * width);
    }
    const mean = keyMeans.subarray(h * width, (h + 1) * width);
    for (let n = 0; n < all.length; n++) mean[n % width] += all[n] / length;
  }
  return { samples, queries, keys, keyMeans };
}
