import { power } from "#base";
import { traxFactors } from "../../src/attention/hashes/cross-polytope.ts";
import { type Fact, REMEMBERED } from "./fact.ts";

const RULE = [
  [8192, 64, [16, 16]],
  [65_536, 256, [32, 16]],
  [12_288, 128, [16, 12]],
] as const;

/** The bucket rule of [trax-2021] (2L/c buckets, in two factors above 128) and the hash of ELSA. */
export function hashFacts(): Fact[] {
  const base = { topic: "hash", tolerance: 0, evidence: "same formula" } as const;
  const rule = RULE.flatMap(([length, chunk, factors]) =>
    factors.map(
      (published, n): Fact => ({
        ...base,
        quantity: `trax rule, L = ${length}, chunk ${chunk}: factor ${n + 1} of ${factors.length}`,
        unit: "buckets",
        published,
        ours: traxFactors((2 * length) / chunk)[n],
        source: "trax-2021",
        note: `${(2 * length) / chunk} buckets`,
      }),
    ),
  );
  const kronecker = [4096, 1024, 768].map(
    (published, n): Fact => ({
      ...base,
      quantity: `64 projections of 64 elements in ${n + 1} Kronecker factors`,
      unit: "multiplications",
      published,
      ours: kroneckerMultiplications(64, n + 1),
      source: REMEMBERED,
      note: "hash of ELSA",
    }),
  );
  return [...rule, ...kronecker];
}

/**
 * Multiplications that give width projections of a vector of `width` elements, when the projection matrix is a
 * Kronecker product of `factors` square matrices: factors · width^(1 + 1/factors). One factor is the dense matrix.
 * Throws RangeError where the width is not the power of an integer that the factors need.
 */
export function kroneckerMultiplications(width: number, factors: number): number {
  const side = Math.round(power(width, 1 / factors));
  if (!(Number.isSafeInteger(factors) && factors >= 1 && power(side, factors) === width))
    throw new RangeError(
      `kronecker: expected a width that is an integer to the power of ${factors} factors, received ${width}`,
    );
  return factors * width * side;
}
