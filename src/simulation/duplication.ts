import { type Dense, dense, row } from "../base/dense.ts";
import { normals, type Rng } from "../base/rng.ts";
import type { Activations, HeadActivations } from "./activations.ts";

/** Cosine between a vector of the second half and its partner in the first. */
const PARTNER_COSINE = 0.8;
/** Logit of a vector with itself; a partner's is 0.8 of it, a stranger's near 0. */
const TEMPERATURE = 20;

/**
 * Constructed duplication: random unit vectors in the first half, each repeated at cosine 0.8 in the second, so
 * that the partner of position t + L/2 is t. tokens × width. No model is needed, and any length can be had.
 */
export function duplicatedVectors(length: number, width: number, rng: Rng): Dense {
  const tokens = dense(length, width);
  const half = Math.floor(length / 2);
  for (let t = 0; t < length - half; t++) row(tokens, t).set(unit(normals(width, rng)));
  for (let t = 0; t < half; t++) {
    const original = row(tokens, t);
    const noise = unit(normals(width, rng));
    const blend = original.map((x, c) => PARTNER_COSINE * x + Math.sqrt(1 - PARTNER_COSINE ** 2) * noise[c]);
    row(tokens, t + length - half).set(unit(blend));
  }
  return tokens;
}

function unit(vector: Float64Array): Float64Array {
  const norm = Math.sqrt(vector.reduce((sum, x) => sum + x * x, 0));
  return vector.map((x) => x / norm);
}

/** The task as activations with shared queries and keys, scaled for logits of q · k / √d. */
export function duplicationActivations(
  size: {
    readonly layers: number;
    readonly heads: number;
    readonly headWidth: number;
    readonly length: number;
  },
  rng: Rng,
): Activations {
  const { length, headWidth } = size;
  const scale = Math.sqrt(TEMPERATURE * Math.sqrt(headWidth));
  const heads = Array.from({ length: size.layers * size.heads }, (_, n): HeadActivations => {
    const layer = Math.floor(n / size.heads);
    const head = n % size.heads;
    const stream = rng.fork(`layer ${layer} head ${head}`);
    const vectors = duplicatedVectors(length, headWidth, stream.fork("vectors"));
    for (let i = 0; i < vectors.data.length; i++) vectors.data[i] *= scale;
    const v = dense(length, headWidth, normals(length * headWidth, stream.fork("values")));
    return { layer, head, kvHead: head, q: vectors, k: vectors, v };
  });
  return {
    model: "duplication",
    description:
      "Constructed duplication: each token of the second half repeats one of the first at cosine 0.8.",
    length,
    headWidth,
    heads,
    keyMeans: new Map(),
  };
}
