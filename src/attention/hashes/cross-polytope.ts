import { z } from "zod";
import { choice } from "#base";
import { crossPolytopeCollision, noisyCosine } from "../collision-law.ts";
import type { HashCode } from "../hash-code.ts";
import { defineHash } from "./hash.ts";

/**
 * Cross-polytope hash of Reformer [kitaev-2020]: argmax over [y; −y] of f/2 projections gives one of f ids.
 * With several factors, each has its own projections and the ids are digits, the first one lowest. The first
 * of equal candidates wins.
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
    isScaled: false,
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

/** Index of the largest among the values, followed by their opposites. */
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

/** Splits a bucket count above 128 into two even factors, as Trax does [trax-2021]. */
export function traxFactors(buckets: number): number[] {
  if (buckets <= 128) return [buckets];
  const first = 2 ** Math.ceil(Math.log2(Math.sqrt(buckets)));
  return [first, 2 * Math.floor(buckets / (2 * first))];
}

/** Uses the largest even number of buckets, factorised as in Trax or not. */
export const crossPolytope = defineHash({
  name: "cross-polytope",
  title: "a cross-polytope hash",
  source: "andoni-2015",
  params: z.object({
    factorise: choice(
      ["auto", "never"],
      "two factors when one would have more than 128 buckets, or always one",
    ).prefault("auto"),
  }),
  stated: ["factorise"],
  code({ rounds, buckets, factorise }) {
    const even = 2 * Math.floor(buckets / 2);
    return crossPolytopeCode(rounds, factorise === "auto" ? traxFactors(even) : [even]);
  },
  reads: "largest",
  comparisons: ({ columns }) => columns,
  event: "bucket",
  law: ({ factors }, cosine, noise) =>
    factors.reduce(
      (product, factor) => product * crossPolytopeCollision(noisyCosine(cosine, noise), factor / 2),
      1,
    ),
  surrogate: "largest",
});
