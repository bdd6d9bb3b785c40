import { describe, expect, it, test } from "vitest";
import {
  momentsOverScores,
  normalProbability,
  normalQuantile,
  scoreLevels,
  scoreToLevel,
} from "../src/normal-scores.ts";

describe("the standard normal", () => {
  test.each([
    [0, 0.5],
    [1, 0.841344746068543],
    [-1.96, 0.02499789514822],
    [3, 0.99865010196837],
  ])("probability up to %f", (x, p) => {
    expect(normalProbability(x)).toBeCloseTo(p, 13);
    expect(normalQuantile(p)).toBeCloseTo(x, 9);
  });

  it("its quadrature knows the moments of a lognormal and of a clipped normal", () => {
    const lognormal = momentsOverScores((score) => Math.exp(0.3 * score), 0);
    expect(lognormal.mean).toBeCloseTo(Math.exp(0.045), 12);
    expect(lognormal.meanSquare).toBeCloseTo(Math.exp(0.18), 12);
    // E max(0, z) = 1/√(2π).
    expect(momentsOverScores((score) => Math.max(0, score), 0).mean).toBeCloseTo(
      1 / Math.sqrt(2 * Math.PI),
      5,
    );
  });
});

it("levels are equally probable quantiles: two are the quartiles, and every score goes to its own share", () => {
  expect([...scoreLevels(2)].map((x) => Number(x.toFixed(9)))).toEqual([-0.67448975, 0.67448975]);
  const toLevel = scoreToLevel(4);
  const levels = scoreLevels(4);
  expect([-3, -0.68, -0.67, -0.01, 0.01, 0.67, 0.68, 3].map(toLevel)).toEqual(
    [0, 0, 1, 1, 2, 2, 3, 3].map((n) => levels[n]),
  );
  expect(scoreToLevel(0)(0.123)).toBe(0.123);
});
