// Counts behind the laws of a hash, against bits that a hand writes down.

import { describe, expect, it } from "vitest";
import { createRng, dense, row } from "#base";
import type { Hasher } from "../../src/attention/hash-code.ts";
import { crossPolytopeCode } from "../../src/attention/hashes/cross-polytope.ts";
import { simHashCode } from "../../src/attention/hashes/simhash.ts";
import { agreement, bitStatistics, signsOf, vectorPairs } from "../../src/simulation/hash-laws.ts";

/** The Gray code of three bits, in its order. */
const GRAY = [0b000, 0b001, 0b011, 0b010, 0b110, 0b111, 0b101, 0b100];
const NO_VECTORS = { queries: dense(1, 1), keys: dense(1, 1) };

/** A hasher that gives ids whatever it hashes. */
const giving =
  (queries: readonly number[], keys: readonly number[]): Hasher =>
  (_, role) =>
    Int32Array.from(role === "query" ? queries : keys);

/** Bits in which all words of two lists are equal, one by one. */
function equalBits(a: readonly number[], b: readonly number[]): number {
  let equal = 0;
  for (let n = 0; n < a.length; n++)
    for (let bit = 0; bit < 3; bit++) if (((GRAY[a[n]] >> bit) & 1) === ((GRAY[b[n]] >> bit) & 1)) equal++;
  return equal;
}

describe("the share of events in which a query agrees with its key", () => {
  it("counts each sign of each round: ids are ranks of the Gray code", () => {
    const [queries, keys] = [
      [5, 0, 7, 3, 2, 6],
      [5, 1, 0, 4, 5, 6],
    ];
    // Three tokens in two rounds of three bits: 18 events.
    const found = agreement("bit", simHashCode(2, 3), giving(queries, keys), NO_VECTORS);
    expect(found).toBeCloseTo(equalBits(queries, keys) / 18, 15);
    // Of two tokens that agree in one bit of three and in all of them: four of six.
    expect(agreement("bit", simHashCode(1, 3), giving([0, 4], [2, 4]), NO_VECTORS)).toBeCloseTo(4 / 6, 15);
  });

  it("counts whole buckets where a hash has no signs, the first pair with the others", () => {
    const code = crossPolytopeCode(2, [8]);
    const counted = (keys: readonly number[]): number =>
      agreement("bucket", code, giving([7, 2, 3, 3], keys), NO_VECTORS);
    expect(counted([7, 3, 2, 3])).toBe(2 / 4);
    expect(counted([7, 3, 2, 1])).toBe(1 / 4);
    expect(counted([7, 2, 3, 3])).toBe(1);
  });
});

it("pairs of vectors have exactly their cosine, and a key is as long as its query", () => {
  for (const cosine of [0.99, 0.6, 0, -0.4]) {
    const { queries, keys } = vectorPairs(20, 16, cosine, createRng(4));
    for (let n = 0; n < 20; n++) {
      const [q, k] = [row(queries, n), row(keys, n)];
      const product = q.reduce((sum, x, i) => sum + x * k[i], 0);
      expect(product / Math.hypot(...q) ** 2).toBeCloseTo(cosine, 12);
      expect(Math.hypot(...k) / Math.hypot(...q)).toBeCloseTo(1, 12);
    }
  }
});

it("signs of an id are those of its Gray word, the first projection's the highest bit, round after round", () => {
  const ids = [1, 4, 7, 2];
  const bits = signsOf(simHashCode(2, 3), Int32Array.from(ids));
  expect(bits.length).toBe(6);
  for (let p = 0; p < 6; p++)
    for (let t = 0; t < 2; t++) {
      const word = GRAY[ids[Math.floor(p / 3) * 2 + t]];
      expect(bits[p][t]).toBe((word >> (2 - (p % 3))) & 1);
    }
});

describe("statistics of bits", () => {
  const bits = [
    [1, 1, 0, 0, 1, 0, 1, 1],
    [1, 0, 0, 0, 1, 0, 1, 0],
    [0, 1, 1, 0, 0, 1, 0, 0],
  ].map((own) => Uint8Array.from(own));

  /** Pearson's correlation as the mean product of two centred bits over both standard deviations. */
  function pearson(a: Uint8Array, b: Uint8Array): number {
    const [x, y] = [a, b].map((own) =>
      Array.from(own, (bit) => bit - own.reduce((s, v) => s + v, 0) / own.length),
    );
    const product = (u: number[], v: number[]): number => u.reduce((sum, one, n) => sum + one * v[n], 0);
    return product(x, y) / Math.sqrt(product(x, x) * product(y, y));
  }

  it("are the distance of the share of ones from a half, and the mean correlation of all pairs, by hand", () => {
    const { imbalance, correlation, bits: count } = bitStatistics(bits, 16);
    // Five, three and three ones of eight.
    expect(imbalance.mean).toBeCloseTo(1 / 8, 15);
    expect(imbalance.worst).toBeCloseTo(1 / 8, 15);
    expect(count).toBe(3);
    const pairs = [pearson(bits[0], bits[1]), pearson(bits[0], bits[2]), pearson(bits[1], bits[2])];
    expect(correlation).toBeCloseTo(pairs.reduce((sum, x) => sum + Math.abs(x), 0) / 3, 14);
    const uneven = bitStatistics([bits[0], Uint8Array.from([1, 1, 1, 1, 1, 1, 1, 0])], 16).imbalance;
    expect(uneven.mean).toBeCloseTo((1 / 8 + 3 / 8) / 2, 15);
    expect(uneven.worst).toBeCloseTo(3 / 8, 15);
    // A bit that never changes says all of any other.
    expect(bitStatistics([bits[0], new Uint8Array(8)], 16).correlation).toBe(1);
    expect(bitStatistics([bits[0]], 16).correlation).toBe(0);
  });

  it("of fair coins and of Gaussian projections are what is expected by chance", () => {
    const [tokens, width, count] = [500, 24, 64];
    const rng = createRng(12);
    const vectors = Array.from({ length: tokens }, () => Array.from({ length: width }, () => rng.normal()));
    const signs = Array.from({ length: count }, () => {
      const own = Array.from({ length: width }, () => rng.normal());
      return Uint8Array.from(vectors, (x) => Number(x.reduce((sum, v, c) => sum + v * own[c], 0) >= 0));
    });
    const found = bitStatistics(signs, width);
    expect(found.imbalance.mean / found.expectedImbalance).toBeGreaterThan(0.8);
    expect(found.imbalance.mean / found.expectedImbalance).toBeLessThan(1.2);
    // Means of 2016 pairs: within a tenth.
    expect(Math.abs(found.correlation / found.expectedCorrelation - 1)).toBeLessThan(0.1);
    // E |share − ½| of a fair coin is σ √(2/π) with σ = ½/√tokens.
    expect(found.expectedImbalance).toBeCloseTo(Math.sqrt(2 / Math.PI) / 2 / Math.sqrt(tokens), 12);
  });
});
