import type { Hasher } from "../attention/hash-code.ts";
import { secondArray } from "../attention/hash-code.ts";

/** The hashers of one head on one chip, made on demand. */
export interface HashSources {
  /** Gaussian projections in float64: the reference hash. */
  software(): Hasher;
  /** Hash of the all-digital design: ±1 projections on the MAC array's adders or its projection unit. */
  digital(): Hasher;
  /** The design's arrays, with the software's projections as targets; `second array` is an unrelated set. */
  memristor(set: "array" | "second array"): Hasher;
  /** The same arrays, with every read solved as a circuit. */
  circuit(): Hasher;
  /** Random buckets. */
  random(): Hasher;
}

/** Compared ways to hash; the rest of the attention is the same. Each takes the hashers that it needs. */
export const VARIANTS = {
  software: { make: (from: Pick<HashSources, "software">) => from.software() },
  digital: { make: (from: Pick<HashSources, "digital">) => from.digital() },
  memristor: { make: (from: Pick<HashSources, "memristor">) => from.memristor("array") },
  circuit: { make: (from: Pick<HashSources, "circuit">) => from.circuit() },
  "second-array": {
    make: (from: Pick<HashSources, "memristor">) =>
      secondArray(from.memristor("array"), from.memristor("second array")),
  },
  "random-buckets": { make: (from: Pick<HashSources, "random">) => from.random() },
} as const;

export type HashVariant = keyof typeof VARIANTS;

/** Hash variants that a simulation of one model's activations runs. */
export type SimulatedHash = "software" | "digital" | "memristor" | "random-buckets";
