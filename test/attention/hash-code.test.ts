import { describe, expect, it } from "vitest";
import { createRng, dense } from "#base";
import {
  drawProjections,
  grayRank,
  grayWord,
  type HashCode,
  projectionHasher,
} from "../../src/attention/hash-code.ts";
import { crossPolytopeCode, traxFactors } from "../../src/attention/hashes/cross-polytope.ts";
import { simHashCode } from "../../src/attention/hashes/simhash.ts";

describe("Gray code", () => {
  it("rank and word are inverse, and neighbours differ in one bit, also around the end", () => {
    for (let rank = 0; rank < 256; rank++) {
      expect(grayRank(grayWord(rank))).toBe(rank);
      const differing = grayWord(rank) ^ grayWord((rank + 1) % 256);
      expect(differing & (differing - 1)).toBe(0);
    }
  });
});

/** Share of rounds in which two vectors at an angle get one id. */
function collisions(code: HashCode, theta: number, seed: string): number {
  const hash = projectionHasher(drawProjections(code, 2, createRng(seed)), code);
  const pair = dense(2, 2, Float64Array.of(1, 0, Math.cos(theta), Math.sin(theta)));
  const ids = hash(pair, "key");
  let equal = 0;
  for (let r = 0; r < code.rounds; r++) if (ids[2 * r] === ids[2 * r + 1]) equal++;
  return equal / code.rounds;
}

const ROUNDS = 40_000;
// Two-sided error rate of 10⁻⁶ a test.
const tolerance = (p: number): number => 4.9 * Math.sqrt((p * (1 - p)) / ROUNDS) + 1e-12;

describe.each([15, 30, 60, 90, 120, 165])("at %i°", (degrees) => {
  const theta = (degrees * Math.PI) / 180;

  it("SimHash bits agree with probability 1 − θ/π", () => {
    const p = 1 - theta / Math.PI;
    expect(Math.abs(collisions(simHashCode(ROUNDS, 1), theta, `s${degrees}`) - p)).toBeLessThan(tolerance(p));
  });

  it("a cross-polytope of 4 buckets collides with probability (1 − θ/π)²", () => {
    const p = (1 - theta / Math.PI) ** 2;
    expect(Math.abs(collisions(crossPolytopeCode(ROUNDS, [4]), theta, `c${degrees}`) - p)).toBeLessThan(
      tolerance(p),
    );
  });

  it("factors are independent: 2 × 2 buckets collide as two sign bits do", () => {
    const p = (1 - theta / Math.PI) ** 2;
    expect(Math.abs(collisions(crossPolytopeCode(ROUNDS, [2, 2]), theta, `f${degrees}`) - p)).toBeLessThan(
      tolerance(p),
    );
  });
});

it("a cross-polytope of 32 buckets collides at 30° with probability .4890", () => {
  const p = 0.489;
  expect(Math.abs(collisions(crossPolytopeCode(ROUNDS, [32]), Math.PI / 6, "32") - p)).toBeLessThan(
    tolerance(p) + 5e-5,
  );
});

describe("crossPolytopeCode", () => {
  it("is argmax over [y; −y], the first of equals", () => {
    const code = crossPolytopeCode(1, [6]);
    const id = (...y: number[]) =>
      code.encode(Float64Array.from(y), Float64Array.from(y.map((x) => -x)), 0, 1);
    expect([
      id(3, 1, 2),
      id(1, 3, 2),
      id(1, 2, 3),
      id(-3, 1, 2),
      id(1, -3, 2),
      id(1, 2, -3),
      id(2, 2, 2),
      id(0, 0, 0),
    ]).toEqual([0, 1, 2, 3, 4, 5, 0, 0]);
  });

  it("gives factors' ids as digits, the first lowest", () => {
    const code = crossPolytopeCode(1, [4, 6]);
    expect(code).toMatchObject({ columns: 5, buckets: 24 });
    const y = Float64Array.of(0, -1, 0, 2, 0);
    expect(
      code.encode(
        y,
        y.map((x) => -x),
        0,
        1,
      ),
    ).toBe(3 + 4 * 1);
  });

  it("refuses odd factors", () => {
    expect(() => crossPolytopeCode(1, [3])).toThrow(RangeError);
  });
});

it.each([
  [256, [16, 16]],
  [512, [32, 16]],
  [192, [16, 12]],
  [128, [128]],
  [64, [64]],
])("trax splits %i buckets into %j", (buckets, factors) => {
  expect(traxFactors(buckets)).toEqual(factors);
});
