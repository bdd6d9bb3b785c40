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

/**
 * Compared ways to choose keys; the rest of the attention is the same. `model` is the name inside a language
 * model; `make` takes the hashers that it needs. Without `make`: a local window with as many pairs.
 */
export const VARIANTS = {
  software: { model: "lsh-software", make: (from: Pick<HashSources, "software">) => from.software() },
  digital: { model: "lsh-digital", make: (from: Pick<HashSources, "digital">) => from.digital() },
  memristor: {
    model: "lsh-memristor",
    make: (from: Pick<HashSources, "memristor">) => from.memristor("array"),
  },
  circuit: { model: "lsh-circuit", make: (from: Pick<HashSources, "circuit">) => from.circuit() },
  "second-array": {
    model: "second-array",
    make: (from: Pick<HashSources, "memristor">) =>
      secondArray(from.memristor("array"), from.memristor("second array")),
  },
  "random-buckets": { model: "random-buckets", make: (from: Pick<HashSources, "random">) => from.random() },
  "local-window": { model: "local-window" },
} as const;

export type Variant = keyof typeof VARIANTS;

/** Variants that choose keys by a hash. */
export type HashVariant = Exclude<Variant, "local-window">;

/** Hash variants that a simulation of one model's activations runs. */
export type SimulatedHash = "software" | "digital" | "memristor" | "random-buckets";

/** Hash variants that a language model runs. */
export type ModelHash = Exclude<HashVariant, "digital">;

/** A variant's name inside a language model. */
export type ModelWord<V extends Variant = Variant> = (typeof VARIANTS)[V]["model"];

/** The variant with this name inside a language model. */
export const variantOf = <V extends Variant>(word: ModelWord<V>): V =>
  (Object.keys(VARIANTS) as Variant[]).find((variant) => VARIANTS[variant].model === word) as V;
