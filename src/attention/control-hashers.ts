import type { Rng } from "../base/rng.ts";
import type { Hasher } from "./hasher.ts";
import type { SimHashShape } from "./simhash.ts";

/** Negative control: buckets at random, queries and keys independently, unless one id serves both (shared QK). */
export const randomBuckets =
  (shape: SimHashShape, rng: Rng): Hasher =>
  (vectors, role) => {
    const draws = rng.fork(role);
    return Int32Array.from({ length: shape.rounds * vectors.rows }, () => draws.integer(2 ** shape.bits));
  };

/** Negative control: queries through one array, keys through another. Untuned arrays are unrelated matrices. */
export const secondArray =
  (queries: Hasher, keys: Hasher): Hasher =>
  (vectors, role) =>
    (role === "query" ? queries : keys)(vectors, role);
