import type { Dense } from "../base/dense.ts";

/** How the projections of one round become a bucket id. */
export interface HashCode {
  readonly rounds: number;
  /** Projections of a round; each takes one differential pair. */
  readonly columns: number;
  /** Ids lie in [0, buckets). */
  readonly buckets: number;
  /** Buckets of each digit of an id, lowest first; their product is `buckets`. */
  readonly factors: readonly number[];
  /** Whether ids change when all projections are scaled: `encode` then needs their rms. */
  readonly isScaled: boolean;
  /**
   * Id from a round's projections, which begin at `offset` = round × columns of all rounds' projections. `opposite` holds
   * their negatives as the readout sees them; a circuit that compares 2n candidates disturbs a projection and its negative
   * separately. `rms` is the root mean square of the projections, in their own unit, over the vectors that set the scale.
   */
  encode(values: Float64Array, opposite: Float64Array, offset: number, rms: number): number;
  /** Signs of a round as bits of a word, its first projection highest, from the id; where each projection gives one. */
  word?(id: number): number;
}

/** Vectors, from the first on, that set the scale of a hash that has one: a converter's range is set on as many. */
export const SCALED_ON = 1024;

/** The rms that a code needs of its projections; 1, without looking, for a code that has no scale. */
export const scaleFor = (code: Pick<HashCode, "isScaled">, rms: () => number): number =>
  code.isScaled ? rms() || 1 : 1;

/**
 * Rank of a Gray code word. Ranks that differ by one belong to words that differ in one bit, and so do the
 * last rank and the first: neighbours in sorted order are neighbours in angle.
 */
export function grayRank(word: number): number {
  let rank = word;
  for (let shift = word >>> 1; shift !== 0; shift >>>= 1) rank ^= shift;
  return rank;
}

/** Gray code word of a rank: the inverse of grayRank. */
export const grayWord = (rank: number): number => rank ^ (rank >>> 1);

/** Queries and keys go through the same projection, but a circuit scales and disturbs each read by itself. */
export type Role = "query" | "key";

/**
 * Bucket ids of one head, rounds × tokens, round-major, each in [0, buckets). `vectors` is tokens × head width.
 * The software hash and the crossbar hash are two values of this type and differ in nothing else.
 */
export type Hasher = (vectors: Dense, role: Role) => Int32Array;
