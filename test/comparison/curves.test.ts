import { expect, it } from "vitest";
import type { DesignResult } from "../../src/comparison/comparison-design.ts";
import { COMPARISON_DESIGNS } from "../../src/comparison/comparison-designs.ts";
import { costsLater, edgeWidth, knownCosts, packedCosts } from "../../src/comparison/curves.ts";

/** Powers of two from 512 tokens to a million. */
const LENGTHS = Array.from({ length: 12 }, (_, n) => 2 ** (9 + n));

/** Energy and latency that name their length and design; every third design has no price. */
const points = LENGTHS.map((length) => ({
  length,
  contenders: COMPARISON_DESIGNS.map(({ id }, n) =>
    n % 3 === 2
      ? { id, feasible: false, reason: "none" }
      : { id, feasible: true, cost: { energy: length + n, timing: { latency: length / (n + 1) } } },
  ) as unknown as DesignResult[],
}));

it("costs as numbers are the same costs again, of each length and design", () => {
  const numbers = packedCosts(points);
  expect(numbers.length).toBe(2 * LENGTHS.length * COMPARISON_DESIGNS.length);
  const { lengths, costs } = costsLater(() => numbers);
  expect(lengths).toEqual(LENGTHS);
  // What has no price is infinite in both.
  expect(costs()).toEqual(knownCosts(points).costs());
  for (const { length, costs: own } of costs())
    for (const [n, { id, energy, latency }] of own.entries()) {
      expect(id).toBe(COMPARISON_DESIGNS[n].id);
      expect([energy, latency]).toEqual(
        n % 3 === 2 ? [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY] : [length + n, length / (n + 1)],
      );
    }
});

it("the end of a range is known to a hundredth of its tokens, and to one", () => {
  expect([16, 199, 200, 4096].map(edgeWidth)).toEqual([1, 1, 2, 40]);
});
