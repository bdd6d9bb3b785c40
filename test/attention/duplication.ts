import { dense, row } from "../../src/base/dense.ts";
import { normals, type Rng } from "../../src/base/rng.ts";

export const DUPLICATION = { length: 1024, width: 64, chunk: 64, buckets: 32, bits: 5 } as const;

/**
 * Constructed duplication: random unit vectors in the first half; the second half repeats each at cosine
 * 0.8. The partner of position t + L/2 is t. Returns tokens × width.
 */
export function duplicationTask(rng: Rng) {
  const { length, width } = DUPLICATION;
  const tokens = dense(length, width);
  for (let t = 0; t < length / 2; t++) {
    const original = unit(normals(width, rng));
    const noise = unit(normals(width, rng));
    row(tokens, t).set(original);
    row(tokens, t + length / 2).set(unit(original.map((x, c) => 0.8 * x + 0.6 * noise[c])));
  }
  return tokens;
}

function unit(vector: Float64Array): Float64Array {
  const norm = Math.hypot(...vector);
  return vector.map((x) => x / norm);
}
