import { type Dense, dense } from "../../base/dense.ts";
import type { Vectors } from "./selector.ts";

/** Vectors as float64, less their mean where there is one. */
export function centred({ rows, width, data }: Vectors, mean: Float64Array | null): Dense {
  const out = Float64Array.from(data.subarray(0, rows * width));
  if (mean !== null) for (let n = 0; n < out.length; n++) out[n] -= mean[n % width];
  return dense(rows, width, out);
}
