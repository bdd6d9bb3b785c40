/** A code of `bytes` bytes for each key, with one float32 factor; both are stored in 32-bit words. */
export interface ByteCodes {
  readonly bytes: number;
}

/** Values of a field of a code, 2^bits of them, and the bits of a field. */
export interface CodeFields {
  readonly levels: Float64Array;
  readonly bits: number;
}

/**
 * Scores four queries at a time over the codes of one block of keys, in single precision. Lanes are queries, 0 to 3. What is loaded and
 * computed holds until another block is loaded.
 */
export interface ScoreKernel {
  /** Takes the words of `keys` keys. `holder` names them. */
  load(holder: object, codes: Int32Array, keys: number, shape: ByteCodes): void;
  /** Whether the codes of this holder are those that are loaded. */
  holds(holder: object): boolean;
  /** Up to four queries, each with a coordinate for each field of a code. */
  setQueries(queries: readonly Float64Array[], fields: CodeFields): void;
  /** Computes the scores of keys from, from + step, … below count for the queries that were set last. */
  products(count: number, scale: number, from: number, step: number): void;
  /**
   * Writes the fewest keys of [from, to) that, with all others below `count`, hold the share `mass` of Σ exp(score) below count; ascending.
   * Returns how many.
   */
  heaviest(lane: number, count: number, from: number, to: number, mass: number, into: Int32Array): number;
  /** Writes the `wanted` keys of [from, to) of the largest scores; ascending; of equals, the earliest. Returns how many. */
  largest(lane: number, from: number, to: number, wanted: number, into: Int32Array): number;
}
