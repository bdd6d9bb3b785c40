import { grayRank } from "./gray-code.ts";

/** How the projections of one round become a bucket id. */
export interface HashCode {
  readonly rounds: number;
  /** Projections of a round; each takes one differential pair. */
  readonly columns: number;
  /** Ids lie in [0, buckets). */
  readonly buckets: number;
  /** Buckets of each digit of an id, lowest first; their product is `buckets`. */
  readonly factors: readonly number[];
  /**
   * Id from a round's projections at `offset`. `opposite` holds their negatives as the readout sees them; a
   * circuit that compares 2n candidates disturbs a projection and its negative separately.
   */
  encode(values: Float64Array, opposite: Float64Array, offset: number): number;
}

/**
 * SimHash [charikar-2002]: the signs of `bits` projections, read as a Gray code word. A projection of exactly
 * zero counts as positive. P(bit equal) = 1 − θ/π.
 */
export const simHashCode = (rounds: number, bits: number): HashCode => ({
  rounds,
  columns: bits,
  buckets: 2 ** bits,
  factors: [2 ** bits],
  encode(values, _, offset) {
    let word = 0;
    for (let b = 0; b < bits; b++) word = (word << 1) | (values[offset + b] >= 0 ? 1 : 0);
    return grayRank(word);
  },
});

/**
 * Cross-polytope hash of Reformer [kitaev-2020]: argmax over [y; −y] of f/2 projections gives one of f ids.
 * With several factors each has projections of its own and the ids are digits, the first one lowest. The
 * first of equal candidates wins.
 */
export function crossPolytopeCode(rounds: number, factors: readonly number[]): HashCode {
  for (const factor of factors)
    if (!Number.isInteger(factor) || factor < 2 || factor % 2 !== 0)
      throw new RangeError(`cross-polytope: expected even factors of at least 2, received ${factor}`);
  const halves = factors.map((factor) => factor / 2);
  return {
    rounds,
    columns: halves.reduce((sum, half) => sum + half, 0),
    buckets: factors.reduce((product, factor) => product * factor, 1),
    factors,
    encode(values, opposite, offset) {
      let id = 0;
      let weight = 1;
      let at = offset;
      for (const half of halves) {
        id += weight * largestOf(values, opposite, at, half);
        weight *= 2 * half;
        at += half;
      }
      return id;
    },
  };
}

/** Index of the largest of values then opposites. */
function largestOf(values: Float64Array, opposite: Float64Array, at: number, half: number): number {
  let best = 0;
  let largest = values[at];
  for (let n = 1; n < 2 * half; n++) {
    const candidate = n < half ? values[at + n] : opposite[at + n - half];
    if (candidate > largest) {
      largest = candidate;
      best = n;
    }
  }
  return best;
}

/** Trax's split of a bucket count into two even factors when one would take more than 128 [trax-2021]. */
export function traxFactors(buckets: number): number[] {
  if (buckets <= 128) return [buckets];
  const first = 2 ** Math.ceil(Math.log2(Math.sqrt(buckets)));
  return [first, 2 * Math.floor(buckets / (2 * first))];
}
