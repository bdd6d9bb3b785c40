import { normals, type Rng } from "../../base/rng.ts";
import { midRise } from "./mid-rise.ts";

/** Deviations of the offset that the trim's range covers to either side. */
const TRIM_REACH = 3;

/**
 * `count` offsets of standard deviation `deviation` and mean 0, less what a trim of `trimBits` bits takes out, in the
 * unit of the deviation. The trim covers ±3 deviations in 2^trimBits steps, so the rest is within half a step,
 * nearly uniform; an offset beyond the range keeps its excess. No trim bits: the offsets as they are.
 */
export function trimmedOffsets(count: number, deviation: number, trimBits: number, rng: Rng): Float64Array {
  if (deviation === 0) return new Float64Array(count);
  const levels = 2 ** trimBits;
  return normals(count, rng).map((z) => {
    const offset = z * deviation;
    return offset - midRise(offset, TRIM_REACH * deviation, levels);
  });
}
