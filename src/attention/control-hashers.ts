import type { Rng } from "../base/rng.ts";
import type { HashCode } from "./hash-code.ts";
import type { Hasher } from "./hasher.ts";

/** Negative control: buckets at random, queries and keys independently, unless one id serves both (shared QK). */
export const randomBuckets =
  (code: Pick<HashCode, "rounds" | "buckets">, rng: Rng): Hasher =>
  (vectors, role) => {
    const draws = rng.fork(role);
    return Int32Array.from({ length: code.rounds * vectors.rows }, () => draws.integer(code.buckets));
  };

/** Negative control: queries through one array, keys through another. Untuned arrays are unrelated matrices. */
export const secondArray =
  (queries: Hasher, keys: Hasher): Hasher =>
  (vectors, role) =>
    (role === "query" ? queries : keys)(vectors, role);
